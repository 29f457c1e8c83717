import { Link, Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Act, useMay } from "@/api/session";
import classes from "./AccessPage.module.css";
import { Log } from "./Log";
import { People } from "./People";
import { Programs } from "./Programs";
import { Sessions } from "./Sessions";

const PARTS = ["people", "programs", "sessions", "log"] as const;
type Part = (typeof PARTS)[number];
const NEEDS: Record<Part, Act> = { people: "own", programs: "administer", sessions: "look", log: "administer" };
const PAGES = { people: People, programs: Programs, sessions: Sessions, log: Log };

function isPart(part: string | undefined): part is Part {
  return PARTS.includes(part as Part);
}

export function AccessPage() {
  const { t } = useTranslation("access");
  const { part = "" } = useParams({ strict: false });
  const may: Record<Act, boolean> = { look: true, administer: useMay("administer"), own: useMay("own") };
  const here: Part = isPart(part) ? part : "sessions";
  const Shown = PAGES[here];
  const tabs = (
    <>
      <h1>{t("title")}</h1>
      <nav className={classes.tabs} aria-label={t("tabs")}>
        {PARTS.filter((each) => may[NEEDS[each]]).map((each) => (
          <Link key={each} to="/access/$part" params={{ part: each }} aria-current={each === here ? "page" : undefined}>
            {t(`tab.${each}`)}
          </Link>
        ))}
      </nav>
    </>
  );
  // The rail leads everybody to people, whom an owner alone may see: others come to the first part that is theirs.
  const first = PARTS.find((each) => may[NEEDS[each]]) ?? "sessions";
  if (!may[NEEDS[here]]) return <Navigate to="/access/$part" params={{ part: first }} replace />;
  return <Shown tabs={tabs} />;
}
