"""An installation moves to another database, and nobody who reads it notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lmsync.changes import Op
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store import moving
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping import sync_runs
from lmsync.store.mirror import tables as t
from lmsync.store.moving import NotTheSame
from tests.conftest import fresh_database
from tests.installation import Installation, moved
from tests.journeys.test_commands import run
from tests.warm import command, commands


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A second, empty database of either kind."""
    folder = tmp_path / "other"
    folder.mkdir()
    with fresh_database(request, folder) as url:
        yield url


async def test_everything_is_there_and_goes_on(
    moodle: MoodleSimulator,
    canvas: CanvasSimulator,
    installation: Installation,
    database_url: str,
    other_url: str,
    tmp_path: Path,
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    await installation.run(installation.connect(canvas, "College"))
    leaver = next(iter(moodle.school.students()))
    moodle.school.delete_person(leaver)
    await installation.run(connection)
    before = installation.everything()
    with installation.database.write() as tx:
        # Pruned: the numbers that were given are not given again.
        highest = tx.last_number(t.change)
        tx.run(t.change.delete())
        users = tx.value(select(func.count()).select_from(t.user))
    assert highest > users > len(before["users"])

    told = run("migrate", "--from", database_url, "--to", other_url, LMSYNC_LANGUAGE="en")

    assert (told.code, told.err) == (0, "")
    assert "the same on both sides" in told.out
    assert ["user", str(users)] in [line.split() for line in told.out.splitlines()]
    other = open_database(other_url)
    try:
        there = Installation(other, tmp_path)
        assert there.everything() == before
        moodle.school.join("Вера", "Новосёлова")
        after = await there.run(connection)
        assert (after.state, moved(after)["removed"]) == ("complete", 0)
        assert moved(after)["added"] >= 1
        with other.read() as tx:
            added = tx.rows(select(t.change.c.seq).where(t.change.c.op == int(Op.ADDED)))
        assert min(seq for (seq,) in added) > highest
        assert there.rows("students", q="новоселова")
    finally:
        other.close()


async def test_what_would_overwrite_or_change_on_the_way_is_refused(
    moodle: MoodleSimulator, installation: Installation, database_url: str, other_url: str, tmp_path: Path
) -> None:
    await installation.run(installation.connect(moodle))
    wrong = "mysql://db", "postgresql://u:hidden@127.0.0.1:1/db"
    nowhere = f"sqlite:///{tmp_path}/nothing.db"
    same, half, *to_wrong, nothing = commands(
        [
            (f"migrate --from {database_url} --to {database_url}", {}),
            (f"migrate --from {database_url}", {}),
            *((f"migrate --from {database_url} --to {url}", {}) for url in wrong),
            (f"migrate --from {nowhere} --to {other_url}", {}),
        ]
    )
    assert (same.code, "same" in same.err) == (2, True)
    assert half.code == 2
    for told in to_wrong:
        assert (told.code, "--to" in told.err, "hidden" in told.err) == (2, True, False)
    assert (nothing.code, "does not hold an installation" in nothing.err) == (2, True)
    assert not (tmp_path / "nothing.db").exists()

    moves = f"migrate --from {database_url} --to {other_url}"
    with installation.database.write() as tx:
        sync_runs.note_alive(tx)
    running = command(moves)
    assert (running.code, "still runs" in running.err) == (2, True)
    with installation.database.write() as tx:
        tx.run(t.installation.delete().where(t.installation.c.key == "scheduler_seen_at"))

    moved_once, again = commands([(moves, {}), (moves, {})])
    assert moved_once.code == 0
    assert (again.code, "nothing is ever overwritten" in again.err) == (2, True)


async def test_one_letter_that_differs_is_found(
    moodle: MoodleSimulator, installation: Installation, other_url: str
) -> None:
    await installation.run(installation.connect(moodle))
    other = open_database(other_url)
    try:
        with installation.database.read() as old, other.write() as new:
            moving.copy(old, new)
            assert moving.compared(old, new).total > 100
            one = new.value(select(t.user.c.id).limit(1))
            new.run(update(t.user).where(t.user.c.id == one).values(email="somebody@else.test"))
            with pytest.raises(NotTheSame, match="user"):
                moving.compared(old, new)
    finally:
        other.close()
