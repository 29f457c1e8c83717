"""A page that gives its own name the address of this server is not served."""

import pytest

from lmsync.api.hosts import Hosts

PUBLIC = "https://lmsync.school.example"
OWN_MACHINE = ["localhost", "LOCALHOST:8600", "localhost.", "127.0.0.1", "127.0.0.1:8600", "127.1.2.3", "[::1]:8600"]
STRANGERS = ["evil.example", "evil.example:8600", "localhost.evil.example", "127.0.0.1.evil.example", "lmsync"]
NOT_HOSTS = [
    "",
    ":8600",
    "localhost@evil.example",
    "evil.example#localhost",
    "localhost/x",
    "local host",
    "localhost:8600:1",
    "localhost, evil.example",
    "[::1",
    "[localhost]",
    "[::1]x",
    "localhost\x00",
    "школа.рф",
    "localhost:port",
    "[:]",
    "2130706433",
    "127.1",
]


@pytest.mark.parametrize("public_url", ["", PUBLIC])
@pytest.mark.parametrize("listening", ["127.0.0.1", "0.0.0.0", "::", "localhost", "192.0.2.7"])
def test_names_of_this_machine_for_itself_are_known_and_those_of_others_are_not(
    public_url: str, listening: str
) -> None:
    hosts = Hosts(public_url, listening)
    assert [host for host in OWN_MACHINE if not hosts.know(host)] == []
    assert [host for host in [*STRANGERS, *NOT_HOSTS] if hosts.know(host)] == []


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        (PUBLIC, "lmsync.school.example"),
        (PUBLIC, "LMSYNC.school.example:443"),
        (PUBLIC, "lmsync.school.example."),
        ("https://школа.рф", "xn--80atdl2c.xn--p1ai"),
        ("http://10.0.0.5:8600", "10.0.0.5:8600"),
        ("http://[fd00::5]", "[FD00:0::5]"),
    ],
)
def test_the_public_address_is_known(public_url: str, host: str) -> None:
    assert Hosts(public_url, "0.0.0.0").know(host)


@pytest.mark.parametrize(
    "host", ["192.0.2.7", "192.0.2.7:8600", "[fd00::5]", "school.example", "x.lmsync.school.example"]
)
def test_with_a_public_address_no_other_is_known(host: str) -> None:
    assert not Hosts(PUBLIC, "192.0.2.7").know(host)
    assert not Hosts(PUBLIC, "0.0.0.0").know(host)


@pytest.mark.parametrize("wildcard", ["0.0.0.0", "::"])
def test_behind_a_wildcard_every_ip_address_may_be_that_of_the_machine(wildcard: str) -> None:
    assert Hosts("", wildcard).know("192.0.2.7:8600")
    assert Hosts("", wildcard).know("[fd00::5]:8600")


def test_a_server_that_listens_at_one_address_knows_that_one() -> None:
    assert Hosts("", "192.0.2.7").know("192.0.2.7:8600")
    assert not Hosts("", "192.0.2.7").know("192.0.2.8")
    assert Hosts("", "server.school.example").know("server.school.example:8600")
    assert not Hosts("", "127.0.0.1").know("192.0.2.7")
