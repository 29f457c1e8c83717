"""An LMS is opened with the way to it that its integration says it needs."""

from collections.abc import Collection
from pathlib import Path

import pytest
from pydantic import BaseModel

from lmsync.errors import NeedsAttention, Refused
from lmsync.store.engine.database import Database
from lmsync.store.keeping import connections
from lmsync.sync.opening import Candidate
from tests.installation import QUICK, Installation
from tests.oneroster_folder import Folder, OneRosterFolder


class Files(BaseModel):
    files: str


class WithFiles(OneRosterFolder):
    """Speaks to a further host that stands in its settings."""

    needs_address = True

    @classmethod
    def hosts(cls, config: BaseModel) -> Collection[str]:
        assert isinstance(config, Files)
        return (config.files,)


async def test_a_system_without_an_address_is_opened_without_http(installation: Installation) -> None:
    candidate = Candidate(OneRosterFolder, None, "", Folder(folder=Path("/nowhere")))
    async with installation.opener.candidate(candidate, QUICK) as opened:
        assert opened.token == ""
        with pytest.raises(AssertionError):
            _ = opened.http


async def test_a_host_that_an_integration_names_may_be_asked(installation: Installation) -> None:
    candidate = Candidate(WithFiles, "https://one.example", "", Files(files="http://169.254.169.254"))
    async with installation.opener.candidate(candidate, QUICK) as opened:
        with pytest.raises(Refused, match="other_host"):
            await opened.http.ask("GET", "https://elsewhere.example/", lambda answer: answer)
        with pytest.raises(NeedsAttention, match="address_forbidden"):  # let through, and stopped by the next guard
            await opened.http.ask("GET", "http://169.254.169.254/", lambda answer: answer)


@pytest.mark.parametrize(
    ("kind", "settings", "cause"), [("gone", {}, "not_installed"), ("canvas", {"no_such_setting": 1}, "settings")]
)
async def test_a_connection_that_its_integration_does_not_understand_needs_a_person(
    kind: str, settings: dict[str, int], cause: str, database: Database, installation: Installation
) -> None:
    with database.write() as tx:
        connection = connections.save_connection(
            tx,
            replaced=None,
            kind=kind,
            base_url="https://one.example",
            name="School",
            settings=settings,
            sealed_token=installation.sealer.seal_all("token", {}),
            sync_interval_seconds=300,
            verified=True,
            provided={},
        )
    run = await installation.run(connection)
    assert (run.state, run.error and run.error["cause"]) == ("needs_attention", cause)
    assert installation.causes(connection) == [cause]
