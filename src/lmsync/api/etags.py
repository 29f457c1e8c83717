"""ETags: what names the bytes of an answer, and whether a client has them already."""

import hashlib


def etag_of(body: bytes) -> bytes:
    return b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'


def is_among(wanted: bytes, etag: bytes) -> bool:
    """Whether an `If-None-Match` names it."""
    tags = {tag.strip().removeprefix(b"W/") for tag in wanted.split(b",")}
    return etag in tags or b"*" in tags
