"""The neutral school: pages of an LMS that nobody has, made from numbers, so that nothing but lmsync is measured.

Rows look like those of a large LMS: about 900 bytes, most of it keys that nobody asked for. Everything is a list of
pages of 100 with a `next`. With `version` 0.5 % of the rows change, and 0.1 % of the enrolments are not there.
"""

from collections.abc import Iterator

from msgspec import Struct

PAGE = 100
ENROLMENTS, WORK, LESSONS = 200, 28, 60
"""Of one course."""
TERM_BEGINS = 1_788_000_000
WEEK = 604_800

_NOISE = '"noise":"' + "x" * 700 + '","flags":{"a":true,"b":false,"c":null},"nothing":null,"empty":[]'
_FAMILIES = "Иванов Петрова Smith Nguyễn García Ёлкина محمد Schröder Kowalska O'Brien".split()
_GIVENS = "Анна Борис Wei Maria حسن Thanh Олег Łukasz Zoë Пётр".split()


class School(Struct, frozen=True):
    people: int = 10_000
    courses: int = 400

    @property
    def enrolments(self) -> int:
        return self.courses * ENROLMENTS

    def addresses(self) -> Iterator[str]:
        """Every page there is."""
        for path, rows in self.lists():
            for number in range(1, -(-rows // PAGE) + 1):
                yield f"{path}?page={number}"

    def lists(self) -> Iterator[tuple[str, int]]:
        """Path and length of every list."""
        yield "/people", self.people
        yield "/courses", self.courses
        for course in range(1, self.courses + 1):
            for name, rows in (("sections", 1), ("enrolments", ENROLMENTS), ("work", WORK), ("lessons", LESSONS)):
                yield f"/courses/{course}/{name}", rows

    def page(self, address: str, version: int) -> tuple[bytes, str | None]:
        """The body, and the address of the next page."""
        path, _, number = address.partition("?page=")
        steps = path.strip("/").split("/")
        begin = (int(number) - 1) * PAGE
        rows = {"people": self.people, "courses": self.courses}.get(path[1:]) or {
            "sections": 1,
            "enrolments": ENROLMENTS,
            "work": WORK,
            "lessons": LESSONS,
        }[steps[2]]
        end = min(begin + PAGE, rows)
        course = int(steps[1]) if len(steps) > 1 else 0
        told = (self._row(steps[-1], course, number, version) for number in range(begin, end))
        body = "[" + ",".join(filter(None, told)) + "]"
        return body.encode(), f"{path}?page={int(number) + 1}" if end < rows else None

    def _row(self, kind: str, course: int, place: int, version: int) -> str:
        number = course * 1_000 + place
        edition = version if version and _scattered(number, version) % 200 == 0 else 0
        if kind == "people":
            family, given = _FAMILIES[place % 10] + str(place % 997), _GIVENS[place // 10 % 10]
            return (
                f'{{"id":{place + 1},"name":"{given} {family}","given":"{given}","family":"{family}","login":"u{place}",'
                f'"email":"u{place}.{edition}@school.test","sis_id":"S{place:07}",{_NOISE}}}'
            )
        if kind == "courses":
            return f'{{"id":{place + 1},"name":"Course {place + 1}","code":"C{place + 1}.{edition}",{_NOISE}}}'
        if kind == "sections":
            return f'{{"id":{course},"name":"Class {course}",{_NOISE}}}'
        if kind == "enrolments":
            if version and _scattered(number, version + 7) % 1_000 == 0:
                return ""
            person = (course * 131 + place * 37) % self.people + 1
            role = "teacher" if place < 3 else "student"
            return (
                f'{{"id":{number},"person":{person},"role":"{role}","section":{course},"score":{place % 100}.{edition},'
                f'"state":"active",{_NOISE}}}'
            )
        if kind == "work":
            due = TERM_BEGINS + place * WEEK // 2 + edition
            return f'{{"id":{number},"title":"Work {place} of course {course}","due":{due},"points":10.0,{_NOISE}}}'
        starts = TERM_BEGINS + place * WEEK // 4 + course * 60
        return (
            f'{{"id":{number},"title":"Lesson {place} of course {course}","starts":{starts},"ends":{starts + 2_700},'
            f'"room":"{100 + course % 50}.{edition}",{_NOISE}}}'
        )


def _scattered(number: int, version: int) -> int:
    return (number * 2_654_435_761 + version * 40_503) >> 7
