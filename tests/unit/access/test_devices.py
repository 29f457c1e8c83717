"""A browser is known again by a cookie that nobody else can make."""

import pytest

from lmsync.access.devices import Devices

KEY, NEWER = bytes(range(32)), bytes(range(1, 33))


def test_a_browser_is_known_again_to_the_same_operator() -> None:
    devices = Devices([KEY])
    cookie = devices.cookie_for("Anna")
    name = devices.device_of("anna", cookie)
    assert name
    assert devices.device_of("boris", cookie) is None
    assert devices.device_of("anna", devices.cookie_for("anna", name)) == name
    assert "anna" not in cookie.lower()
    assert devices.cookie_for("anna") != cookie


@pytest.mark.parametrize("wrong", [None, "", ".", "name", "name.", "name.proof", ".x", "имя.да", "\xff.\xff"])
def test_a_cookie_that_was_made_up_is_not_known(wrong: str | None) -> None:
    assert Devices([KEY]).device_of("anna", wrong) is None


def test_a_cookie_that_was_changed_is_not_known() -> None:
    devices = Devices([KEY])
    cookie = devices.cookie_for("anna")
    assert devices.device_of("anna", f"x{cookie}") is None
    assert devices.device_of("anna", cookie[:-1]) is None


def test_after_a_change_of_the_key_browsers_stay_known_as_long_as_the_old_one_is_there() -> None:
    cookie = Devices([KEY]).cookie_for("anna")
    assert Devices([NEWER, KEY]).device_of("anna", cookie)
    assert Devices([NEWER]).device_of("anna", cookie) is None
