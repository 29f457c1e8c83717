"""Answers are gathered into batches, and nothing waits for answers that will not come."""

from collections.abc import AsyncIterator

import pytest

from lmsync.crm_integration import Answer, End, Reading, Scope
from lmsync.records import Kind
from lmsync.sync import asking
from lmsync.sync.asking import Over, asked

COURSES = Scope.all_of(Kind.COURSE)


async def _courses() -> AsyncIterator[Answer]:
    yield End(COURSES)


async def test_the_last_answers_are_not_waited_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LINGER_SECONDS", 3600)
    batches = [batch async for batch in asked([Reading("courses", (COURSES,), _courses)], in_flight=4)]
    assert [type(answer) for batch in batches for answer in batch] == [End, Over]
