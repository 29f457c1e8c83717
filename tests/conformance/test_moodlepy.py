"""A client that nobody here wrote reads the simulated Moodle unmodified."""

import asyncio

from moodle import Moodle

from lmsync.simulators.moodle import MoodleSimulator


async def test_moodlepy_reads_site_courses_people_and_groups(moodle: MoodleSimulator) -> None:
    def read() -> None:
        client = Moodle(f"{moodle.url}/webservice/rest/server.php", moodle.token)
        assert client.core.webservice.get_site_info().sitename == "Школа № 1 «Пример»"
        courses = client.core.course.get_courses()
        assert {one.id for one in courses} - {1} == set(moodle.school.courses)
        course = moodle.school.courses[2]
        participants = client("core_enrol_get_enrolled_users", courseid=course.id)
        assert {one["id"] for one in participants} == set(course.people)
        found = client.core.course.get_courses_by_field(field="id", value="2")
        assert found.courses[0].fullname == course.name
        groups = client("core_group_get_course_groups", courseid=course.id)
        assert {one["id"] for one in groups} == set(course.groups)
        (account,) = client("core_user_get_users_by_field", field="id", values=["3"])
        assert account["email"] == moodle.school.people[3].email

    await asyncio.to_thread(read)
