"""Every list and record that the simulated Canvas answers, by the pattern of its path."""

import re

from lmsync.simulators.canvas import (
    accounts,
    calendar,
    courses,
    groups,
    modules,
    people,
    provisioning,
    submissions,
    work,
)
from lmsync.simulators.canvas.site import Answer

SUBJECTS = (accounts, provisioning, courses, people, groups, work, modules, submissions, calendar)
ROUTES: list[tuple[re.Pattern[str], str, Answer]] = [
    (re.compile(f"^/api/v1/{pattern}$"), name, answer)
    for subject in SUBJECTS
    for pattern, name, answer in subject.ROUTES
]
