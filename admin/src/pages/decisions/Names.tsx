import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { HeldDecision, HeldRecord } from "@/api/held";
import { recordPlace } from "@/records";
import classes from "./DecisionsPage.module.css";
import { useDecisionWords } from "./words";

interface CourseOfNames {
  id: string;
  name: string | null;
  items: HeldRecord[];
}

/** In the order in which the courses come; what has none stands last. */
function byCourse(items: readonly HeldRecord[]): CourseOfNames[] {
  const courses = new Map<string, CourseOfNames>();
  for (const item of items) {
    const id = item.course?.id ?? "";
    const course = courses.get(id) ?? { id, name: item.course?.name ?? null, items: [] };
    course.items.push(item);
    courses.set(id, course);
  }
  return [...courses.values()].sort((a, b) => Number(a.id === "") - Number(b.id === ""));
}

function Name({ item, decision }: { item: HeldRecord; decision: HeldDecision }) {
  const isOfPerson = item.person != null && decision.kind !== "submission";
  const reference = isOfPerson ? item.person : item.record;
  const shown = reference ?? item.record;
  return (
    <Link {...recordPlace(isOfPerson ? "user" : decision.kind, shown.id)} className="cut">
      {shown.name ?? item.person?.name ?? shown.id}
    </Link>
  );
}

interface NamesProps {
  decision: HeldDecision;
  items: HeldRecord[];
  more?: () => void;
  busy: boolean;
}

export function Names({ decision, items, more, busy }: NamesProps) {
  const { t } = useTranslation("decisions");
  const { counted } = useDecisionWords();
  const courses = byCourse(items);
  if (items.length === 0) return null;
  const title =
    decision.state !== "waiting"
      ? t("whoConcerned")
      : t(decision.about === "withheld_field" ? "whoLoses" : "whoVanishes");
  return (
    <section aria-labelledby="names">
      <h3 id="names">
        {title}
        {courses.length === 1 && courses[0] && (
          <span>
            {" · "}
            {courses[0].name ? `${courses[0].name} · ` : ""}
            {counted(decision.kind, decision.counts[decision.kind] ?? items.length)}
          </span>
        )}
      </h3>
      {courses.map((course) => (
        <div key={course.id}>
          {courses.length > 1 && (
            <h4 className={classes.course}>
              {course.id ? (course.name ?? course.id) : t("without")}{" "}
              <span>· {counted(decision.kind, course.items.length)}</span>
            </h4>
          )}
          <ul className={classes.names}>
            {course.items.map((item) => (
              <li key={item.record.id}>
                <Name item={item} decision={decision} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {more && (
        <Button variant="subtle" size="xs" loading={busy} onClick={more} className={classes.more}>
          {t("more")}
        </Button>
      )}
    </section>
  );
}
