import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listQuery, type Records } from "@/api/records";
import { useFormat } from "@/format";
import { RecordLink } from "./RecordLink";
import { Lines, Section } from "./Section";

export function MembersSection({ group }: { group: Records["groups"] }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const members = group.members ?? [];
  return (
    <Section title={t("detail.members")} aside={<span className="small t3">{format.number(members.length)}</span>}>
      <Lines
        lines={members.map((member) => ({ key: member.id, what: <RecordLink list="users" to={member} /> }))}
        error={null}
        again={() => undefined}
        none={t("detail.noneHere")}
      />
    </Section>
  );
}

const ASKED = 200;

/** The API lists submissions by course; those of one piece of work are picked from the course's latest. */
export function SubmissionsSection({ item }: { item: Records["items"] }) {
  const { t } = useTranslation("data");
  const query = useQuery({
    ...listQuery("submissions", { course: item.course?.id, sort: "-changed_at" }, ASKED),
    enabled: item.course != null,
  });
  const found = query.data?.items.filter((submission) => submission.item?.id === item.id);
  if (!found?.length || !item.course) return null;
  return (
    <Section
      title={t("detail.submissions")}
      aside={
        <Link to="/data/$kind" params={{ kind: "submissions" }} search={{ course: item.course.id }}>
          {t("detail.all")}
        </Link>
      }
    >
      <Lines
        lines={found.slice(0, 10).map((submission) => ({
          key: submission.id,
          what: submission.user && (
            <RecordLink list="submissions" to={{ id: submission.id, name: submission.user.name }} />
          ),
          aside: submission.score,
        }))}
        error={query.error}
        again={() => query.refetch()}
        none={t("detail.noneHere")}
      />
    </Section>
  );
}
