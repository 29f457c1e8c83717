"""Who finds a laptop with the database on it, and not the key, has found no password and no token: every byte is searched."""

import base64
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from lmsync.access.tokens import make_first_token
from lmsync.crm_integration import Renewed
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connections
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.operators import add_link
from lmsync.store.keeping.secrets import KEY_FILE, Sealer, new_key
from lmsync.store.mirror import tables as t
from tests.in_process import Browser, InProcess, in_process
from tests.schema_dumps import dump

PASSWORD = "верный конь батарея скрепка"
MISTYPED = "оранжевый трамвай тихий дождь"
FIRST_LINK = "link-of-the-first-owner"
FIRST_TOKEN = "a-first-token-for-tests"
LMS_TOKEN = "0123456789abcdef0123456789abcdef"
CLIENT_SECRET = "secret-of-the-developer-key"
ACCESS_TOKEN = "access-token-for-an-hour"


@pytest.mark.parametrize("key", ["elsewhere", "beside the database"])
async def test_nothing_that_opens_anything_can_be_read_in_the_database(
    key: str, database_url: str, tmp_path: Path
) -> None:
    secret_key = new_key() if key == "elsewhere" else None
    async with in_process(database_url, tmp_path, secret_key=secret_key) as api:
        secrets = await used(api)
        lying_open = everything_on_disk(database_url, tmp_path)
    lying_open += everything_on_disk(database_url, tmp_path)  # also after the end, when the log was written back

    assert b"anna" in lying_open
    found = {name for name, secret in secrets.items() if any(form in lying_open for form in forms(secret))}
    assert found == set()
    assert (tmp_path / KEY_FILE).exists() is (key != "elsewhere")


async def test_with_the_key_beside_it_the_tokens_of_the_lms_can_be_opened_and_nothing_else(
    database_url: str, tmp_path: Path
) -> None:
    """docs/security.md says so: where the disk is not encrypted the key belongs elsewhere."""
    async with in_process(database_url, tmp_path) as api:
        secrets = await used(api)
        rows = await api.parts.database.read(whole_database)
    sealer = Sealer.of(tmp_path)
    opened = b"\n".join(sealer.unseal(value).encode() for value in rows if value.startswith(b"gAAAA"))
    found = {name for name, secret in secrets.items() if any(form in opened for form in forms(secret))}
    assert found == {"token of the LMS", "client secret", "access token", "secret of the second factor"}


async def used(api: InProcess) -> dict[str, bytes]:
    """Do everything of which a secret comes; all secrets, by what they are."""
    database, sealer = api.parts.database, api.parts.sealer

    def begin(tx: Tx) -> int:
        add_link(tx, FIRST_LINK, None)
        make_first_token(tx, FIRST_TOKEN)
        return connections.save_connection(
            tx,
            replaced=None,
            kind="canvas",
            base_url="https://one.example",
            name="School",
            settings={},
            sealed_token=sealer.seal_all(LMS_TOKEN, {"client_secret": CLIENT_SECRET}),
            sync_interval_seconds=300,
            verified=True,
            provided={},
        ).id

    async def renewed() -> Renewed:
        return Renewed(ACCESS_TOKEN, 3600)

    await StoredAccess(database, sealer, await database.write(begin)).current(renewed)
    owner = Browser(api)
    setup = {"token": FIRST_LINK, "login": "anna", "password": PASSWORD}
    assert (await owner.ask("POST", "auth/setup", setup)).status == 200
    second_factor = (await owner.ask("POST", "auth/totp", {"password": PASSWORD})).json["secret"]
    code = pyotp.TOTP(second_factor).now()
    recovery = (await owner.ask("POST", "auth/totp/confirm", {"code": code})).json["recovery_codes"]
    assert (await Browser(api).log_in(MISTYPED, "wrong")).status == 401
    assert (await Browser(api).log_in("anna", PASSWORD, code=recovery[0])).status == 200
    invited = await owner.ask("POST", "operators", {"login": "boris", "name": "Boris", "role": "viewer"})
    token = await owner.ask("POST", "tokens", {"name": "of a test", "scopes": ["read:students"]})
    texts = {
        "token of the LMS": LMS_TOKEN,
        "client secret": CLIENT_SECRET,
        "access token": ACCESS_TOKEN,
        "token of a program": token.json["token"],
        "first token": FIRST_TOKEN,
        "password": PASSWORD,
        "password typed as a login": MISTYPED,
        "used link": FIRST_LINK,
        "open link": invited.json["link_token"],
        "session": owner.cookies["lmsync_session"],
        "proof of the session": owner.csrf_token,
        "cookie of the browser": owner.cookies["lmsync_device"],
        "secret of the second factor": second_factor,
        **{f"recovery code {number}": code for number, code in enumerate(recovery)},
        **{f"recovery code {number} as compared": code.replace("-", "") for number, code in enumerate(recovery)},
    }
    raw = {"bytes of the second factor": base64.b32decode(second_factor)}
    return {name: text.encode() for name, text in texts.items()} | raw


def forms(secret: bytes) -> list[bytes]:
    """As it is, and as a dump or a careless program writes it."""
    return [secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret).rstrip(b"=")]


def everything_on_disk(url: str, folder: Path) -> bytes:
    """The files of the folder but the key, or a dump and the other files of the folder."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != KEY_FILE]
    kept = b"\n".join(path.read_bytes() for path in files)
    return kept if url.startswith("sqlite") else kept + dump(url).encode()


def whole_database(tx: Tx) -> list[bytes]:
    """Every value that may have been sealed."""
    values = [value for table in t.metadata.sorted_tables for row in tx.rows(select(*table.columns)) for value in row]
    return [
        value.encode() if isinstance(value, str) else bytes(value)
        for value in values
        if isinstance(value, str | bytes | memoryview)
    ]
