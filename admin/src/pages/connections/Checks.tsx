import { useTranslation } from "react-i18next";
import type { Check } from "@/api/connections";
import { Copyable } from "@/components/Copyable";
import { Mark } from "@/components/Mark";
import { Panel } from "@/components/Panel";
import { useFormat } from "@/format";
import classes from "./Checks.module.css";
import { cureOf } from "./fix";
import { type Checking, failedOf, passedOf } from "./useChecking";

/* biome-ignore-start lint/suspicious/noArrayIndexKey: the pieces of one text never change places */
function Cure({ text }: { text: string }) {
  const pieces = cureOf(text);
  const many = pieces.filter(({ type }) => type === "code").length > 1;
  return (
    <p className={classes.cure}>
      {pieces.map((piece, place) =>
        piece.type === "code" ? (
          <Copyable key={place} text={piece.text} quiet={many} />
        ) : (
          <span key={place}>{piece.text}</span>
        ),
      )}
    </p>
  );
}
/* biome-ignore-end lint/suspicious/noArrayIndexKey: see above */

function FailedCheck({ check }: { check: Check }) {
  const { t } = useTranslation("connections");
  return (
    <li>
      <Mark name={check.required ? "failed" : "needed"} />
      <h3>{check.title}</h3>
      <span className="t3">{t(check.required ? "checks.required" : "checks.optional")}</span>
      <div className={classes.body}>
        {check.lost && (
          <p className="t2">
            <b>{t("checks.lost")}</b> {check.lost}
          </p>
        )}
        {check.fix && <Cure text={check.fix} />}
      </div>
    </li>
  );
}

/** Checks as they come: failed first and open, passed ones folded into two columns. */
export function Checks({ checking }: { checking: Checking }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const failed = failedOf(checking.checks);
  const passed = passedOf(checking.checks);
  return (
    <div className={classes.checks}>
      {failed.length > 0 && (
        <Panel>
          <h2 className="sr">{t("checks.failed")}</h2>
          <ul className={classes.failed} aria-label={t("checks.failed")}>
            {failed.map((check) => (
              <FailedCheck key={check.name} check={check} />
            ))}
          </ul>
        </Panel>
      )}
      {(passed.length > 0 || checking.busy) && (
        <Panel
          title={t("checks.passed")}
          aside={
            <span className="t3 small">
              {t("checks.count", { count: passed.length, n: format.number(passed.length) })}
              {checking.seconds >= 0.05 &&
                ` ${t("checks.in", { length: format.duration(Math.round(checking.seconds * 10) * 100) })}`}
            </span>
          }
        >
          <ul className={classes.passed} aria-label={t("checks.passed")}>
            {passed.map((check) => (
              <li key={check.name}>
                <Mark name="ok" />
                {check.title}
              </li>
            ))}
            {checking.busy && (
              <li className="t3">
                <Mark name="running" />
                {t("checks.going")}
              </li>
            )}
          </ul>
        </Panel>
      )}
    </div>
  );
}
