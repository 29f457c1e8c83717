"""One spelling for the host of an address, and the addresses that lmsync never connects to."""

import pytest

from lmsync.site_address import forbidden_address, read_address


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://School.Example/", "https://school.example"),
        ("HTTPS://school.example:443", "https://school.example"),
        ("http://school.example:080", "http://school.example"),
        ("https://school.example:80", "https://school.example:80"),
        ("https://school.example.", "https://school.example"),
        ("https://name:password@school.example/x", "https://school.example"),
        ("https://my_school.example", "https://my_school.example"),
        ("https://Наука.РФ", "https://xn--80aa3ak5a.xn--p1ai"),
        ("https://наука。рф", "https://xn--80aa3ak5a.xn--p1ai"),
        ("https://ｓｃｈｏｏｌ.example", "https://school.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[2001:DB8:0:0::1]:8080", "http://[2001:db8::1]:8080"),
        ("http://①②⑦.⓪.⓪.①", "http://127.0.0.1"),
        ("http://127。0。0。1", "http://127.0.0.1"),
        ("http://１２７.０.０.１", "http://127.0.0.1"),
        ("http://𝟏𝟐𝟕.𝟎.𝟎.𝟏", "http://127.0.0.1"),
        ("http://127.0.0.1.", "http://127.0.0.1"),
        ("http://2130706433", "http://127.0.0.1"),
        ("http://２130706433", "http://127.0.0.1"),
        ("http://0x7f.1", "http://127.0.0.1"),
        ("http://0x7F000001", "http://127.0.0.1"),
        ("http://0177.0.0.01", "http://127.0.0.1"),
        ("http://127.1", "http://127.0.0.1"),
        ("http://0", "http://0.0.0.0"),
        ("http://xn--a", "http://xn--a"),
    ],
)
def test_a_host_has_one_spelling(text: str, origin: str) -> None:
    found = read_address(text).origin()
    assert (str(found), found) == (origin, read_address(origin))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "school.example",
        "//school.example",
        "ftp://school.example",
        "http://",
        "http:///path",
        "http://.",
        "http://..",
        "http://a..example",
        "http://school.example..",
        "http://-school.example",
        "http://exa mple.org",
        "http://exa%6dple.org",
        "http://%31%32%37.0.0.1",
        "http://school.example\\@elsewhere.example",
        "http://school.example\t/",
        "http://school\n.example",
        "http://school\u200b.example",
        "http://℀.example",
        "http://1.2.3.256",
        "http://1.2.3.4.5",
        "http://school.0x7f",
        "http://4294967296",
        "http://[::1",
        "http://::1",
        "http://[fe80::1%25eth0]",
        "http://school.example:0",
        "http://school.example:65536",
        "http://school.example:80:80",
        "http://" + "a" * 64 + ".example",
    ],
)
def test_what_is_not_an_address_of_a_site_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_address(text)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "fd00::1",
        "fec0::1",
        "4000::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:0:10.0.0.1",
        "::127.0.0.1",
        "192.88.99.1",
        "3fff::1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:7f00:1::",
        "2a00::5efe:10.0.0.1",
    ],
)
def test_private_addresses_are_forbidden_until_they_are_allowed(address: str) -> None:
    assert forbidden_address(address, allow_private=False)
    assert not forbidden_address(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.0.1",
        "192.0.0.192",
        "168.63.129.16",
        "100.100.100.200",
        "0.0.0.0",
        "224.0.0.1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "fe80::1%eth0",
        "::",
        "ff02::1",
        "::169.254.169.254",
        "::ffff:169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::100.100.100.200",
        "64:ff9b:1::169.254.169.254",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:a9:fe:a9fe::",
        "64:ff9b:1:0:a9:fea9:fe00:0",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::",
        "2001:0:808:808:0:0:5601:5601",
        "fd00::5efe:169.254.169.254",
    ],
)
def test_some_addresses_are_forbidden_always(address: str) -> None:
    assert forbidden_address(address, allow_private=True)
    assert forbidden_address(address, allow_private=False)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert not forbidden_address(address, allow_private=False)
