import { Button, MultiSelect, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUp, Pause, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { latestChangesQuery } from "@/api/changes";
import { useLiveState } from "@/api/live";
import { statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Page, PageHead, Panel } from "@/components/Panel";
import { useFormat } from "@/format";
import { KINDS } from "@/records";
import classes from "./ChangesPage.module.css";
import { byRun, distinct } from "./feed";
import { RunOfChanges } from "./RunOfChanges";

const READING_PX = 160;

/** Whether somebody reads further down, where nothing may move. */
function useScrolledDown(): boolean {
  const [down, setDown] = useState(false);
  useEffect(() => {
    const look = () => setDown(window.scrollY > READING_PX);
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  return down;
}

function Filters() {
  const { t } = useTranslation(["changes", "common"]);
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data } = useQuery(statusQuery());
  const set = (name: string, value: string | undefined) =>
    void navigate({ to: "/changes", search: { ...search, [name]: value }, replace: true });
  const kinds = search.kinds?.split(",") ?? [];
  return (
    <search className={classes.filters}>
      <MultiSelect
        aria-label={t("kinds")}
        placeholder={kinds.length === 0 ? t("allKinds") : undefined}
        data={KINDS.map((kind) => ({ value: kind, label: t(`common:kind.${kind}`) }))}
        value={kinds}
        onChange={(chosen) => set("kinds", chosen.join(",") || undefined)}
        clearable
        className={classes.kinds}
      />
      {(data?.connections.length ?? 0) > 1 && (
        <Select
          aria-label={t("connection")}
          placeholder={t("allConnections")}
          data={data?.connections.map(({ connection, name }) => ({ value: connection, label: name }))}
          value={search.connection ?? null}
          onChange={(chosen) => set("connection", chosen ?? undefined)}
          clearable
        />
      )}
    </search>
  );
}

/** Old ones stay where they are while somebody reads them, or has stopped the feed. */
function useFeed() {
  const search = useSearch({ strict: false });
  const filter = { kinds: search.kinds, connection: search.connection };
  const query = useInfiniteQuery(latestChangesQuery(filter));
  const all = query.data ? distinct(query.data.pages) : [];
  const newest = all[0]?.seq ?? 0;
  const [stopped, setStopped] = useState(false);
  const down = useScrolledDown();
  const frozen = stopped || down;
  const [shownUntil, setShownUntil] = useState(0);
  useEffect(() => {
    if (!frozen) setShownUntil(newest);
  }, [frozen, newest]);
  // Nothing was shown yet: whatever comes first is.
  const until = frozen && shownUntil > 0 ? shownUntil : newest;
  return {
    query,
    shown: all.filter(({ seq }) => seq <= until),
    fresh: all.filter(({ seq }) => seq > until).length,
    stopped,
    setStopped,
    showFresh: () => {
      setShownUntil(newest);
      window.scrollTo({ top: 0 });
    },
    isFiltered: filter.kinds !== undefined || filter.connection !== undefined,
  };
}

export function ChangesPage() {
  const { t } = useTranslation(["changes", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const live = useLiveState();
  const { query, shown, fresh, stopped, setStopped, showFresh, isFiltered } = useFeed();
  const groups = byRun(shown);
  return (
    <Page>
      <PageHead
        title={t("title")}
        lead={t("lead")}
        actions={
          <Button
            leftSection={stopped ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
            onClick={() => setStopped(!stopped)}
          >
            {stopped ? t("resume") : t("pause")}
          </Button>
        }
      />
      <div className={classes.bar}>
        <Filters />
        <span className={classes.live} data-live={live === "live" && !stopped ? true : undefined} role="status">
          {stopped ? t("paused") : live === "lost" ? t("common:live.lost") : live === "live" ? t("live") : ""}
        </span>
      </div>
      <div className={classes.fresh} role="status">
        {fresh > 0 && (
          <Button variant="filled" size="xs" leftSection={<ArrowUp size={14} aria-hidden="true" />} onClick={showFresh}>
            {t("fresh", { count: fresh, n: format.number(fresh) })}
          </Button>
        )}
      </div>
      <Panel className={classes.feed}>
        <Answered query={query} waiting={<Waiting height={48} lines={12} />}>
          {() =>
            shown.length === 0 ? (
              <Empty
                title={t(isFiltered ? "common:empty.noneFiltered" : "none")}
                reason={isFiltered ? "nothing" : "notYetRead"}
                action={
                  isFiltered ? (
                    <Button onClick={() => void navigate({ to: "/changes", search: {} })}>
                      {t("common:empty.reset")}
                    </Button>
                  ) : undefined
                }
              >
                {isFiltered ? null : t("noneText")}
              </Empty>
            ) : (
              groups.map((group, place) => (
                <RunOfChanges
                  key={group.key}
                  group={group}
                  isCut={place === groups.length - 1 && query.hasNextPage === true}
                />
              ))
            )
          }
        </Answered>
      </Panel>
      <div className={classes.end}>
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common:do.showMore")}
          </Button>
        ) : (
          shown.length > 0 && <p className="t3 small">{t("end")}</p>
        )}
      </div>
    </Page>
  );
}
