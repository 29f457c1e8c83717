"""Commands that work on the database of this installation, beside a running server or without one."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lmsync.app import built, create_service
from lmsync.cli import language
from lmsync.cli.data_folder import database_files, keep_private, make_data_folder, no_installation, say_rights
from lmsync.crm_integration import CheckReport
from lmsync.errors import InvalidInput, Retryable, Words
from lmsync.lms_pace import ONE_TRY
from lmsync.parts import Parts
from lmsync.process import set_up_logging
from lmsync.settings import PREFIX, Settings, read_settings
from lmsync.store.engine.database import WORKING, Database, Tx
from lmsync.store.engine.migrate import database_exists
from lmsync.store.engine.migrate import migrate as bring_up_to_date
from lmsync.store.keeping import audit
from lmsync.store.keeping.connections import Connection, list_connections, named
from lmsync.store.keeping.erasures import bring_together
from lmsync.store.keeping.erasures_file import file_of, take_along
from lmsync.store.keeping.secrets import new_key
from lmsync.store.keeping.sync_runs import Run, run_of
from lmsync.store.moving import move
from lmsync.sync.crm_sync_service import CRMSyncService

DONE, FAILED, PERSON_NEEDED = 0, 1, 3
LOOK_SECONDS = 0.3


@contextmanager
def installation() -> Iterator[Parts]:
    """Raises `InvalidInput` where no lmsync has been started yet: nothing is made in passing."""
    settings = read_settings()
    set_up_logging(settings)
    keep_private(settings)
    if not database_exists(settings.url):
        raise no_installation(settings)
    bring_up_to_date(settings.url)
    with built(settings, WORKING) as parts:
        bring_together(parts.database.blocking, parts.erasures)
        yield parts


def say(words: Words, **facts: Any) -> None:
    print(words.said_in(language()).format(**facts), flush=True)


def chosen(tx: Tx, which: str | None) -> list[Connection]:
    """Raises `InvalidInput` when nothing is configured, or nothing has this name."""
    connections = list_connections(tx)
    if not connections:
        raise InvalidInput("connection", NOTHING_CONFIGURED)
    return connections if which is None else [named(connections, which)]


def sync(which: str | None, *, wait: bool) -> int:
    with installation() as parts:
        database = parts.database.blocking
        with database.write() as tx:
            connections = chosen(tx, which)
            runs = [CRMSyncService.request(tx, connection.id, asked_by="command_line") for connection in connections]
            for connection in connections:
                audit.note(tx, audit.COMMAND_LINE, "run asked for", f"connection:{connection.slug}")
        names = {connection.id: connection.name for connection in connections}
        if not wait:
            for run in runs:
                say(ASKED_FOR, name=names[run.connection_id], number=run.id)
            return DONE
        finished = asyncio.run(_watched(create_service(parts), database, runs, names))
        for run in finished:
            _print_run(run, names[run.connection_id])
        states = {run.state for run in finished}
        if states == {"complete"}:
            return DONE
        return PERSON_NEEDED if "needs_attention" in states else FAILED


async def _watched(service: CRMSyncService, database: Database, runs: list[Run], names: dict[int, str]) -> list[Run]:
    tasks = [asyncio.create_task(service.run(run)) for run in runs]
    if not sys.stdout.isatty():
        return list(await asyncio.gather(*tasks))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[phase]}"), TimeElapsedColumn())
    with Progress(*columns) as progress:
        bars = {run.id: progress.add_task(names[run.connection_id], total=None, phase="") for run in runs}
        while not all(task.done() for task in tasks):
            with database.read() as tx:
                for number, bar in bars.items():
                    run = run_of(tx, number)
                    asked = sum(of_kind.get("requests", 0) for of_kind in run.counts.values())
                    # The plan of a first run knows too little to be a measure.
                    total = run.planned_requests if (run.planned_requests or 0) >= asked > 0 else None
                    progress.update(bar, total=total, completed=asked, phase=run.phase or run.state)
            await asyncio.sleep(LOOK_SECONDS)
    return [task.result() for task in tasks]


def _print_run(run: Run, name: str) -> None:
    moved = {what: sum(kind.get(what, 0) for kind in run.counts.values()) for what in ("added", "changed", "removed")}
    say(RUN_OVER, name=name, state=run.state, seconds=(run.duration_ms or 0) / 1000, **moved)
    if run.error:
        print(f"  {run.error[language()]} ({run.error['cause']})")


def check(which: str | None) -> int:
    with installation() as parts:
        with parts.database.blocking.read() as tx:
            connections = chosen(tx, which)
        passed = True
        for connection in connections:
            try:
                report = asyncio.run(_checked(parts, connection))
            except Retryable as trouble:
                say(NO_ANSWER, name=connection.name, cause=trouble.cause)
                passed = False
                continue
            _print_report(connection, report)
            passed = passed and report.passed
        return DONE if passed else PERSON_NEEDED


async def _checked(parts: Parts, connection: Connection) -> CheckReport:
    async with parts.opener.connection(connection, ONE_TRY) as integration:
        return await integration.check()


def _print_report(connection: Connection, report: CheckReport) -> None:
    spoken = language()
    site = f"{report.site_name or '?'}, {connection.kind} {report.release or ''}"
    place = " ".join(part for part in (connection.address, f"({site.strip()})") if part)
    print(f"{connection.name}: {place}")
    for check in report.checks:
        mark = "+" if check.passed else "!" if check.required else "-"
        print(f"  {mark} {check.title.said_in(spoken)}")
        if not check.passed:
            for text in (check.lost, check.fix):
                if text is not None:
                    print(f"      {text.said_in(spoken)}")


def migrate(source: str | None, target: str | None) -> int:
    if source or target:
        return _move(source, target)
    settings = read_settings()
    make_data_folder(settings)
    keep_private(settings)
    say(MIGRATED, revision=bring_up_to_date(settings.url))
    return DONE


def _move(source: str | None, target: str | None) -> int:
    if not source or not target:
        raise InvalidInput("--to" if source else "--from", BOTH_DATABASES)
    settings = read_settings()
    say_rights(None, database_files(target))
    moved = move(source, target)
    take_along(file_of(source, settings.data_dir), file_of(target, settings.data_dir))
    width = max(map(len, moved.rows))
    for name, rows in moved.rows.items():
        if rows:
            print(f"{name:{width}} {rows:10}")
    say(MOVED, rows=moved.total)
    return DONE


def config(*, new_key: bool) -> int:
    if new_key:
        print(_new_key())
        return DONE
    settings = read_settings()
    table = Table(show_edge=False, pad_edge=False)
    for title in ("", SETTING.said_in(language()), MEANING.said_in(language())):
        table.add_column(title, overflow="fold")
    plain = []
    for name, field in Settings.model_fields.items():
        variable = PREFIX + name.upper()
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            shown = "***"
        else:
            # An address may hold a password.
            shown = "-" if value in (None, "") else re.sub("://[^/@]*@", "://***@", str(value))
        table.add_row(variable, shown, field.description or "")
        plain.append({"name": variable, "value": shown, "set": variable in os.environ})
    if sys.stdout.isatty():
        Console().print(table)
    else:
        for setting in plain:
            print(json.dumps(setting, ensure_ascii=False))
    return DONE


_new_key = new_key

NOTHING_CONFIGURED = Words(
    en="No LMS is connected yet. Start lmsync serve and POST its address and token to /api/v1/crm/configure.",
    ru="LMS ещё не подключена. Запустите lmsync serve и отправьте её адрес и токен в POST /api/v1/crm/configure.",
)
ASKED_FOR = Words(
    en="{name}: run {number} is asked for; lmsync serve will take it.",
    ru="{name}: запрошена синхронизация {number}; её выполнит lmsync serve.",
)
RUN_OVER = Words(
    en="{name}: {state} in {seconds:.1f} s; {added} added, {changed} changed, {removed} removed",
    ru="{name}: {state} за {seconds:.1f} с; добавлено {added}, изменено {changed}, удалено {removed}",
)
NO_ANSWER = Words(
    en="{name}: the site does not answer as it should now ({cause}). Try again in a while.",
    ru="{name}: сайт сейчас не отвечает как положено ({cause}). Повторите позже.",
)
BOTH_DATABASES = Words(
    en="To move an installation name both databases: lmsync migrate --from sqlite:///… --to postgresql://…",
    ru="Чтобы перенести установку, укажите обе базы: lmsync migrate --from sqlite:///… --to postgresql://…",
)
MOVED = Words(
    en="Moved: {rows} rows, the same on both sides by count and content. Now name the new database in "
    "LMSYNC_DATABASE_URL and start lmsync serve; keep the old one until you are content.",
    ru="Перенесено строк: {rows}; количество и содержимое совпадают. Теперь укажите новую базу в LMSYNC_DATABASE_URL и "
    "запустите lmsync serve; старую не удаляйте, пока не убедитесь, что всё в порядке.",
)
MIGRATED = Words(en="The database has the schema {revision}.", ru="Схема базы данных: {revision}.")
SETTING = Words(en="Now", ru="Сейчас")
MEANING = Words(en="What it is for", ru="Для чего")
