"""What one run knows of a Canvas: how to ask it, what its token may see, and what a phase has learnt for a later one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lmsync.crm_integration import Known
from lmsync.errors import BadRecord
from lmsync.integrations.canvas import answers
from lmsync.integrations.canvas.rest import CanvasRest
from lmsync.integrations.canvas.side_lists import Unread
from lmsync.lms_pages import version_of_mapping
from lmsync.records import Kind

NOT_ASKED = Unread("terms", "not_asked", needs_person=False)


@dataclass(frozen=True)
class Accounts:
    """The accounts that the token sees, as they were when the run was opened."""

    administered: str | None = None
    """The highest account that the token administers; `None` for a teacher's token."""
    root: str | None = None
    """The account that has the terms; `None` when the token sees no account."""
    understood: Sequence[answers.Account] = ()
    set_aside: Sequence[BadRecord] = ()


@dataclass
class Roster:
    """Ids of the people that the lists of this run have shown so far."""

    in_account: set[str] = field(default_factory=set)
    """On the list of people of the account."""
    in_courses: set[str] = field(default_factory=set)
    """Not on that list, and sent with a course."""
    test_students: set[str] = field(default_factory=set)


@dataclass
class Site:
    """One Canvas during one run, or one check."""

    rest: CanvasRest
    url: str
    host: str
    accounts: Accounts = Accounts()
    listed_courses: list[str] | None = None
    """`None` when this run has not listed the courses: an interrupted run had done so."""
    term_of_group: dict[str, str] = field(default_factory=dict)
    """Terms by the group of grading periods that they use."""
    terms_unread: Unread | None = NOT_ASKED
    """Why the list of terms has not been read; `None` when it has."""
    roster: Roster = field(default_factory=Roster)
    unlisted_meetings: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Stored conferences that a whole list did not hold: their course, and whether that list held others."""

    @property
    def mapped_by(self) -> tuple[str, str]:
        """What the mapping is and reads beside the answers: when it differs, every page is decoded again."""
        return version_of_mapping("lmsync.integrations.canvas"), self.url

    def courses(self, known: Known) -> Sequence[str]:
        """Ids of the courses to read: those listed by this run, or else the stored ones."""
        return self.listed_courses if self.listed_courses is not None else list(known.ids(Kind.COURSE))
