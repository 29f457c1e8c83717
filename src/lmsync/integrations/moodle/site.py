"""What one run knows of a Moodle: how to ask it, and what a phase has learnt for a later one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lmsync.crm_integration import Known
from lmsync.errors import BadRecord
from lmsync.integrations.moodle.web_service import MoodleWebService
from lmsync.lms_pages import rules_of, version_of_mapping
from lmsync.records import Kind


@dataclass
class Site:
    """One Moodle during one run, or one check."""

    service: MoodleWebService
    url: str
    zone: ZoneInfo | None
    name: str = ""
    front_page: int = 1
    """The number of the course that the front page is."""
    own_account: int = 0
    listed_courses: list[str] | None = None
    """The courses of a list that was read whole; `None` until then."""
    course_of_category: dict[int, str] = field(default_factory=dict)
    """Any course of each category that has one."""
    not_entered: set[str] = field(default_factory=set)
    """Courses of which neither people nor work are shown: this account may not enter them, and their activities leave
    the calendar without a word."""
    known_student: str | None = None
    """Somebody whom only an account with the right to see people is shown; teachers are public."""
    known_event: str | None = None
    """An event that was shown and does not repeat an activity; one of a course, if any was."""
    with_work: set[str] = field(default_factory=set)
    """Courses of which work is stored."""
    hides_work: bool = False
    """Whether Moodle named work that it does not show: then work that is missing may be hidden."""
    sees_groups: bool | None = None
    """Whether this account may see all groups; `None`: not asked yet."""
    seen: set[str] = field(default_factory=set)
    """Everybody who was found in a course during this run, or the one that it continues, with an account."""
    in_courses: set[str] = field(default_factory=set)
    """Everybody who was found in a course, with an account or without: these people have not left."""
    read_before: list[str] = field(default_factory=list)
    """Courses whose people an interrupted run has read, so that this one does not ask."""
    odd_people: dict[str, list[BadRecord]] = field(default_factory=dict)
    """By course: rows of its lists of people that are not understood."""
    courses_unread: bool = False
    """Whether the people of some course could not be read, so that there may be people nobody saw."""

    @property
    def mapped_by(self) -> tuple[str | int | None, ...]:
        """What the mapping is and reads beside the answers: when it differs, every page is decoded again."""
        zone = rules_of(self.zone) if self.zone else None
        return version_of_mapping("lmsync.integrations.moodle"), self.url, zone, self.name, self.front_page

    def courses(self, known: Known) -> Sequence[str]:
        """While the course list is incomplete, the children of stored courses are still read."""
        return self.listed_courses if self.listed_courses is not None else list(known.ids(Kind.COURSE))
