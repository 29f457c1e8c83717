import { CopyButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AnyRecord, type ListName, listQuery, type User } from "@/api/records";
import { useNow } from "@/format";
import { Cell } from "../DataTable/Cell";
import type { Column } from "../DataTable/kind";
import { useWords } from "../DataTable/words";
import { KINDS } from "../kinds";
import { Facts } from "../Panel";
import classes from "./Detail.module.css";
import { RecordLink } from "./RecordLink";

/** Said elsewhere: in the head, among the times, or in a section. */
const ELSEWHERE = new Set([
  "id",
  "changed_at",
  "first_seen_at",
  "source_updated_at",
  "removed_at",
  "url",
  "connection",
  "student_courses",
  "teacher_courses",
  "members",
  "family_name",
  "given_name",
]);

/** Every field of the record that is known, and those that a reader looks for even when they are not. */
export function RecordFacts({ list, row }: { list: ListName; row: AnyRecord }) {
  const { t } = useTranslation("data");
  const words = useWords();
  const columns = KINDS[list].columns as unknown as readonly Column<AnyRecord>[];
  const rows = columns
    .filter(({ key, type }, place) => !ELSEWHERE.has(key) && (place > 0 || type === "reference"))
    .filter((column) => !column.hidden || !isMissing(column.of(row)))
    .map((column) => [t(`field.${column.key}`), <FactValue key={column.key} column={column} row={row} />] as const);
  return (
    <Facts
      className={classes.facts}
      rows={[
        ...rows,
        [t("field.connection"), words.connection(row.connection)],
        ...(list === "students" || list === "teachers" || list === "users"
          ? ([[t("detail.sameAs"), <SameAs key="same" person={row as User} />]] as const)
          : []),
        [t("detail.idForCrm"), <IdForCrm key="id" id={row.id} />],
      ]}
    />
  );
}

function isMissing(held: unknown): boolean {
  return held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0);
}

function FactValue({ column, row }: { column: Column<AnyRecord>; row: AnyRecord }) {
  const { t } = useTranslation("data");
  const words = useWords();
  const now = useNow();
  if (column.type === "reference") {
    const reference = column.of(row);
    return reference ? <RecordLink list={column.list} to={reference} /> : <span className="t3">{t("notGiven")}</span>;
  }
  if (column.type === "references") {
    const references = column.of(row) ?? [];
    if (references.length === 0) return <span className="t3">{t("notGiven")}</span>;
    return references.map((reference, place) => (
      <span key={reference.id}>
        {place > 0 && ", "}
        <RecordLink list={column.list} to={reference} />
      </span>
    ));
  }
  return <Cell value={column} row={row} words={words} now={now} />;
}

function IdForCrm({ id }: { id: string }) {
  const { t } = useTranslation("data");
  return (
    <>
      <code>{id}</code>{" "}
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <button type="button" className={classes.plain} onClick={copy}>
            {copied ? t("detail.copied") : t("detail.copyId")}
          </button>
        )}
      </CopyButton>
    </>
  );
}

const CANDIDATES = 10;

/** Accounts of other connections with the same number or address: a guess, and said as one. */
function SameAs({ person }: { person: User }) {
  const { t } = useTranslation("data");
  const words = useWords();
  const q = person.sis_id || person.email || "";
  const { data } = useQuery({ ...listQuery("users", { q }, CANDIDATES), enabled: q !== "" });
  const same = (a: string | null | undefined, b: string | null | undefined) =>
    Boolean(a && b && a.toLowerCase() === b.toLowerCase());
  const found = (data?.items ?? [])
    .filter(({ id }) => id !== person.id)
    .map((other) => ({ other, sis: same(other.sis_id, person.sis_id), email: same(other.email, person.email) }))
    .filter(({ sis, email }) => sis || email);
  if (found.length === 0) return <span className="t3">{t("detail.nobodyElse")}</span>;
  return found.map(({ other, sis, email }) => (
    <div key={other.id}>
      <RecordLink list="users" to={{ id: other.id, name: words.connection(other.connection) }} />
      {", "}
      {sis && email ? t("detail.sameBoth") : sis ? t("detail.sameSis") : t("detail.sameEmail")}
    </div>
  ));
}
