"""Empty databases of both kinds; the PostgreSQL is one of the benchmark's own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.postgresql_server import start_postgresql

ENGINES = ("sqlite", "postgresql")


class Databases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._server: str | None = None
        self._stack = ExitStack()

    def fresh(self, engine: str) -> str:
        """The address of an empty database, without any schema."""
        self._made += 1
        if engine == "sqlite":
            return f"sqlite:///{self._folder / f'{self._made}.db'}"
        return self._postgresql(f"lmsync_{self._made}")

    def _postgresql(self, name: str) -> str:
        if self._server is None:
            server = start_postgresql(self._folder / "postgresql")
            self._stack.callback(server.cleanup)
            self._server = str(server.get_uri())
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        head, _, query = self._server.partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{query}"

    def folder(self) -> Path:
        """A new folder, for the data of an installation."""
        self._made += 1
        folder = self._folder / f"data_{self._made}"
        folder.mkdir()
        return folder

    def close(self) -> None:
        self._stack.close()


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    made = Databases(folder)
    try:
        yield made
    finally:
        made.close()
