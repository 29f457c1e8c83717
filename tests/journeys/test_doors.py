"""What keeps a command from starting is one sentence, in the language of the user, and exit code 2."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.environment import GIVE_UP_SECONDS, environment
from tests.journeys.test_serving import until
from tests.served import free_port, lmsync, served
from tests.warm import NOBODY, command, commands, refused

COMMANDS = ["serve", "sync", "check", "held", "migrate", "config", "demo", "simulate moodle"]
ON_A_FOLDER = ["serve", "sync", "check", "held", "migrate"]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach, which those of pytest are not."""
    path = Path(tempfile.mkdtemp(prefix="lmsync-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_what_cannot_be_used_is_named_by_every_command(tmp_path: Path) -> None:
    written = tmp_path / "settings.env"
    written.write_text("LMSYNC_DATABSE_URL=sqlite:////secret\n")
    unusable = [
        ({"LMSYNC_LISTN": "127.0.0.1:1"}, ["LMSYNC_LISTN", "LMSYNC_LISTEN?"]),
        ({"LMSYNC_SETTINGS_FILE": str(written)}, ["LMSYNC_DATABSE_URL", "LMSYNC_DATABASE_URL?"]),
        ({"LMSYNC_SETTINGS_FILE": "/nowhere.env"}, ["LMSYNC_SETTINGS_FILE", "/nowhere.env"]),
        ({"LMSYNC_SECRET_KEY_FILE": "/nowhere"}, ["LMSYNC_SECRET_KEY_FILE", "/nowhere"]),
        ({"LMSYNC_LISTEN": "8600"}, ["LMSYNC_LISTEN"]),
        ({"LMSYNC_DATABASE_URL": "mysql://user:hidden@db/lmsync"}, ["LMSYNC_DATABASE_URL"]),
        ({"LMSYNC_CA_FILE": "/nowhere"}, ["LMSYNC_CA_FILE", "/nowhere"]),
    ]
    refused([(each, settings, shown) for each in COMMANDS for settings, shown in unusable])


def test_a_name_that_is_not_a_setting_is_refused_with_the_nearest() -> None:
    nearest = {
        "LMSYNC_DATADIR": "LMSYNC_DATA_DIR",
        "LMSYNC_SECRET_KEY_FIL": "LMSYNC_SECRET_KEY_FILE",
        "LMSYNC_PROXY_FILE": "LMSYNC_PROXY",
        "LMSYNC_SETTING_FILE": "LMSYNC_SETTINGS_FILE",
        "LMSYNC_TOKEN": "LMSYNC_FIRST_TOKEN",
        "LMSYNC_PORT": "LMSYNC_LISTEN",
        "LMSYNC_XYZZY": "LMSYNC_LOG_FORMAT",
    }
    refused([("config", {name: "hidden"}, [name, near]) for name, near in nearest.items()])
    assert "hidden" not in command("config", LMSYNC_TOKEN="hidden").err


def test_a_slip_in_a_settings_file_is_found(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{number}.env" for number in range(3))
    first.write_text("LMSYN_LISTEN=127.0.0.1:1\n")
    second.write_text("LMSYNC_LISTEN\n")
    refused(
        [
            ("config", {"LMSYNC_SETTINGS_FILE": str(first)}, ["LMSYN_LISTEN", "LMSYNC_LISTEN?"]),
            ("config", {"LMSYNC_SETTINGS_FILE": str(second)}, ["LMSYNC_LISTEN="]),
        ]
    )
    third.write_text("POSTGRES_PASSWORD=of-another-program\nLMSYNC_LISTEN=127.0.0.1:1\n")
    assert command("config", LMSYNC_SETTINGS_FILE=str(third)).code == 0


def test_what_is_no_slip_is_let_through(tmp_path: Path) -> None:
    kubernetes = {
        "LMSYNC_PORT": "tcp://10.0.0.1:8600",
        "LMSYNC_PORT_8600_TCP": "tcp://10.0.0.1:8600",
        "LMSYNC_PORT_8600_TCP_ADDR": "10.0.0.1",
        "LMSYNC_SERVICE_HOST": "10.0.0.1",
        "LMSYNC_SERVICE_PORT_HTTP": "8600",
    }
    empty = {
        "LMSYNC_DATA_DIR": str(tmp_path),
        "LMSYNC_CA_FILE": "",
        "LMSYNC_FIRST_TOKEN": "",
        "LMSYNC_SETTINGS_FILE": "",
    }
    broken = {"LMSYNC_SECRET_KEY_FILE": "/nowhere", "LMSYNC_LISTN": "x"}
    cases = [("config", kubernetes), ("migrate", empty)]
    cases += [(text, broken) for text in ("--help", "serve --help", "config --new-key")]
    assert [ended.code for ended in commands(cases)] == [0] * len(cases)


def test_a_settings_file_has_to_be_readable_text(tmp_path: Path, open_folder: Path) -> None:
    cyrillic, marked = open_folder / "cyrillic.env", open_folder / "marked.env"
    cyrillic.write_bytes("LMSYNC_PROXY=http://прокси".encode("cp1251"))
    refused(
        [
            ("config", {"LMSYNC_SETTINGS_FILE": str(tmp_path)}, [str(tmp_path)]),
            ("config", {"LMSYNC_SETTINGS_FILE": str(cyrillic)}, [str(cyrillic), "UTF-8"]),
        ]
    )
    marked.write_bytes(b"\xef\xbb\xbfLMSYNC_LISTEN=127.0.0.1:7\r\nLMSYNC_LANGUAGE=ru\r\n")
    assert "127.0.0.1:7" in command("config", LMSYNC_SETTINGS_FILE=str(marked)).out
    assert "Запишите" in command("config", LMSYNC_SETTINGS_FILE=str(marked), LMSYNC_LISTEN="nowhere").err


@pytest.mark.parametrize("name", ["LMSYNC_FIRST_TOKEN", "LMSYNC_SECRET_KEY", "LMSYNC_DATABASE_URL"])
def test_the_file_of_a_secret_that_cannot_be_used_is_named(name: str, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_bytes(b"\n")
    binary.write_bytes(b"\xff\xfe")
    refused([("serve", {f"{name}_FILE": str(path)}, [name, str(path)]) for path in (tmp_path, empty, binary)])


def test_the_file_of_a_secret_may_be_named_in_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-of-a-file\n")
    file = tmp_path / "settings.env"
    file.write_text(f"LMSYNC_FIRST_TOKEN_FILE={tmp_path}/token\n")
    assert '"LMSYNC_FIRST_TOKEN", "value": "***"' in command("config", LMSYNC_SETTINGS_FILE=str(file)).out


@as_root
def test_files_that_only_another_user_may_read_are_named(open_folder: Path) -> None:
    file = open_folder / "file"
    file.write_text("LMSYNC_LANGUAGE=ru")
    file.chmod(0o600)
    names = ["LMSYNC_SETTINGS_FILE", "LMSYNC_FIRST_TOKEN_FILE", "LMSYNC_SECRET_KEY_FILE", "LMSYNC_CA_FILE"]
    refused([("check", {name: str(file)}, [name, str(file)]) for name in names], user=NOBODY)


UNUSABLE = [
    ("LMSYNC_LISTEN", "127.0.0.1:0"),
    ("LMSYNC_LISTEN", "127.0.0.1:65536"),
    ("LMSYNC_LISTEN", "127.0.0.1:²"),
    ("LMSYNC_LISTEN", "127.0.0.1:"),
    ("LMSYNC_LISTEN", "[::1:8600"),
    ("LMSYNC_LISTEN", "fd00::1"),
    ("LMSYNC_LISTEN", "[localhost]:8600"),
    ("LMSYNC_LISTEN", "no..name:8600"),
    ("LMSYNC_LISTEN", "no-such-name.invalid:8600"),
    ("LMSYNC_PUBLIC_URL", "lmsync.school.example"),
    ("LMSYNC_PUBLIC_URL", "ftp://lmsync.school.example"),
    ("LMSYNC_PUBLIC_URL", "https://lmsync.school.example/panel"),
    ("LMSYNC_PUBLIC_URL", "https://lmsync.school.example:port"),
    ("LMSYNC_CORS_ORIGINS", "*"),
    ("LMSYNC_CORS_ORIGINS", "crm.school.example"),
    ("LMSYNC_CORS_ORIGINS", "https://crm.school.example, https://other.example/"),
    ("LMSYNC_CORS_ORIGINS", "null"),
    ("LMSYNC_TRUSTED_PROXIES", "*"),
    ("LMSYNC_TRUSTED_PROXIES", "proxy"),
    ("LMSYNC_TRUSTED_PROXIES", "10.0.0.5, 10.0.0.5/8"),
    ("LMSYNC_REQUESTS_PER_MINUTE", "-1"),
    ("LMSYNC_WRONG_TOKENS_PER_MINUTE", "many"),
    ("LMSYNC_WAITS_PER_TOKEN", "0.5"),
    ("LMSYNC_DATABASE_URL", "sqlite:///"),
    ("LMSYNC_DATABASE_URL", "sqlite:/relative.db"),
    ("LMSYNC_DATABASE_URL", "postgresql:lmsync"),
    ("LMSYNC_DATABASE_URL", "postgresql://[::1/lmsync"),
    ("LMSYNC_DATABASE_URL", "postgresql://localhost:port/lmsync"),
    ("LMSYNC_DATABASE_URL", "/var/lib/lmsync.db"),
    ("LMSYNC_SECRET_KEY", "no key"),
    ("LMSYNC_SECRET_KEY", ","),
    ("LMSYNC_SECRET_KEY", "ключ"),
    ("LMSYNC_PROXY", "proxy:3128"),
    ("LMSYNC_PROXY", "http://"),
    ("LMSYNC_PROXY", "http://proxy:99999"),
    ("LMSYNC_FIRST_TOKEN", "short"),
    ("LMSYNC_LEASE_SECONDS", "long"),
    ("LMSYNC_LEASE_SECONDS", "1"),
    ("LMSYNC_HELD_SCOPE_SHARE", "0"),
    ("LMSYNC_HELD_KIND_ROWS", "9" * 5000),
    ("LMSYNC_ALLOW_PRIVATE_ADDRESSES", "perhaps"),
    ("LMSYNC_LOG_FORMAT", "xml"),
]


def test_a_value_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    apart = {"LMSYNC_DATA_DIR": str(tmp_path)}
    listen = f"127.0.0.1:{free_port()}"
    refused([("serve", {"LMSYNC_LISTEN": listen, **apart, name: value}, [name]) for name, value in UNUSABLE])


def test_a_file_of_authorities_has_to_hold_a_certificate(tmp_path: Path) -> None:
    contents = b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    files = [tmp_path]
    for number, content in enumerate(contents):
        files.append(tmp_path / f"{number}.pem")
        files[-1].write_bytes(content)
    refused([("check", {"LMSYNC_CA_FILE": str(path)}, ["LMSYNC_CA_FILE", str(path)]) for path in files])


def on_a_folder(folder: Path, *shown: str) -> list[tuple[str, dict[str, str], list[str]]]:
    settings = {"LMSYNC_DATA_DIR": str(folder), "LMSYNC_LISTEN": f"127.0.0.1:{free_port()}"}
    return [(each, settings, list(shown)) for each in ON_A_FOLDER]


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(on_a_folder(tmp_path / "file", str(tmp_path / "file")))


@as_root
@pytest.mark.parametrize(("folder_rights", "file_rights"), [(0o700, 0o600), (0o755, 0o600), (0o755, 0o644)])
def test_a_data_folder_of_another_user_is_named(folder_rights: int, file_rights: int, open_folder: Path) -> None:
    folder = open_folder / "data"
    assert command("migrate", LMSYNC_DATA_DIR=str(folder)).code == 0
    for path in folder.iterdir():
        path.chmod(file_rights)
    folder.chmod(folder_rights)
    cases = [(each, settings) for each, settings, _ in on_a_folder(folder)]
    for case, ended in zip(cases, commands(cases, user=NOBODY), strict=True):
        assert (ended.code, "Traceback" in ended.err, str(folder) in ended.err) == (2, False, True), (case, ended)


def damaged(path: Path) -> None:
    path.write_text("AAAA\n")


def emptied(path: Path) -> None:
    path.write_text("")


def binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("gone")


@pytest.mark.parametrize("spoil", [damaged, emptied, binary, a_folder, a_link_to_nothing])
def test_a_key_file_that_cannot_be_used_is_named(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    command("migrate", LMSYNC_DATA_DIR=str(tmp_path))
    (tmp_path / "secret.key").touch(0o600)
    spoil(tmp_path / "secret.key")
    refused(on_a_folder(tmp_path, str(tmp_path / "secret.key")))


@as_root
def test_a_key_file_of_another_user_is_named(open_folder: Path) -> None:
    os.chown(open_folder, NOBODY, -1)
    command("migrate", NOBODY, LMSYNC_DATA_DIR=str(open_folder))
    (open_folder / "secret.key").write_text(command("config --new-key").out)
    (open_folder / "secret.key").chmod(0o600)
    refused(on_a_folder(open_folder, str(open_folder / "secret.key")), user=NOBODY)


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize(
    "host", ["localhost", pytest.param("[::1]", marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6"))]
)
def test_it_listens_at_a_name_and_at_ipv6_and_a_taken_port_is_named(host: str, tmp_path: Path) -> None:
    listen = f"{host}:{free_port(host.strip('[]') if ':' in host else '127.0.0.1')}"
    with served(tmp_path, at=host, LMSYNC_LISTEN=listen) as (api, _):
        assert api.ask("GET", "/api/v1/health").status == 200
        assert f"http://{listen}" in (tmp_path / "serve.log").read_text()
        refused([("serve", {"LMSYNC_DATA_DIR": str(tmp_path), "LMSYNC_LISTEN": listen}, ["LMSYNC_LISTEN", listen])])


def test_of_two_servers_that_start_together_one_is_refused(tmp_path: Path) -> None:
    settings = [
        environment(LMSYNC_DATA_DIR=str(tmp_path / name), LMSYNC_LISTEN=f"127.0.0.1:{port}")
        for port in [free_port()]
        for name in ("one", "two")
    ]
    both = [subprocess.Popen(lmsync("serve"), env=told, stderr=subprocess.PIPE, text=True) for told in settings]
    try:
        until(lambda: any(process.poll() is not None for process in both))
        (refused_one,) = [process for process in both if process.poll() is not None]
        assert refused_one.stderr is not None
        assert (refused_one.returncode, "LMSYNC_LISTEN" in refused_one.stderr.read()) == (2, True)
    finally:
        for process in both:
            process.terminate()
            process.communicate(timeout=GIVE_UP_SECONDS)


def test_a_simulator_refuses_an_address_that_cannot_be_used() -> None:
    addresses = "nowhere", "127.0.0.1:99999", "no..name:80", "127.0.0.1:²"
    refused([(f"simulate moodle --listen {address}", {}, []) for address in addresses])
