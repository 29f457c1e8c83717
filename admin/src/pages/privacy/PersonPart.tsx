import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { type Erasure, erase, erasurePlanQuery, exportPerson } from "@/api/people";
import { Answered, Waiting } from "@/components/Answer";
import { Confirm } from "@/components/Confirm";
import { Callout, Panel } from "@/components/Panel";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import classes from "./PrivacyPage.module.css";
import { pathOfRecord } from "./paths";

interface PersonPartProps {
  id: string;
  names: Map<string, string>;
  mayErase: boolean;
}

const personQuery = (id: string) => ({
  queryKey: ["records", "user", id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    answer(api.GET("/api/v1/crm/users/{record_id}", { params: { path: { record_id: id } }, signal })),
  retry: false,
});

function Counts({ people }: { people: Erasure["people"] }) {
  const { t } = useTranslation(["privacy", "common"]);
  const format = useFormat();
  const sums = new Map<string, number>();
  for (const { counts } of people)
    for (const [kind, count] of Object.entries(counts)) sums.set(kind, (sums.get(kind) ?? 0) + count);
  const rows = [...sums].filter(([, count]) => count > 0);
  if (rows.length === 0) return <p className="t2">{t("erase.nothing")}</p>;
  return (
    <ul className={classes.counts} aria-label={t("erase.goes")}>
      {rows.map(([kind, count]) => (
        <li key={kind}>
          <span>{t(`common:kind.${kind}` as "common:kind.user")}</span>
          <b>{format.number(count)}</b>
        </li>
      ))}
    </ul>
  );
}

/** What people call somebody; their number where that is not known. */
function NameOf({ id }: { id: string }) {
  const { data } = useQuery(personQuery(id));
  return data?.display_name ?? id;
}

interface PlanProps extends PersonPartProps {
  name: string;
}

/** The dry run: what goes, who may be the same person, and where the name stands all the same. */
function ErasePlan({ id, name, names }: PlanProps) {
  const { t } = useTranslation(["privacy", "common"]);
  const format = useFormat();
  const [also, setAlso] = useState<string[]>([]);
  const [asked, setAsked] = useState(false);
  const [erased, setErased] = useState<Erasure | null>(null);
  const ids = [id, ...also];
  const plan = useQuery({
    ...erasurePlanQuery(ids),
    placeholderData: (before: Erasure | undefined) => before,
    enabled: !erased,
  });
  // Whoever was chosen is no candidate of the next plan any more, and can be left out again.
  const [seen, setSeen] = useState<Erasure["candidates"]>([]);
  const fresh = plan.data?.candidates.filter((row) => !seen.some((known) => known.id === row.id)) ?? [];
  if (fresh.length > 0) setSeen([...seen, ...fresh]);

  if (erased)
    return (
      <div role="status">
        <Callout>
          {t("erase.done", { count: erased.people.length, n: format.number(erased.people.length) })}{" "}
          {erased.cleaned === false && t("erase.notCleaned")} {t("erase.keepId")}{" "}
          <code>{erased.people.map((person) => person.id).join(", ")}</code>
        </Callout>
      </div>
    );
  return (
    <Answered query={plan} waiting={<Waiting height={32} lines={4} />}>
      {(found) => (
        <div className={classes.plan}>
          {found.people.every((person) => person.kept_away) && <Callout>{t("erase.keptAway")}</Callout>}
          <Counts people={found.people} />
          <p className="small t3">{t("erase.namedOnly")}</p>
          {seen.length > 0 && (
            <fieldset className={classes.candidates}>
              <legend>{t("erase.candidates")}</legend>
              {seen.map((row) => (
                <Checkbox
                  key={row.id}
                  label={<NameOf id={row.id} />}
                  description={t("erase.matched", {
                    id: row.id,
                    by: format.list(row.matched_by.map((by) => t(`erase.by.${by}`))),
                    connection: names.get(row.connection) ?? row.connection,
                  })}
                  checked={also.includes(row.id)}
                  onChange={(event) =>
                    setAlso(event.currentTarget.checked ? [...also, row.id] : also.filter((other) => other !== row.id))
                  }
                />
              ))}
            </fieldset>
          )}
          {found.named_in.length > 0 && (
            <div>
              <p>{t("erase.namedIn")}</p>
              <ul className={classes.named}>
                {found.named_in.map((record) => {
                  const path = pathOfRecord(record);
                  return <li key={record}>{path ? <Link {...path}>{record}</Link> : record}</li>;
                })}
              </ul>
            </div>
          )}
          {/* Nobody erases by the plan of another choice. */}
          <Button className="danger" disabled={plan.isPlaceholderData} onClick={() => setAsked(true)}>
            {t("erase.do")}
          </Button>
          <Confirm
            opened={asked}
            close={() => setAsked(false)}
            title={t("erase.ask", { name })}
            action={t("erase.doNow", { count: ids.length, n: format.number(ids.length) })}
            act={async () => setErased(await erase(ids))}
            typed={name}
            typedLabel={t("erase.type", { name })}
          >
            <p>{t("erase.lost")}</p>
            <Counts people={found.people} />
            {also.length > 0 && <p>{t("erase.also", { ids: also.join(", ") })}</p>}
          </Confirm>
        </div>
      )}
    </Answered>
  );
}

/** One person: what is held on them as a file, and their erasure. */
export function PersonPart(props: PersonPartProps) {
  const { id, names, mayErase } = props;
  const { t } = useTranslation("privacy");
  const { act, busy } = useAct();
  const person = useQuery(personQuery(id));
  const name = person.data?.display_name || id;
  const connection = person.data && (names.get(person.data.connection) ?? person.data.connection);
  return (
    <Panel
      title={
        <Link to="/data/$kind/$id" params={{ kind: "users", id }} className={classes.name}>
          {name}
        </Link>
      }
      aside={
        !person.isError && (
          <Button
            size="xs"
            loading={busy}
            leftSection={<Download size={14} strokeWidth={1.7} aria-hidden="true" />}
            onClick={() => act(() => exportPerson(id), t("export.done"))}
          >
            {t("export.do")}
          </Button>
        )
      }
      padded
    >
      <p className="small t3">{[person.data?.email, connection, id].filter(Boolean).join(" · ")}</p>
      {!person.isError && <p className={classes.exportText}>{t("export.text")}</p>}
      {mayErase && (
        <div className={classes.erase}>
          <h3>{t("erase.title")}</h3>
          <p className="t2">{t("erase.text")}</p>
          <ErasePlan {...props} name={name} />
        </div>
      )}
    </Panel>
  );
}
