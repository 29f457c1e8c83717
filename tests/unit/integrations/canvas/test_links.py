"""Where a list goes on: every allowed spelling of a link is understood, and what is not understood ends nothing."""

import pytest

from lmsync.errors import Refused
from lmsync.integrations.canvas.links import links_of

ASKED = "https://school.example/api/v1/courses/1/sections?per_page=100"
NEXT = "https://school.example/api/v1/courses/1/sections?page=2&per_page=100"


@pytest.mark.parametrize(
    "header",
    [
        f'<{NEXT}>; rel="next"',
        f"<{NEXT}>; rel=next",
        f"<{NEXT}>;rel=next",
        f"<{NEXT}>; rel='next'",
        f'<{NEXT}>; REL="NEXT"',
        f'<{NEXT}> ; rel = "next" ;',
        f'<{NEXT}>; rel="last next"',
        f'<{NEXT}>; rel="next https://example.org/rel"',
        f'<{NEXT}>; title="more, and <more>; rel=prev"; rel="next"',
        f'<{NEXT}>; title="a \\"quoted\\" word"; rel="next"',
        f'<{NEXT}>; rel="next"; title*=UTF-8\'\'%D1%8F; type="application/json"; crossorigin',
        f'<{NEXT}>; rel="next"; rel="prev"',
        f'<{NEXT}>; rel="next",<{ASKED}>; rel="current"',
        f'<{ASKED}>; rel="current" ,\t<{NEXT}>; rel="next"',
        f',, <{NEXT}>; rel="next", ,',
        f'<https://fonts.example>; rel=preconnect; crossorigin, <{NEXT}>; rel="next"',
        f'<{NEXT}>; rel="next", <https://fonts.example>; rel=preconnect',
        f'<{NEXT}>; rel="next", <{NEXT}>; rel="next"',
        f'<{NEXT}>; rel="next", what is this',
        f'what is this, <{NEXT}>; rel="next"',
        f'<https://x.example>; as=font, <{NEXT}>; rel="next"',
        '</api/v1/courses/1/sections?page=2&per_page=100>; rel="next"',
        '<//school.example/api/v1/courses/1/sections?page=2&per_page=100>; rel="next"',
        '<?page=2&per_page=100>; rel="next"',
        '<sections?page=2&per_page=100>; rel="next"',
        f'< {NEXT} >; rel="next"',
        '<http://school.example/api/v1/courses/1/sections?page=2&per_page=100>; rel="next"',
        '<http://School.example.:3000/api/v1/courses/1/sections?page=2&per_page=100>; rel="next"',
    ],
)
def test_a_next_page_is_found(header: str) -> None:
    assert links_of(header, ASKED)["next"] == NEXT


@pytest.mark.parametrize("query", ["a=1,2;b=3&page=2", "page=2&q=a, <b", "page=2&q=a%3E; rel=last", 'page=2&q="x"'])
def test_commas_and_semicolons_may_stand_in_an_address(query: str) -> None:
    address = f"https://school.example/x?{query}".replace("<", "%3C")
    header = f'<https://school.example/y>; rel="first", <{address}>; rel="next", <https://z.example>; rel="preload"'
    assert links_of(header)["next"] == address


@pytest.mark.parametrize(
    "header",
    [
        "",
        " , ",
        f'<{ASKED}>; rel="current",<{ASKED}>; rel="first"',
        "<https://fonts.example>; rel=preconnect",
        '</style.css>; rel="preload"; as=style; nopush, </script.js>; rel=modulepreload',
        f'<{NEXT}>; rel="next-archive"',
        f'<{NEXT}>; rel="prev"; title="next"',
    ],
)
def test_a_header_that_is_understood_and_names_no_next_page_is_an_end(header: str) -> None:
    assert "next" not in links_of(header, ASKED)


@pytest.mark.parametrize(
    "header",
    [
        "what is this",
        NEXT,
        f'{NEXT}; rel="next"',
        f"<{NEXT}>",
        f"<{NEXT}>; rel",
        f'<{NEXT}>; rel=""',
        f"<{NEXT}>; next",
        f'<{NEXT}>; rel="next',
        f"<{NEXT}>; rel='next last'",
        f'<{NEXT}> rel="next"',
        f'<{NEXT}; rel="next"',
        f'<{NEXT}>; rev="prev"',
        f"<{NEXT}>; rel*=UTF-8''next",
        f'<{NEXT}>; rel="next"; anchor="#elsewhere"',
        f'<{ASKED}>; rel="current", <{NEXT}>; rel "next"',
        f'<{ASKED}>; rel="current", {{"next": "{NEXT}"}}',
        f'<{NEXT}>; rel="next", <{NEXT}0>; rel="next"',
    ],
)
def test_a_header_that_is_not_understood_is_not_an_end(header: str) -> None:
    with pytest.raises(Refused, match="links_not_understood"):
        links_of(header, ASKED)


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/api/v1/courses/1/sections?page=2",
        "http://school.example/other?page=2",
        "http://name:password@school.example/api/v1/courses/1/sections?page=2",
        "http://school.example.elsewhere.example/api/v1/courses/1/sections?page=2",
    ],
)
def test_a_link_to_another_place_is_left_as_it_is_and_refused_where_it_is_asked(target: str) -> None:
    assert links_of(f'<{target}>; rel="next"', ASKED)["next"] == target
