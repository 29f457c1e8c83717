"""What can be ordered of the simulated Canvas."""

from lmsync.simulators.canvas.dialect import DIALECTS
from lmsync.simulators.canvas.routes import ROUTES
from lmsync.simulators.canvas.view import RIGHTS
from lmsync.simulators.control import Abilities, Setting, any_of, one_of
from lmsync.testing.faults import KINDS

ERROR_CODES = ("not_permitted", "not_found", "page_disabled", "scope_missing", "internal")
SETTINGS = (
    Setting("maintenance", bool, "maintenance", "The site is under maintenance.", False),
    Setting("token", one_of(("valid", "expired", "forgotten")), "token_state", "What became of the token.", "valid"),
    Setting(
        "withdraw_rights",
        any_of(RIGHTS),
        "withdrawn_rights",
        "Rights that the token's person does not have.",
        set(),
        shown="withdrawn_rights",
    ),
    Setting(
        "disable_pages",
        any_of(("quizzes", "conferences")),
        "disabled_pages",
        "Pages that are hidden from the menus of courses.",
        set(),
        shown="disabled_pages",
    ),
    Setting("shut_courses", set[int], "shut_courses", "Courses whose dates shut the caller out.", set()),
    Setting("refuse_calendars", set[str], "refused_calendars", "Calendars (`course_7`) that are refused.", set()),
    Setting("report_fails", bool, "report_fails", "Whether provisioning reports end with an error.", False),
    Setting("dialect", one_of(DIALECTS), "dialect", "How a Canvas of this kind speaks.", words=DIALECTS),
    Setting(
        "teacher",
        int | None,
        "teacher",
        "The person whose token it is, by number; null for an administrator.",
        is_person=True,
    ),
    Setting("conferencing", bool, "conferencing", "Whether the site has conferences."),
    Setting("account_calendars", bool, "account_calendars", "Whether teachers see the calendars of accounts."),
    Setting("names_group_sets", bool, "names_group_sets", "Whether groups come with their set."),
    Setting("drops_includes", bool, "drops_includes", "Whether `include[]` is dropped, as some developer keys do."),
    Setting("language", one_of(("en", "ru")), "language", "Of the token's person: headers of reports are in it."),
    Setting("file_access", one_of(("verifier", "header")), "file_access", "What opens a file."),
)


ABILITIES = Abilities(
    fault_kinds=[kind for kind in KINDS if kind not in {"without_key", "warning", "omit"}],
    functions=[*dict.fromkeys(name for _, name, _ in ROUTES), "grant"],
    codes=ERROR_CODES,
    other_codes=False,
    settings=SETTINGS,
)
