"""Russian answers are Russian: Latin letters only in names of fields and in values."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from lmsync.integrations import find_integrations
from lmsync.store.reading.listings import LISTINGS, choices
from tests.api.test_configure import BAD as BAD_FIELDS
from tests.api.test_configure import GOOD
from tests.api.test_lists import BAD as BAD_PARAMETERS
from tests.served import Api

QUERIES: list[tuple[str, dict[str, Any]]] = [
    *((path, query) for path, query, _ in BAD_PARAMETERS),
    ("students", {"limit": "1.5"}),
    ("students", {"include_removed": "perhaps"}),
    ("students", {"changed_since": "2026-13-01"}),
    ("students", {"changed_since": "1e400"}),
    ("students", {"q": "x" * 101}),
    ("students", {"course": "x" * 201}),
    ("students", {"cursor": "nonsense"}),
    ("students", {"group": "school-grp-99999"}),
    ("changes", {"start": "later"}),
    ("changes", {"wait": 31}),
    ("runs", {"connection": "elsewhere"}),
    ("runs/0", {}),
    ("runs/many", {}),
    ("runs/99999", {}),
    ("users/" + "x" * 201, {}),
    ("nothing", {}),
]
BODIES: list[dict[str, Any]] = [
    *(GOOD | part for part, _ in BAD_FIELDS),
    {},
    GOOD | {"name": 7},
    GOOD | {"name": "x" * 101},
    GOOD | {"force": "perhaps"},
    GOOD | {"settings": []},
    GOOD | {"sync_interval_seconds": 1.5},
    GOOD | {"crm_type": "canvas", "settings": {"client_id": "1"}},
    GOOD | {"crm_type": "canvas", "settings": {"account": "a b"}},
]
VALUES = re.compile(
    r"/[a-z][\w/.-]*|https?://[\w.:/-]*|LMSYNC_\w+|[a-z]+-[a-z]{3}-\d+|\d{4}-\d\d-\d\dT[\d:]+Z|Europe/Riga|шаблон \S+"
    r"|Есть: [a-z0-9, ]+"  # connections by their slugs
)
TECHNICAL = set("GET POST DELETE PUT HEAD JSON UTF LMS Moodle Canvas lmsync id slug true false".split())


def words_of(document: dict[str, Any]) -> set[str]:
    """Names of fields and parameters, and words that they may hold."""
    found = {word for listing in LISTINGS.values() for name in listing.filters for word in choices(listing, name)}
    found |= {name for listing in LISTINGS.values() for name in listing.sorts}
    for shape in document["components"]["schemas"].values():
        found |= shape.get("properties", {}).keys() | set(shape.get("enum", ()))
    for calls in document["paths"].values():
        for call in calls.values():
            found |= {parameter["name"] for parameter in call.get("parameters", ())}
    return found


def said(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """The texts of a problem, with the field that each is about."""
    fields = [(error["field"], error["detail"]) for error in problem.get("errors", ())]
    return [("", problem["title"]), (fields[0][0] if fields else "", problem["detail"]), *fields]


def check(problem: dict[str, Any], known: set[str]) -> None:
    for field, text in said(problem):
        assert re.search("[а-яё]", text), text
        left = VALUES.sub(" ", text.removeprefix(f"{field}: "))
        assert set(re.findall("[A-Za-z_]+", left)) <= known, text


@pytest.fixture(scope="session")
def known(api: Api) -> set[str]:
    settings = {name for system in find_integrations().values() for name in system.Config.model_fields}
    return words_of(api.ask("GET", "/api/v1/openapi.json").json) | set(find_integrations()) | settings | TECHNICAL


def test_refused_queries_speak_russian(api: Api, known: set[str]) -> None:
    for path, query in QUERIES:
        answer = api.ask("GET", f"/api/v1/crm/{path}?{urlencode(query)}", headers={"Accept-Language": "ru"})
        assert answer.status in {400, 404, 422}, (path, query)
        check(answer.json, known)


def test_refused_configurations_speak_russian(api: Api, known: set[str]) -> None:
    for body in [*BODIES, b"", b"{", b"[]", b"null", b"\xff"]:
        answer = api.ask("POST", "/api/v1/crm/configure", body, headers={"Accept-Language": "ru"})
        assert answer.status == 422, body
        check(answer.json, known)


def test_texts_that_people_see_often_are_written_in_russian(api: Api) -> None:
    russian = {"Accept-Language": "ru"}
    missing = api.ask("POST", "/api/v1/crm/configure", {}, headers=russian).json
    assert (missing["title"], missing["errors"][0]["detail"]) == ("Запрос не принят", "Обязательное поле.")
    assert api.ask("PATCH", "/api/v1/crm/students", headers=russian).json["title"] == "Метод не поддерживается"
    mode = api.ask("POST", "/api/v1/crm/sync?mode=quick", headers=russian).json
    assert mode["errors"][0]["detail"] == "Одно из: full, incremental."


def test_the_same_errors_speak_english(api: Api) -> None:
    for path, query in QUERIES:
        answer = api.ask("GET", f"/api/v1/crm/{path}?{urlencode(query)}", headers={"Accept-Language": "en"})
        for _, text in said(answer.json):
            assert not re.search("[а-яё]", text)
            assert " is no " not in text
