"""A client that nobody here wrote reads the simulated Canvas unmodified."""

import asyncio
from typing import Any

from canvasapi import Canvas

from lmsync.simulators.canvas import CanvasSimulator


async def test_canvasapi_reads_a_whole_school(canvas: CanvasSimulator) -> None:
    school = canvas.school

    def read() -> None:
        client: Any = Canvas(canvas.url, canvas.token)
        account = client.get_account(1)
        assert {one.id for one in account.get_users()} == set(school.people)
        assert {one.id for one in account.get_courses(state=["all"])} == set(school.courses)
        course = client.get_course(2)
        ours = school.courses[2]
        assert course.name == ours.name
        enrolled = [one for one in course.get_enrollments() if one.type != "StudentViewEnrollment"]
        assert {one.user_id for one in enrolled} == {number for number, place in ours.people.items() if place.roles}
        assert [one.id for one in course.get_sections()] == [10_002]
        assignments = list(course.get_assignments())
        assert {one.id for one in assignments} <= set(ours.work)
        assert assignments
        events = list(client.get_calendar_events(context_codes=["course_2"], all_events=True))
        assert {one.id % 5_000_000 for one in events} == {
            one for one in ours.lessons if school.lessons[one].group is None
        }
        submissions = list(course.get_multiple_submissions(student_ids=["all"]))
        students = sum("student" in place.roles for place in ours.people.values())
        assert len(submissions) == students * len(assignments)

    await asyncio.to_thread(read)
