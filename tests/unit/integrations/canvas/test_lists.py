"""What of an answer is a list: an object without the list that was asked for is not an empty one."""

import pytest

from lmsync.errors import Refused
from lmsync.integrations.canvas.rest import listed


@pytest.mark.parametrize(
    "body", [b"{}", b'{"message":"moved"}', b'{"rows":null}', b'{"rows":{}}', b'{"rows":[],"errors":[]}', b"[]"]
)
def test_an_object_without_its_list_is_not_an_empty_list(body: bytes) -> None:
    with pytest.raises(Refused):
        listed(body, "rows")


@pytest.mark.parametrize("body", [b"{}", b'{"errors":[]}', b'{"id":"1"}'])
def test_an_object_is_not_a_list(body: bytes) -> None:
    with pytest.raises(Refused):
        listed(body, None)


def test_the_list_of_an_object_stands_under_its_key() -> None:
    assert listed(b'{"rows":[],"meta":{}}', "rows") == []
    assert len(listed(b'{"rows":[{"id":"1"},null]}', "rows")) == 2
