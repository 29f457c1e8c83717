"""The school of the demo: it changes all day long, and stays the school that it was."""

from contextlib import suppress

from lmsync.testing.living import NEWCOMERS, UNDONE_AFTER, LivingSchool


def size(school: LivingSchool) -> dict[str, int]:
    return {
        "people": len(school.people),
        "lessons": len(school.lessons),
        "work": len(school.work),
        "places": sum(len(course.people) for course in school.courses.values()),
    }


def names(school: LivingSchool) -> dict[int, str]:
    return {person.id: person.family for person in school.people.values()}


def test_a_school_that_lives_for_a_day_keeps_its_size_and_its_names() -> None:
    school = LivingSchool.seeded(60)
    before, named = size(school), names(school)
    seen = set()
    for _ in range(24 * 3600 // 5):
        school.change("live")
        seen.add(tuple(size(school).values()))
        assert all(abs(size(school)[what] - before[what]) <= UNDONE_AFTER for what in ("lessons", "work", "places"))
        assert before["people"] <= len(school.people) <= before["people"] + NEWCOMERS
    assert len(seen) > 10
    assert not school.deleted_people
    now = names(school)
    assert sum(now[person] != name for person, name in named.items()) <= UNDONE_AFTER
    assert all(now[person].startswith(name) for person, name in named.items())


def test_lessons_and_deadlines_come_back_to_where_they_were() -> None:
    school = LivingSchool.seeded(60)
    times = {lesson.id: lesson.starts_at for lesson in school.lessons.values()}
    deadlines = {work.id: work.due_at for work in school.work.values()}
    for _ in range(2000):
        school.change("live")
    assert sum(school.lessons[number].starts_at != at for number, at in times.items()) <= UNDONE_AFTER
    assert sum(school.work[number].due_at != at for number, at in deadlines.items()) <= UNDONE_AFTER


def test_the_same_happens_in_two_systems_that_tell_of_one_school() -> None:
    moodle, canvas = LivingSchool.seeded(60), LivingSchool.seeded(60)
    for _ in range(100):
        assert moodle.change("live") == canvas.change("live")
    assert names(moodle) == names(canvas)


def test_a_school_lives_on_whatever_is_taken_out_of_it() -> None:
    school = LivingSchool.seeded(60)
    for _ in range(UNDONE_AFTER):
        school.change("live")
    for person in list(school.people):
        school.change("delete_person", person=person)
    for course in list(school.courses)[1:]:
        school.change("delete_course", course=course)
    for _ in range(200):
        with suppress(ValueError):
            school.change("live")
    assert len(school.people) <= NEWCOMERS
