import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./Wizard.module.css";

const STEPS = ["system", "access", "check", "reading"] as const;
type Step = (typeof STEPS)[number];

/** Where one is on the way, and the way back. */
export function Steps({ step, system }: { step: Step; system?: string }) {
  const { t } = useTranslation("connections");
  const here = STEPS.indexOf(step);
  return (
    <ol className={classes.steps} aria-label={t("wizard.steps")}>
      {STEPS.map((each, place) => {
        const title = t(`wizard.step.${each}`);
        const done = place < here;
        // What is read already is not connected again.
        const to = done && step !== "reading" ? (each === "system" ? {} : { system }) : null;
        return (
          <li key={each} aria-current={place === here ? "step" : undefined} className={done ? classes.done : undefined}>
            <span className={classes.number} aria-hidden="true">
              {done ? <Check size={14} strokeWidth={2.2} /> : place + 1}
            </span>
            <span className="narrow t2">{t("wizard.stepOf", { n: place + 1, all: STEPS.length })}</span>
            {to ? (
              <Link to="/connections/new" search={to} activeOptions={{ exact: true, includeSearch: true }}>
                {title}
              </Link>
            ) : (
              <span>{title}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
