import { Button, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Act, actsAddress, actsQuery, operatorsQuery, tokensQuery } from "@/api/access";
import { useMay, useSession } from "@/api/session";
import { useActorName } from "@/components/Actor";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { DayInput } from "@/components/DayInput";
import { Moment } from "@/components/Moment";
import { More } from "@/components/More";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useConnectionName } from "@/components/useConnectionName";
import { SECOND, useFormat, useNow } from "@/format";
import classes from "./AccessPage.module.css";
import { ACTIONS, actsFilter, detailsOf, isAction } from "./acts";

/** Who may have acted, for the filter. */
function useActors(): { value: string; label: string }[] {
  const actorName = useActorName();
  const { own } = useSession();
  const operators = useQuery({ ...operatorsQuery(), enabled: useMay("own") });
  const tokens = useQuery(tokensQuery());
  const ids = new Set([own?.operator.id, ...(operators.data?.operators.map(({ id }) => id) ?? [])]);
  const actors = [
    ...[...ids].filter((id) => id !== undefined).map((id) => `operator:${id}`),
    ...(tokens.data?.tokens.map(({ id }) => `token:${id}`) ?? []),
    "command line",
    "lmsync",
  ];
  return actors.map((value) => ({ value, label: actorName(value) }));
}

function useSubjectName(): (subject: string) => string {
  const { t } = useTranslation("access");
  const actorName = useActorName();
  const connectionName = useConnectionName();
  return (subject) => {
    const [type, rest = ""] = subject.split(/:(.*)/s);
    if (type === "connection") return t("subject.connection", { name: connectionName(rest) });
    if (type === "held") return t("subject.held", { id: rest });
    return subject === "installation" ? t("subject.installation") : actorName(subject);
  };
}

function useDetailText(): (name: string, value: unknown) => string {
  const { t } = useTranslation(["access", "common"]);
  const format = useFormat();
  const now = useNow();
  const words = t as unknown as (key: string, options: { defaultValue: string }) => string;
  const said = (name: string, value: unknown): string => {
    if (value === undefined || value === null) return "–";
    if (typeof value === "number" && name.endsWith("_at")) return format.date(value * SECOND, now);
    if (typeof value === "boolean") return t(value ? "log.yes" : "log.no");
    if (Array.isArray(value)) return value.map((each) => said(name, each)).join(", ");
    if (typeof value === "object")
      return Object.entries(value)
        .map(([key, held]) => `${words(`common:kind.${key}`, { defaultValue: key })}: ${said(key, held)}`)
        .join("; ");
    const word = String(value);
    if (name === "role") return words(`common:role.${word}`, { defaultValue: word });
    if (name === "scopes") return words(`short.${word.replace(":", "_")}`, { defaultValue: word });
    if (name === "kinds") return words(`common:kind.${word}`, { defaultValue: word });
    return name === "state" ? words(`log.state.${word}`, { defaultValue: word }) : word;
  };
  return said;
}

/** Numbers of rows say nothing to a person, and what stands in the columns beside is not said again. */
const LEFT_OUT = ["connections", "login", "name"];

function Details({ act }: { act: Act }) {
  const { t } = useTranslation("access");
  const said = useDetailText();
  const words = t as unknown as (key: string, options: { defaultValue: string }) => string;
  const details = detailsOf(act).filter(([name, was, is]) => !LEFT_OUT.includes(name) && (was ?? is ?? null) !== null);
  if (details.length === 0) return null;
  return (
    <div className={classes.details}>
      {details.map(([name, was, is]) => (
        <div key={name}>
          <span>{words(`log.field.${name}`, { defaultValue: name })}</span>{" "}
          {was === undefined
            ? said(name, is)
            : is === undefined
              ? said(name, was)
              : `${said(name, was)} → ${said(name, is)}`}
        </div>
      ))}
    </div>
  );
}

function Filters({ csv }: { csv: string }) {
  const { t } = useTranslation("access");
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const actors = useActors();
  const set = (name: string, value: string | null) =>
    void navigate({
      to: "/access/$part",
      params: { part: "log" },
      search: { ...search, [name]: value ?? undefined },
      replace: true,
    });
  return (
    <search className={classes.filters}>
      <Select
        aria-label={t("log.actor")}
        placeholder={t("log.anybody")}
        data={actors}
        value={search.actor ?? null}
        onChange={(value) => set("actor", value)}
        searchable
        clearable
      />
      <Select
        aria-label={t("log.action")}
        placeholder={t("log.anything")}
        data={ACTIONS.map((action) => ({ value: action, label: t(`act.${action}`) }))}
        value={search.action ?? null}
        onChange={(value) => set("action", value)}
        searchable
        clearable
      />
      {(["since", "until"] as const).map((name) => (
        <DayInput
          key={name}
          aria-label={t(`log.${name}`)}
          placeholder={t(`log.${name}`)}
          value={search[name] ?? ""}
          onChange={(day) => set(name, day)}
        />
      ))}
      <Button component="a" href={csv} download leftSection={<Download size={14} aria-hidden="true" />}>
        {t("log.csv")}
      </Button>
    </search>
  );
}

export function Log({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation(["access", "common"]);
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const filter = actsFilter(search);
  const query = useInfiniteQuery(actsQuery(filter));
  const actorName = useActorName();
  const subjectName = useSubjectName();
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      {tabs}
      <Filters csv={actsAddress(filter)} />
      <Panel className={classes.panel}>
        <Answered query={query} waiting={<Waiting height={44} lines={10} />}>
          {({ pages }) => {
            const acts = pages.flatMap(({ items }) => items);
            if (acts.length === 0)
              return (
                <Empty
                  title={t(isFiltered ? "common:empty.noneFiltered" : "log.none")}
                  action={
                    isFiltered ? (
                      <Button
                        onClick={() => void navigate({ to: "/access/$part", params: { part: "log" }, search: {} })}
                      >
                        {t("common:empty.reset")}
                      </Button>
                    ) : undefined
                  }
                />
              );
            return (
              <SimpleTable
                className={`${classes.table} ${classes.log}`}
                columns={[t("log.what"), t("log.subject"), t("log.who"), t("log.details"), t("log.when")]}
                numeric={[4]}
              >
                {acts.map((act) => (
                  <tr key={act.id}>
                    <td>
                      <b>{isAction(act.action) ? t(`act.${act.action}`) : act.action}</b>
                    </td>
                    <td>{act.subject === act.actor ? null : subjectName(act.subject)}</td>
                    <td>
                      {actorName(act.actor)}
                      {act.address && <small>{act.address}</small>}
                    </td>
                    <td>
                      <Details act={act} />
                    </td>
                    <td className="num">
                      <Moment at={act.at} />
                    </td>
                  </tr>
                ))}
              </SimpleTable>
            );
          }}
        </Answered>
      </Panel>
      <More query={query} />
    </>
  );
}
