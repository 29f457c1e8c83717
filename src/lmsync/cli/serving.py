"""`lmsync serve`: the web server, and one permanent child for runs and schedule. Both end with their parent.

Both are forked from a process that has loaded what they need: it is loaded once, and its memory is shared.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from lmsync.access.operators import make_first_link
from lmsync.access.provider import AGAIN, CALLBACK
from lmsync.access.tokens import make_first_token
from lmsync.cli import language, plain_errors
from lmsync.cli.data_folder import keep_private, make_data_folder
from lmsync.errors import InvalidInput, Words
from lmsync.process import set_up_logging
from lmsync.settings import SERVER, Settings, read_settings
from lmsync.store.engine.migrate import migrate
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.erasures import bring_together
from lmsync.store.keeping.erasures_file import file_of
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.reading.change_log import found_dataset

STOP_SECONDS = 20
FIRST_LOGIN = "owner"
NAME_OF_CHILD = "lmsync runner"
"""As `ps -e` shows it."""
RESPAWN_SECONDS = 1.0


def serve() -> None:
    """Raises `InvalidInput` for what keeps it from starting."""
    settings = read_settings()
    set_up_logging(settings)
    listening = listening_address(settings)
    with _alone_at(settings, listening):
        _serve(settings, listening)


def _serve(settings: Settings, listening: str) -> None:
    made = prepare(settings)
    if made.token is not None and settings.first_token is None:
        print(FIRST_TOKEN.said_in(language()).format(token=made.token), file=sys.stderr, flush=True)
    if made.link is not None:
        ways = ways_in(settings, made.link, FIRST_LOGIN)
        print(f"\n{FIRST_OWNER.said_in(language())}\n\n{ways}\n", file=sys.stderr, flush=True)
    if settings.oidc_issuer:
        facts = {"redirect": f"{settings.public_url}{CALLBACK}", "login": f"{settings.public_url}{AGAIN}"}
        print(SINGLE_SIGN_ON.said_in(language()).format(**facts), file=sys.stderr, flush=True)
    print(SERVING.said_in(language()).format(url=address(settings)), file=sys.stderr, flush=True)
    os.environ[SERVER] = str(os.getpid())
    _load()
    child = _Child()
    child.start()
    try:
        _web_server(settings, listening)
    finally:
        child.stop()


def _load() -> None:
    """What web server and child need, before they are forked. A collection of garbage would touch, and so copy, the
    memory that they share."""
    import lmsync.cli.runner
    import lmsync.cli.web_server  # noqa: F401

    gc.freeze()


class FirstSecrets(Struct, frozen=True):
    """To be shown once."""

    token: str | None
    """Of a new installation."""
    link: str | None
    """As long as nobody can log in."""


def prepare(settings: Settings) -> FirstSecrets:
    """Make the data folder, the schema and what opens a new installation. Erasures are applied to a database that was
    restored from before them."""
    make_data_folder(settings)
    keep_private(settings)
    Sealer.of(settings.data_dir, settings.keys)
    migrate(settings.url)
    database = open_database(settings.url)
    try:
        with database.write() as tx:
            found_dataset(tx)
            wanted = settings.first_token.get_secret_value() if settings.first_token else None
            made = FirstSecrets(make_first_token(tx, wanted), make_first_link(tx))
        bring_together(database, file_of(settings.url, settings.data_dir))
        return made
    finally:
        database.close()


def address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  only shown
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def ways_in(settings: Settings, secret: str, login: str | None = None) -> str:
    """What a person does with the secret of a one-time link: in a browser, or in a shell on this machine."""
    or_else = WITHOUT_A_BROWSER.said_in(language())
    link = set_up_link(settings.public_url or address(settings), secret)
    return f"    {link}\n\n{or_else}\n\n    {set_up_command(address(settings), secret, login)}"


def set_up_link(url: str, secret: str) -> str:
    """The page of the panel. The secret stands behind `#`, which browsers send to nobody, so that no log has it."""
    return f"{url}/setup#{secret}"


def set_up_command(url: str, secret: str, login: str | None = None) -> str:
    """For any shell: asks for a password without showing it, and keeps it from the list of processes and the history.
    `login`: of the first owner."""
    first = "" if login is None else f'"login": "{login}", '
    body = f'{{"token": "{secret}", {first}"password": "%s"}}'
    return (
        "printf 'Password: '; stty -echo 2>/dev/null; IFS= read -r P; stty echo 2>/dev/null; "
        f'printf \'{body}\' "$(printf %s "$P" | sed \'s/[\\\\"]/\\\\&/g\')" | '
        f"curl -sS {url}/api/v1/auth/setup -H 'Content-Type: application/json' --data-binary @-"
    )


def listening_address(settings: Settings) -> str:
    """The IP address to listen on; for a name that has several the first that is free, IPv4 before IPv6."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _unusable(settings, UNKNOWN_HOST) from None
    words = TAKEN
    for family, *_, address in sorted(found, key=lambda candidate: candidate[0] != socket.AF_INET):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except PermissionError:
            words = PRIVILEGED
        except OSError:
            continue
        else:
            return str(address[0])
    raise _unusable(settings, words)


@contextlib.contextmanager
def _alone_at(settings: Settings, listening: str) -> Iterator[None]:
    """Hold a name that one process can have. Two servers that start together would both get the port, as Granian
    shares it with other processes, and each would get half of the requests."""
    with socket.socket(socket.AF_UNIX) as held:
        if sys.platform == "linux":  # names that are not files; like ports they belong to a network namespace
            try:
                held.bind(f"\0lmsync serve {listening} {settings.port}")
            except OSError:
                raise _unusable(settings, TAKEN) from None
        yield


def _unusable(settings: Settings, words: Words) -> InvalidInput:
    return InvalidInput("LMSYNC_LISTEN", Words(words.en.format(settings.listen), words.ru.format(settings.listen)))


def _web_server(settings: Settings, listening: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "lmsync.cli.web_server:served_app",
        factory=True,
        address=listening,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        # An address may carry a search for a name.
        log_access=False,
        websockets=False,
        workers_kill_timeout=10,
    ).serve()


FORKS = sys.platform == "linux"
PROCESSES = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
ENDING = signal.SIGTERM, signal.SIGINT


class _Child:
    """Keeps the process for runs and schedule alive: a child that dies is started again."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._beginning = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="runner", daemon=True)

    def start(self) -> None:
        """Before there are other threads and the socket of the web server, which a forked process would have too."""
        self._begin()
        self._thread.start()

    def _begin(self) -> None:
        self._process = PROCESSES.Process(target=run_child, name="runner")
        with _signals_wait():
            self._process.start()

    def _watch(self) -> None:
        while True:
            self._process.join()
            self._stopping.wait(RESPAWN_SECONDS)
            with self._beginning:
                if self._stopping.is_set():
                    return
                self._begin()

    def stop(self) -> None:
        with self._beginning:
            self._stopping.set()
            self._process.terminate()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join()


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """What ends us does not reach a new process as long as it has our handlers."""
    if not FORKS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_child() -> None:
    """In the new process: leave what belongs to the one that started it, then run until told to end."""
    from lmsync.cli.runner import runner

    if FORKS:
        os.setsid()  # Ctrl-C reaches it through its parent, so that it can end in order
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # the socket of the web server among them
        with contextlib.suppress(OSError):
            Path("/proc/self/comm").write_text(NAME_OF_CHILD, encoding="ascii")
    with plain_errors():
        runner()


TAKEN = Words(
    en="The address {} is taken, or not of this machine; choose another.",
    ru="Адрес {} занят или не принадлежит этому компьютеру; выберите другой.",
)
UNKNOWN_HOST = Words(
    en="The name in {} is not known to this machine; choose an address like 127.0.0.1:8600.",
    ru="Имя в {} этому компьютеру неизвестно; укажите адрес, например 127.0.0.1:8600.",
)
PRIVILEGED = Words(
    en="This user may not listen at {}; choose a port from 1024 on.",
    ru="Этому пользователю нельзя слушать {}; выберите порт от 1024.",
)
FIRST_TOKEN = Words(
    en="\nYour API token, shown only now; keep it safe:\n\n    {token}\n",
    ru="\nВаш токен API, показывается только сейчас; сохраните его:\n\n    {token}\n",
)
FIRST_OWNER = Words(
    en="Nobody can log in yet. Open this link to choose a password and become the first owner. It works once and for "
    "an hour, and each start of lmsync serve shows another:",
    ru="Пока никто не может войти. Откройте ссылку, задайте пароль и станьте первым владельцем. Она действует один раз и "
    "в течение часа, при каждом запуске lmsync serve показывает новую:",
)
WITHOUT_A_BROWSER = Words(
    en="Without a browser, this command in a shell on this machine does the same:",
    ru="Без браузера то же делает команда на этом компьютере:",
)
SINGLE_SIGN_ON = Words(
    en="\nSingle sign-on: people log in at {login}\nAllow this redirect address at the provider: {redirect}\n",
    ru="\nЕдиный вход: {login}\nРазрешите у провайдера этот адрес перенаправления: {redirect}\n",
)
SERVING = Words(
    en="lmsync serves at {url} (Ctrl-C ends it)",
    ru="lmsync работает на {url} (Ctrl-C завершит)",
)
