"""An integration as others write it: a folder of OneRoster CSV files, which has neither an address nor a token."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from lmsync.crm_integration import (
    Answer,
    Check,
    CheckReport,
    CRMIntegration,
    End,
    Known,
    Page,
    Phase,
    Presence,
    Provided,
    Reading,
    Scope,
)
from lmsync.errors import NeedsAttention, Words
from lmsync.records import Course, Enrollment, Kind, Org, Record, User

Row = Mapping[str, str]
NO_FILES = Words(en="Put the four files into the folder.", ru="Положите в папку все четыре файла.")


class Folder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    folder: Path
    since: date | None = None
    """Enrolments that ended before this day are left out."""


def org_of(row: Row) -> Record:
    return Org(external_id=row["sourcedId"], name=row["name"], parent=row["parentSourcedId"] or None)


def user_of(row: Row) -> Record:
    return User(external_id=row["sourcedId"], given_name=row["givenName"], family_name=row["familyName"])


def course_of(row: Row) -> Record:
    return Course(external_id=row["sourcedId"], name=row["title"], org=row["schoolSourcedId"] or None)


def enrollment_of(row: Row) -> Record:
    user, course = row["userSourcedId"], row["classSourcedId"]
    return Enrollment(external_id=row["sourcedId"], user=user, course=course, role=row["role"], state="active")


FILES: Mapping[Kind, tuple[str, Callable[[Row], Record]]] = {
    Kind.ORG: ("orgs.csv", org_of),
    Kind.USER: ("users.csv", user_of),
    Kind.COURSE: ("classes.csv", course_of),
    Kind.ENROLLMENT: ("enrollments.csv", enrollment_of),
}


class OneRosterFolder(CRMIntegration):
    name = "oneroster"
    title = "OneRoster CSV"
    Config = Folder
    setup = Words(en="Name the folder of the four files.", ru="Укажите папку с четырьмя файлами.")
    needs_address = False
    phases = tuple(Phase(kind.value, (kind,)) for kind in FILES)
    confirmed = frozenset()

    def path(self, kind: Kind) -> Path:
        assert isinstance(self.config, Folder)
        return self.config.folder / FILES[kind][0]

    async def check(self) -> CheckReport:
        lost = [kind for kind in FILES if not self.path(kind).is_file()]
        title = Words(en="The files are there", ru="Файлы на месте")
        check = Check("files", title, not lost, lost=NO_FILES, fix=NO_FILES, field="settings.folder")
        return CheckReport((check,), await self.open() if not lost else {}, site_name="OneRoster")

    async def open(self) -> Mapping[Kind, Provided]:
        if not all(self.path(kind).is_file() for kind in FILES):
            raise NeedsAttention("no_files", NO_FILES, field="settings.folder")
        return {kind: Provided(kind in FILES, NO_FILES) for kind in Kind}

    def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
        return [Reading(phase.name, (Scope.all_of(kind),), partial(self.read, kind)) for kind in phase.kinds]

    async def read(self, kind: Kind) -> AsyncIterator[Answer]:
        body = self.path(kind).read_bytes()
        rows = [row for row in csv.DictReader(body.decode("utf-8-sig").splitlines()) if row["status"] != "tobedeleted"]
        yield Page(Scope.all_of(kind), "all", sha256(body).digest(), lambda: [FILES[kind][1](row) for row in rows])
        yield End(Scope.all_of(kind), len(rows))

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        return dict.fromkeys(ids, Presence.REFUSED)
