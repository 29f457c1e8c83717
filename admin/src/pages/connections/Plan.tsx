import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type PlannedRun, planQuery } from "@/api/connections";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { SimpleTable } from "@/components/SimpleTable";
import { useFormat } from "@/format";
import { language } from "@/language";
import classes from "./ConnectionPage.module.css";

type Question = PlannedRun["phases"][number]["questions"][number];

function useArithmetic() {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  return (question: Question): string => {
    if (question.of === null || question.count === null) return question.varies ?? "";
    const counted = `${t(`common:kind.${question.of}`)}: ${format.number(question.count)}`;
    const each =
      question.per_request && question.per_request > 1
        ? t("plan.perRequest", { count: question.per_request, n: format.number(question.per_request) })
        : "";
    return [[counted, each].filter(Boolean).join(", "), question.varies].filter(Boolean).join(". ");
  };
}

function Planned({ plan, system }: { plan: PlannedRun; system: string }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const arithmetic = useArithmetic();
  const sum =
    plan.requests === null
      ? t("plan.atLeast", { count: plan.at_least, n: format.number(plan.at_least), system })
      : t("plan.requests", { count: plan.requests, n: format.number(plan.requests), system });
  const pace = plan.seconds === null ? "" : t("plan.seconds", { length: format.duration(plan.seconds * 1_000) });
  return (
    <>
      <p className="t2">{[sum, pace, plan.unknown?.text].filter(Boolean).join(" ")}</p>
      {plan.limits.length > 0 && (
        <ul className={classes.limits}>
          {plan.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      )}
      <div className={classes.questions}>
        <SimpleTable columns={[t("plan.asks"), t("plan.times")]} numeric={[1]} caption={t("plan.title")}>
          {plan.phases.flatMap((phase) =>
            phase.questions.map((question) => (
              <tr key={`${phase.phase} ${question.asks}`}>
                <td>
                  <code>{question.asks}</code>
                  <small>{arithmetic(question)}</small>
                </td>
                <td className="num">
                  {question.requests === null ? t("plan.unknown") : format.number(question.requests)}
                </td>
              </tr>
            )),
          )}
        </SimpleTable>
      </div>
    </>
  );
}

/** What the next run would ask, with the arithmetic. */
export function Plan({ connection, system }: { connection: string; system: string }) {
  const { t } = useTranslation("connections");
  const plan = useQuery(planQuery(connection, language()));
  return (
    <Answered query={plan} waiting={<Waiting height={36} lines={5} />}>
      {(found) => (found ? <Planned plan={found} system={system} /> : <Empty title={t("plan.none")} />)}
    </Answered>
  );
}
