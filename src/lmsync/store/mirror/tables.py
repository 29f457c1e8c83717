"""How records and lmsync's own objects are kept: one definition of the tables for every database.

Every mirrored table has the columns of `mirrored`, then a column for each field of its record (a test keeps
them equal): a field `course` that refers to another record is kept as `course_id`, our own number of that row.
Times are whole Unix seconds in UTC, dates ISO text, so that both databases compare and order them alike
(docs/decisions/times.md). Rows are never deleted by a run: `deleted_at` marks them. Only an erasure deletes them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from lmsync.kinds import fields_of
from lmsync.records import RECORD_TYPES, Kind

metadata = MetaData()

# SQLite makes a rowid only of a column that says INTEGER.
big_id = BigInteger().with_variant(Integer, "sqlite")


def mirrored(name: str, *columns: Column[object] | Index) -> Table:
    """A table that mirrors a kind of record."""
    return Table(
        name,
        metadata,
        Column("id", big_id, primary_key=True),
        Column("first_seen_at", BigInteger, nullable=False),
        Column("changed_at", BigInteger, nullable=False),
        Column("source_updated_at", BigInteger),
        Column("deleted_at", BigInteger),
        # Not a foreign key either: a run holds its connection while it writes, and a check of every row costs.
        Column("connection_id", SmallInteger, nullable=False),
        Column("external_id", Text, nullable=False),
        *columns,
        UniqueConstraint("connection_id", "external_id", name=f"uq_{name}_external_id"),
        Index(f"ix_{name}_changed_at", "changed_at", "id"),
    )


def where(condition: str) -> dict[str, Any]:
    """What makes an index partial, said once for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def reference(name: str, table: str) -> Column[object]:
    """Our number of a parent row. Not a foreign key: the run resolves it, and only an erasure deletes single rows, with all
    that refers to them."""
    return Column(name, big_id, info={"refers_to": table})


def sort_key() -> Column[object]:
    """What lists are sorted by: the title folded (Unicode-normalised, case-folded, ё as е)."""
    # Compared by its code points on both databases, not by a server's language.
    return Column("sort_key", Text().with_variant(Text(collation="C"), "postgresql"))


def search_text() -> Column[object]:
    """What `q` looks in: the folded words, each after two spaces, so that two letters make a trigram too."""
    return Column("search_text", Text)


connection = Table(
    "connection",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),  # a-z0-9, never changes: it is in every public id
    Column("kind", Text, nullable=False),  # the name of its integration
    Column("base_url", Text, nullable=False),  # for a system without addresses: a digest of the settings
    Column("name", Text, nullable=False, unique=True),
    Column("time_zone", Text),
    Column("academic_year_starts", Text, nullable=False, server_default="09-01"),
    Column("settings", Text, nullable=False, server_default="{}"),  # the integration's own Config, as JSON
    Column("fields_not_mirrored", Text, nullable=False, server_default="[]"),  # like `user.email`, as JSON
    Column("sealed_token", LargeBinary, nullable=False),
    Column("token_set_at", BigInteger),  # null where that was not written down, and without a token
    Column("token_expires_at", BigInteger),  # null where that is not known, and for a token without an end
    # `ok`, `needs_attention` (a person is needed; runs wait for a passed test) or `unverified` (stored by force)
    Column("state", Text, nullable=False, server_default="ok"),
    Column("checked_at", BigInteger),
    Column("auto_sync", Boolean, nullable=False, server_default=text("true")),
    Column("sync_interval_seconds", Integer, nullable=False, server_default="300"),
    Column("next_run_at", BigInteger),
    Column("lease_owner", Text),
    Column("lease_expires_at", BigInteger),  # by the clock of the database, which all hosts share
    Column("lease_seconds", Integer),
    Column("generation", BigInteger, nullable=False, server_default="0"),  # raised by every movement
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("kind", "base_url", name="uq_connection_address"),
    # Remembered answers and stored numbers must never meet another school under the number of a deleted one.
    sqlite_autoincrement=True,
)

connection_kind = Table(
    "connection_kind",
    metadata,
    Column("connection_id", Integer, ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("provided", Boolean, nullable=False),
    Column("why", Text),  # {"en", "ru"} as JSON where not provided
    Column("total", Integer, nullable=False, server_default="0"),  # rows not removed, counted by the run
    Column("last_complete_at", BigInteger),  # start of the last reading that was whole
)

org = mirrored(
    "org",
    reference("parent_id", "org"),
    Column("name", Text),
    Column("type", Text),
    Column("sis_id", Text),
    sort_key(),
    search_text(),
)

term = mirrored(
    "term",
    reference("parent_id", "term"),
    Column("name", Text),
    Column("type", Text),
    Column("starts_on", Text),
    Column("ends_on", Text),
    Column("school_year", Integer),
    Column("sis_id", Text),
    Column("synthetic", Boolean),
    sort_key(),
    search_text(),
)

course = mirrored(
    "course",
    reference("org_id", "org"),
    reference("term_id", "term"),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    Column("name", Text),
    Column("code", Text),
    Column("sis_id", Text),
    Column("description_text", Text),
    Column("state", Text),
    Column("time_zone", Text),
    Column("url", Text),
    Column("format", Text),
    sort_key(),
    search_text(),
    Index("ix_course_sort", "sort_key", "id"),
)

section = mirrored(
    "section",
    reference("course_id", "course"),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    Column("name", Text),
    Column("sis_id", Text),
    Column("synthetic", Boolean),
    sort_key(),
    search_text(),
    Index("ix_section_course", "course_id"),
)

user = mirrored(
    "user",
    Column("person_id", Text),
    # Courses by enrolments that are not removed, counted by the run: students are a filter, not a join.
    Column("student_courses", Integer, nullable=False, server_default="0"),
    Column("teacher_courses", Integer, nullable=False, server_default="0"),
    Column("username", Text),
    Column("email", Text),
    Column("sis_id", Text),
    Column("given_name", Text),
    Column("family_name", Text),
    Column("display_name", Text),
    Column("state", Text),
    Column("time_zone", Text),
    Column("locale", Text),
    sort_key(),
    search_text(),
    Index("ix_user_sort", "sort_key", "id"),
    Index("ix_user_sis_id", "connection_id", "sis_id", **where("sis_id IS NOT NULL")),
    Index("ix_user_students", "sort_key", "id", **where("student_courses > 0")),
    Index("ix_user_teachers", "sort_key", "id", **where("teacher_courses > 0")),
)

course_group = mirrored(
    "course_group",
    reference("course_id", "course"),
    Column("name", Text),
    Column("sis_id", Text),
    Column("set_name", Text),
    sort_key(),
    search_text(),
    Index("ix_course_group_course", "course_id"),
)

group_member = Table(
    "group_member",
    metadata,
    Column("group_id", big_id, primary_key=True),
    Column("user_id", big_id, primary_key=True),
    Index("ix_group_member_user", "user_id"),
)

enrollment = mirrored(
    "enrollment",
    reference("user_id", "user"),
    reference("course_id", "course"),
    reference("section_id", "section"),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    Column("completed_at", BigInteger),
    Column("current_score", Float),
    Column("final_score", Float),
    Column("role", Text),
    Column("source_role", Text),
    Column("state", Text),
    Column("final_grade", Text),
    Index("ix_enrollment_course", "course_id", "role"),
    Index("ix_enrollment_user", "user_id"),
)

category = mirrored(
    "category",
    reference("course_id", "course"),
    Column("weight", Float),
    Column("position", Integer),
    Column("name", Text),
    sort_key(),
    search_text(),
    Index("ix_category_course", "course_id"),
)

item = mirrored(
    "item",
    reference("course_id", "course"),
    reference("category_id", "category"),
    Column("opens_at", BigInteger),
    Column("due_at", BigInteger),
    Column("closes_at", BigInteger),
    Column("points_max", Float),
    Column("time_limit_minutes", Float),
    Column("position", Integer),
    Column("published", Boolean),
    Column("kind", Text),
    Column("source_kind", Text),
    Column("title", Text),
    Column("grading", Text),
    Column("url", Text),
    Column("container", Text),
    sort_key(),
    search_text(),
    Index("ix_item_course", "course_id"),
    Index("ix_item_due", "due_at", "id", **where("due_at IS NOT NULL")),
)

submission = mirrored(
    "submission",
    reference("item_id", "item"),
    reference("user_id", "user"),
    Column("submitted_at", BigInteger),
    Column("graded_at", BigInteger),
    Column("score", Float),
    Column("attempt", Integer),
    Column("late", Boolean),
    Column("missing", Boolean),
    Column("excused", Boolean),
    Column("resubmit", Boolean),
    Column("status", Text),
    Column("grade", Text),
    Index("ix_submission_item", "item_id"),
    Index("ix_submission_user", "user_id"),
)

lesson = mirrored(
    "lesson",
    reference("course_id", "course"),
    reference("section_id", "section"),
    reference("group_id", "course_group"),
    reference("item_id", "item"),
    reference("owner_id", "user"),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    Column("sequence", Integer, nullable=False, server_default="0"),  # ours: raised when time, place or state changes
    Column("all_day", Boolean),
    Column("kind", Text),
    Column("title", Text),
    Column("on_date", Text),
    Column("location", Text),
    Column("url", Text),
    Column("visibility", Text),
    Column("state", Text),
    Column("series_key", Text),
    Column("description_text", Text),
    sort_key(),
    search_text(),
    Index("ix_lesson_course", "course_id", "starts_at"),
    Index("ix_lesson_starts", "starts_at", "id"),
)

attendance = mirrored(
    "attendance",
    reference("lesson_id", "lesson"),
    reference("user_id", "user"),
    Column("taken_at", BigInteger),
    Column("points", Float),
    Column("status", Text),
    Column("source_status", Text),
    Index("ix_attendance_lesson", "lesson_id"),
    Index("ix_attendance_user", "user_id"),
)

MIRRORED: Mapping[Kind, Table] = {
    Kind.ORG: org,
    Kind.TERM: term,
    Kind.COURSE: course,
    Kind.SECTION: section,
    Kind.USER: user,
    Kind.GROUP: course_group,
    Kind.ENROLLMENT: enrollment,
    Kind.CATEGORY: category,
    Kind.ITEM: item,
    Kind.SUBMISSION: submission,
    Kind.LESSON: lesson,
    Kind.ATTENDANCE: attendance,
}


@cache
def columns_of(kind: Kind) -> tuple[str, ...]:
    """The columns that hold `fields_of` this kind, in that order."""
    references = RECORD_TYPES[kind].references
    return tuple(f"{name}_id" if name in references else name for name in fields_of(kind))


KIND_NUMBERS: Mapping[Kind, int] = {
    Kind.ORG: 1,
    Kind.TERM: 2,
    Kind.COURSE: 3,
    Kind.SECTION: 4,
    Kind.USER: 5,
    Kind.GROUP: 6,
    Kind.ENROLLMENT: 7,
    Kind.CATEGORY: 8,
    Kind.ITEM: 9,
    Kind.SUBMISSION: 10,
    Kind.LESSON: 11,
    Kind.ATTENDANCE: 12,
}
"""How the change log keeps a kind. These numbers are stored: a new kind gets the next one, wherever it stands in `Kind`."""

change = Table(
    "change",
    metadata,
    Column("seq", big_id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("entity_id", big_id, nullable=False),
    Column("run_id", big_id),
    Column("connection_id", SmallInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("op", SmallInteger, nullable=False),
    Column("fields", Text),  # {"field": [before, after]} as JSON, for `changed` only
    sqlite_autoincrement=True,  # a number is never given twice, also after pruning
)

erased_row = Table(
    "erased_row",
    metadata,
    # As long as the change log tells of it, followers are told of the delete by the id of a row that is gone.
    Column("kind", SmallInteger, primary_key=True),
    Column("entity_id", big_id, primary_key=True, autoincrement=False),
    Column("connection_id", SmallInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the change log; pruned with it
    Column("external_id", Text, nullable=False),
)

suppression = Table(
    "suppression",
    metadata,
    # People who were erased and must not come back (docs/decisions/erased-people-stay-away.md).
    Column("keyed_hash", LargeBinary, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("lifted_at", BigInteger, nullable=False, server_default="0"),  # in force while it is before `at`
)

sync_run = Table(
    "sync_run",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("connection_id", SmallInteger, ForeignKey("connection.id", ondelete="CASCADE"), nullable=False),
    Column("mode", Text, nullable=False),  # `full` or `incremental`
    Column("asked_by", Text, nullable=False),  # `schedule`, `person` or `command_line`
    # `queued`, `running`, then the outcome:
    # `complete`, `partial`, `failed`, `needs_attention`, `interrupted` or `cancelled`
    Column("state", Text, nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("duration_ms", BigInteger),
    Column("phase", Text),
    Column("planned_requests", Integer),
    Column("counts", Text),  # JSON by kind: the sums of the receipt
    Column("error", Text),  # {"cause", "en", "ru"} as JSON
    Column("continues_run_id", big_id),
    Column("first_change_seq", BigInteger),  # its changes stand in the change log from here …
    Column("last_change_seq", BigInteger),  # … to here; those of other runs may stand between them
    Column("cancel_asked_at", BigInteger),  # while it is `running`: its holder is asked to end it
    Column("done_requests", Integer),
    Column("seconds_left", Integer),  # where it can be said honestly
    Index("ix_sync_run_connection", "connection_id", "id"),
    Index("ix_sync_run_waiting", "state", **where("state IN ('queued', 'running')")),
    sqlite_autoincrement=True,
)

sync_run_scope = Table(
    "sync_run_scope",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("run_id", big_id, ForeignKey("sync_run.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_kind", Text),
    Column("parent", Text),
    Column("state", Text, nullable=False),  # `complete`, `partial`, `failed`, `held`; `unchanged` only as sums
    Column("cause", Text),
    Column("needs_person", Boolean, nullable=False, server_default=text("false")),
    Column("words", Text),  # {"en", "ru"} as JSON
    Column("end_seen", Boolean, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("erased", Integer, nullable=False, server_default="0"),  # records of erased people that were left out
    Column("set_aside_why", Text),  # JSON: reason → count
    Column("withheld", Text),  # JSON: field → rows that lost it
    Column("expected", Integer),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("throttles", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("waited_seconds", Float, nullable=False, server_default="0"),  # because the LMS asked us to, or failed
    Index("ix_sync_run_scope_run", "run_id"),
)

run_event = Table(
    "run_event",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    # Not a foreign key: the last event of a connection says that it was forgotten.
    Column("connection_id", SmallInteger, nullable=False),
    Column("slug", Text, nullable=False),
    Column("run_id", big_id, ForeignKey("sync_run.id", ondelete="CASCADE")),
    Column("name", Text, nullable=False),
    Column("facts", Text, nullable=False),  # JSON
    Index("ix_run_event_run", "run_id", "id"),
    Index("ix_run_event_connection", "connection_id", "id"),
    sqlite_autoincrement=True,  # readers go on from the last number that they have seen
)

sync_scope = Table(
    "sync_scope",
    metadata,
    Column("connection_id", SmallInteger, ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("parent", Text, primary_key=True),  # `ScopeKey.above`
    Column("last_complete_at", BigInteger),
    Column("high_water", BigInteger),
    Column("last_run_id", big_id),
    Column("row_count", Integer, nullable=False, server_default="0"),
)

page_digest = Table(
    "page_digest",
    metadata,
    Column("connection_id", SmallInteger, ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("parent", Text, primary_key=True),  # `ScopeKey.above`
    Column("page_key", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # and behind it the second in which it was kept
    Column("ids", LargeBinary, nullable=False),  # external ids on the page, as JSON
)

held_removal = Table(
    "held_removal",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("connection_id", SmallInteger, ForeignKey("connection.id", ondelete="CASCADE"), nullable=False),
    Column("run_id", big_id),
    Column("kind", Text, nullable=False),
    Column("parent_kind", Text),
    Column("parent", Text),  # with `parent_kind`: the scope that is concerned
    Column("ids", Text, nullable=False),  # external ids that the LMS does not show, as JSON by kind
    Column("reason", Text, nullable=False),  # a key of `removals.REASONS`
    # `waiting`; `applied`; `dismissed` as long as it keeps anything; `withdrawn` when the LMS shows everything again
    Column("state", Text, nullable=False),
    Column("held_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", Text),
    Column("about", Text, nullable=False, server_default="removal"),  # or `withheld_field`, `unreachable`
    Column("field", Text),  # that is withheld
    Column("rows_before", Integer),  # rows of the scope before, or rows that had the field
    Column("removed", Text),  # what an apply has removed or emptied, as JSON by kind, for an undo
    Column("members", Text),  # and who left which group with it, as JSON by group
    Column("log_seq", BigInteger),  # the last number of the change log before it
    Column(
        "rollover", Boolean, nullable=False, server_default=text("false")
    ),  # the next run has no limits for the kind
    CheckConstraint("state IN ('waiting', 'applied', 'dismissed', 'withdrawn')", name="ck_held_removal_state"),
    Index("ix_held_removal_connection", "connection_id", "state"),
    sqlite_autoincrement=True,  # people write these numbers down: an old one must not decide about another school
)

attention = Table(
    "attention",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("connection_id", SmallInteger, ForeignKey("connection.id", ondelete="CASCADE"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("scope", Text, nullable=False),  # the kind that cannot be read, or empty
    Column("severity", Text, nullable=False),  # `stopped`, `needed`, `stale` or `noted`
    Column("words", Text, nullable=False),  # {"en", "ru"} as JSON
    Column("since", BigInteger, nullable=False),
    Column("told_at", BigInteger),  # when an alert was sent
    Column("settled_at", BigInteger),
    Index("uq_attention_open", "connection_id", "cause", "scope", unique=True, **where("settled_at IS NULL")),
    sqlite_autoincrement=True,
)

api_client = Table(
    "api_client",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", Text, nullable=False, server_default="[]"),  # JSON
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("connections", Text),  # JSON: numbers that the token is limited to
    Column("kinds", Text),  # JSON: kinds that it is limited to
    Column("last_used_at", BigInteger),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),  # `token:3`, `command line`
    Column("address", Text),  # where the request came from
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),  # `connection:school`
    Column("before", Text),  # JSON
    Column("after", Text),  # JSON
    sqlite_autoincrement=True,  # and triggers that refuse to change or delete a row
)

_REFUSED = "the audit is only added to"
for _dialect, _statement in (
    *(
        (
            "sqlite",
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        )
        for verb in ("UPDATE", "DELETE")
    ),
    (
        "postgresql",
        f"CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    ),
    (
        "postgresql",
        "CREATE TRIGGER audit_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ),
):
    event.listen(audit, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]

operator = Table(
    "operator",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False, unique=True),  # folded: small letters
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # `viewer`, `admin` or `owner`
    Column("state", Text, nullable=False),  # `active` or `disabled`
    Column("password_hash", Text),  # null until the one-time link was used
    Column("created_at", BigInteger, nullable=False),
    Column("last_login_at", BigInteger),
    Column("totp_sealed", LargeBinary),  # the secret of the second factor
    Column("totp_since", BigInteger),  # null until it was confirmed with a first code
    Column("totp_step", BigInteger),  # the half minute of the last code that was taken
    CheckConstraint("role IN ('viewer', 'admin', 'owner')", name="ck_operator_role"),
    CheckConstraint("state IN ('active', 'disabled')", name="ck_operator_state"),
    sqlite_autoincrement=True,  # the audit names operators by their number
)

session = Table(
    "session",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("operator_id", Integer, ForeignKey("operator.id", ondelete="CASCADE"), nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("address", Text),
    Column("user_agent", Text),
    Index("ix_session_operator", "operator_id"),
    sqlite_autoincrement=True,
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("operator_id", Integer, ForeignKey("operator.id", ondelete="CASCADE"), nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_recovery_code_operator", "operator_id"),
    sqlite_autoincrement=True,
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("account", LargeBinary, nullable=False),  # the beginning of a digest of the login that was tried
    Column("network", Text, nullable=False),
    Column("device", Text),  # of a browser in which the operator has logged in before
    Index("ix_login_failure_account", "account", "at"),
    Index("ix_login_failure_network", "network", "at"),
    Index("ix_login_failure_device", "device", "at"),
    sqlite_autoincrement=True,
)

one_time_link = Table(
    "one_time_link",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("operator_id", Integer, ForeignKey("operator.id", ondelete="CASCADE")),  # null: makes the first owner
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_one_time_link_operator", "operator_id"),
    sqlite_autoincrement=True,
)

operator_identity = Table(
    "operator_identity",
    metadata,
    Column("id", big_id, primary_key=True),
    Column("operator_id", Integer, ForeignKey("operator.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),  # as the provider numbers people; never an e-mail or a login
    UniqueConstraint("issuer", "subject"),
    sqlite_autoincrement=True,
)

installation = Table(
    "installation",
    metadata,
    Column("key", Text, primary_key=True),  # `dataset_id`, `log_starts_at`, `master_key_id`…
    Column("value", Text, nullable=False),
)
