"""What is sealed is opened by the right key only."""

from pathlib import Path

import pytest

from lmsync.errors import InvalidInput
from lmsync.store.keeping.secrets import Sealer, new_key


def test_a_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    sealed = Sealer.of(tmp_path).seal("токен")
    assert Sealer.of(tmp_path).unseal(sealed) == "токен"
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert "токен".encode() not in sealed


def test_a_new_key_before_the_old_one_rotates() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer([old]).seal("x")
    assert Sealer([new, old]).unseal(sealed) == "x"
    with pytest.raises(InvalidInput, match="LMSYNC_SECRET_KEY"):
        Sealer([new]).unseal(sealed)


def test_no_key_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Sealer(["nonsense"])
