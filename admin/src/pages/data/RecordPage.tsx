import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { kindNamed } from "@/components/kinds";
import { Detail } from "@/components/record/Detail";
import { NotFound } from "@/pages/NotFound";
import { useListName } from "./KindMenu";
import classes from "./RecordPage.module.css";

/** The page of one record: a person, a course, a lesson. */
export function RecordPage() {
  const { t } = useTranslation("data");
  const { kind: name, id } = useParams({ from: "/inside/data/$kind/$id" });
  const listName = useListName();
  const kind = kindNamed(name);
  if (!kind) return <NotFound />;
  return (
    <>
      <nav className={classes.back} aria-label={t("table.kinds")}>
        <Link to="/data/$kind" params={{ kind: kind.list }}>
          <ChevronLeft size={16} aria-hidden="true" />
          {listName(kind.list)}
        </Link>
      </nav>
      <Detail key={id} list={kind.list} id={id} />
    </>
  );
}
