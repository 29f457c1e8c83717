"""The folder of an installation: made when it is not there, and closed to other users of the machine."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lmsync.cli import language
from lmsync.errors import InvalidInput, Words
from lmsync.settings import Settings, secret_files
from lmsync.store.engine.private_files import FOLDER_RIGHTS, tighten
from lmsync.store.engine.sqlite import sqlite_path
from lmsync.store.keeping.erasures_file import file_of
from lmsync.store.keeping.secrets import KEY_FILE, Sealer


def make_data_folder(settings: Settings) -> None:
    """Raises `InvalidInput` for a folder that cannot be made, or that may not be written to."""
    folder = settings.data_dir
    try:
        folder.mkdir(mode=FOLDER_RIGHTS, parents=True, exist_ok=True)
    except OSError:
        words = NOT_A_FOLDER if os.path.lexists(folder) and not os.path.isdir(folder) else NOT_MADE
        raise _about(folder, words) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _about(folder, NOT_WRITABLE)


def keep_private(settings: Settings) -> None:
    """Close what lies open to other users of the machine, and say so. Raises `InvalidInput` for an unusable key file."""
    if os.path.lexists(settings.data_dir) and not os.path.isdir(settings.data_dir):
        raise _about(settings.data_dir, NOT_A_FOLDER)
    key = settings.data_dir / KEY_FILE
    say_rights(settings.data_dir, database_files(settings.url), [key, file_of(settings.url, settings.data_dir)])
    if not settings.keys and os.path.lexists(key):
        Sealer.of(settings.data_dir)


def database_files(url: str) -> list[Path]:
    """The file of an embedded database."""
    return [Path(sqlite_path(url))] if url.startswith("sqlite:///") else []


def no_installation(settings: Settings) -> InvalidInput:
    return _about(settings.data_dir, NO_INSTALLATION)


def say_rights(folder: Path | None, databases: Sequence[Path], keys: Sequence[Path] = ()) -> None:
    rights = tighten(folder, databases, keys, secret_files())
    for paths, words in ((rights.tightened, TIGHTENED), (rights.loose, LOOSE)):
        if paths:
            listed = ", ".join(map(str, paths))
            print(words.said_in(language()).format(paths=listed), file=sys.stderr, flush=True)


def _about(folder: Path, words: Words) -> InvalidInput:
    shown = folder.absolute()
    return InvalidInput("LMSYNC_DATA_DIR", Words(en=words.en.format(shown), ru=words.ru.format(shown)))


NO_INSTALLATION = Words(
    en="No lmsync was started in {} yet. Name its data folder in LMSYNC_DATA_DIR, or begin with: lmsync serve",
    ru="В папке {} ещё нет lmsync. Укажите папку данных в LMSYNC_DATA_DIR или начните с команды: lmsync serve",
)
NOT_MADE = Words(
    en="The data folder {} cannot be made; name one that this user may write to.",
    ru="Папку данных {} не удаётся создать; укажите папку, куда этому пользователю разрешена запись.",
)
NOT_A_FOLDER = Words(
    en="{} is a file; name a folder for the data, or remove the file.",
    ru="{} — это файл; укажите папку для данных или удалите файл.",
)
NOT_WRITABLE = Words(
    en="The data folder {} may not be read and written by this user; start lmsync as its owner, or name another.",
    ru="Этому пользователю нельзя читать папку данных {} и писать в неё; запустите lmsync от имени её владельца или укажите "
    "другую папку.",
)
TIGHTENED = Words(
    en="lmsync: other users of this machine could read {paths}; now only the owner can.",
    ru="lmsync: другие пользователи этого компьютера могли читать {paths}; теперь может только владелец.",
)
LOOSE = Words(
    en="lmsync: other users of this machine can read {paths}, and this user may not change that; as the owner or as root "
    "give the command: chmod go-rwx {paths}",
    ru="lmsync: другие пользователи этого компьютера могут читать {paths}, а у этого пользователя нет прав это изменить; "
    "выполните от имени владельца или root: chmod go-rwx {paths}",
)
