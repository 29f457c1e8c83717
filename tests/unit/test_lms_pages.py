"""By what a page is known."""

from importlib.metadata import version

import pytest
from msgspec import Raw

from lmsync.crm_integration import Scope
from lmsync.errors import BadRecord
from lmsync.lms_pages import LIBRARIES, digest_of, page, page_of_records, version_of_mapping
from lmsync.records import Kind, Org

SCOPE = Scope.all_of(Kind.ORG)
ORG = Org(external_id="1", parent=None, name="School", type="school")
ODD = BadRecord(Kind.ORG, "2", "not_understood")


def test_rows_are_known_byte_for_byte() -> None:
    assert digest_of(Raw(b'{"a":1}')) == digest_of(Raw(b'{"a":1}'))
    assert digest_of(Raw(b'{"a":1}')) != digest_of(Raw(b'{"a": 1}'))


def test_rows_are_not_mistaken_for_others_that_look_alike_when_put_together() -> None:
    assert digest_of([Raw(b"12"), Raw(b"3")]) != digest_of([Raw(b"1"), Raw(b"23")])
    assert digest_of(["a"], []) != digest_of([], ["a"])


@pytest.mark.parametrize("fact", ["\ud800", ODD, [Raw(b"1"), ODD], {"a": (ODD,)}])
def test_what_cannot_be_told_apart_is_decoded_in_every_run(fact: object) -> None:
    assert digest_of(fact) == b""


def test_rows_are_made_only_when_the_run_asks_for_them() -> None:
    asked = []

    def rows() -> list[Org]:
        asked.append("rows")
        return [ORG]

    made = page(SCOPE, "all", Raw(b"[]"), rows)
    assert not asked
    assert list(made.rows()) == [ORG]


def test_a_page_with_rows_set_aside_has_no_digest() -> None:
    assert page_of_records(SCOPE, "all", [ORG]).digest
    spoilt = page_of_records(SCOPE, "all", [ORG], [ODD])
    assert (spoilt.digest, list(spoilt.rows())) == (b"", [ORG, ODD])


def test_each_integration_has_a_version_of_its_mapping() -> None:
    packages = [f"lmsync.integrations.{name}" for name in ("moodle", "canvas")]
    assert len({version_of_mapping(package) for package in packages}) == 2


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_that_was_updated_makes_another_mapping(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    version_now = version_of_mapping.__wrapped__
    before = version_now("lmsync.integrations.moodle")
    assert version_now("lmsync.integrations.moodle") == before
    monkeypatch.setattr("lmsync.lms_pages.version", lambda name: "updated" if name == library else version(name))
    assert version_now("lmsync.integrations.moodle") != before
