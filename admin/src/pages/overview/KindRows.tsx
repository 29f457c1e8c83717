import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionStatus } from "@/api/status";
import { State } from "@/components/Mark";
import { useFormat } from "@/format";
import classes from "./OverviewPage.module.css";

type CountName = keyof ConnectionStatus["counts"];

/** In the order in which people look for them: the name of the count, the kind that it comes of, and where it is listed. */
const ROWS: readonly (readonly [CountName, string, string])[] = [
  ["student", "enrollment", "/data/students"],
  ["teacher", "enrollment", "/data/teachers"],
  ["course", "course", "/data/courses"],
  ["group", "group", "/data/groups"],
  ["enrollment", "enrollment", "/data/enrollments"],
  ["item", "item", "/data/items"],
  ["submission", "submission", "/data/submissions"],
  ["lesson", "lesson", "/lessons"],
  ["attendance", "attendance", "/data/attendance"],
].map(([name, kind, to]) => [
  (name === "student" || name === "teacher" ? `${name}s` : name) as CountName,
  kind as string,
  to as string,
]);

interface KindRowsProps {
  connection: ConnectionStatus;
  age: (at: string | null) => ReactNode;
}

/** A row for each kind of data: how many there are and how old that knowledge is. */
export function KindRows({ connection, age }: KindRowsProps) {
  const { t } = useTranslation(["overview", "common"]);
  const format = useFormat();
  return (
    <table className={classes.kinds}>
      <thead>
        <tr>
          <th>{t("kinds.kind")}</th>
          <th className="num">{t("kinds.records")}</th>
          <th className="num">{t("kinds.age")}</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(([name, kind, to]) => {
          const state = connection.kinds[kind];
          if (!state) return null;
          const count = connection.counts[name];
          const label = name === "students" ? "student" : name === "teachers" ? "teacher" : name;
          return (
            <tr key={name}>
              <th scope="row">
                {state.provided ? (
                  <Link to={to} search={{ connection: connection.connection }}>
                    {t(`common:kind.${label}`)}
                  </Link>
                ) : (
                  t(`common:kind.${label}`)
                )}
              </th>
              {state.provided ? (
                <>
                  <td className="num">
                    {count === null ? (
                      <span className="t3">{t("common:unknown")}</span>
                    ) : (
                      <span className={count === 0 ? "zero" : undefined}>{format.number(count)}</span>
                    )}
                  </td>
                  <td className="num">{age(state.last_complete_at)}</td>
                </>
              ) : (
                <td className="num" colSpan={2} title={state.why ?? undefined}>
                  <State name="none" quiet>
                    {t("kinds.notProvided", { name: connection.name })}
                  </State>
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
