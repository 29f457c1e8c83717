"""Checks: a candidate or a stored connection is tried, and what was tried is told."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeAlias

from lmsync.api.answers import CheckRow, Test, TestedConnection
from lmsync.crm_integration import Check, CheckReport, CRMIntegration, report_of
from lmsync.errors import NeedsAttention, Retryable, Words
from lmsync.lms_pace import ONE_TRY
from lmsync.parts import Parts
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.secrets import SealedWithAnotherKey
from lmsync.sync.opening import Candidate

OnCheck: TypeAlias = Callable[[Check], None]
"""Takes each check as soon as it is over. The report decides: an LMS may stop answering between two checks."""


def ignore(_: Check) -> None:
    pass


async def check_candidate(parts: Parts, candidate: Candidate, on_check: OnCheck = ignore) -> CheckReport:
    async with parts.opener.candidate(candidate, ONE_TRY) as integration:
        return await _checked(integration, on_check)


async def _checked(integration: CRMIntegration, on_check: OnCheck) -> CheckReport:
    async def passing_on() -> AsyncIterator[Check | CheckReport]:
        async for found in integration.checks():
            if isinstance(found, Check):
                on_check(found)
            yield found

    try:
        return await report_of(passing_on())
    except Retryable as trouble:
        words = Words(
            en=f"The site does not answer as it should now ({trouble.cause}). Try again in a while.",
            ru=f"Сайт сейчас не отвечает как положено ({trouble.cause}). Повторите позже.",
        )
        field = "base_url" if integration.needs_address else None
        return _only_failed(Check("site", SITE, passed=False, fix=words, field=field), on_check)


async def check_stored(parts: Parts, connection: Connection, on_check: OnCheck = ignore) -> CheckReport:
    try:
        async with parts.opener.connection(connection, ONE_TRY) as integration:
            return await _checked(integration, on_check)
    except SealedWithAnotherKey as trouble:
        return _only_failed(Check("site", SITE, passed=False, fix=trouble.words, field="api_token"), on_check)
    except NeedsAttention as trouble:
        return _only_failed(Check("site", SITE, passed=False, fix=trouble.words, field=trouble.field), on_check)


def _only_failed(check: Check, on_check: OnCheck) -> CheckReport:
    on_check(check)
    return CheckReport((check,), {})


def first_failed(report: CheckReport) -> Check:
    return next(check for check in report.checks if check.required and not check.passed)


def tested(pairs: Sequence[tuple[Connection | None, CheckReport]], language: str) -> Test:
    return Test(
        passed=all(report.passed for _, report in pairs),
        checks=[
            row
            for connection, report in pairs
            for row in check_rows(report.checks, connection.slug if connection else None, language)
        ],
        connections=[
            TestedConnection(
                connection=connection.slug if connection else None,
                passed=report.passed,
                site_name=report.site_name,
                release=report.release,
                provided={kind: provided.provided for kind, provided in report.provided.items()},
            )
            for connection, report in pairs
        ],
    )


def check_rows(checks: Sequence[Check], slug: str | None, language: str) -> list[CheckRow]:
    def said(words: Words | None) -> str | None:
        return words.said_in(language) if words else None

    return [
        CheckRow(
            connection=slug,
            name=check.name,
            title=check.title.said_in(language),
            passed=check.passed,
            required=check.required,
            lost=said(check.lost),
            fix=said(check.fix),
            field=check.field,
        )
        for check in checks
    ]


SITE = Words(en="The site answers and knows the token", ru="Сайт отвечает и знает токен")
NO_FIX = Words(en="See the checks.", ru="См. список проверок.")
