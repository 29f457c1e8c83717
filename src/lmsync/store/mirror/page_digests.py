"""Digests of pages: what stood on a page last time, so that one that is as it was is not decoded again."""

import json
import sys
from collections.abc import Collection, Mapping

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from lmsync.crm_integration import ScopeKey
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of, upsert
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import changed_at_of, ids_present

SECOND_BYTES = 8
"""Behind a stored digest stands the second in which it was kept. A record that was changed later was changed by another
page, and the store no longer holds what this one said of it."""


class PagePlace(Struct, frozen=True):
    """Where a page stands, the same in every run."""

    scope: ScopeKey
    key: str


_DIGESTS = select(t.page_digest.c.parent, t.page_digest.c.page_key, t.page_digest.c.digest, t.page_digest.c.ids).where(
    t.page_digest.c.connection_id == bindparam("connection"),
    t.page_digest.c.kind == bindparam("kind"),
    one_of(t.page_digest.c.parent, "parents"),
    one_of(t.page_digest.c.page_key, "keys"),
)
_NEW_DIGEST = upsert(t.page_digest).values(
    {name: bindparam(name) for name in ("connection_id", "kind", "parent", "page_key", "digest", "ids")}
)
_KEEP_DIGEST = _NEW_DIGEST.on_conflict_do_update(
    index_elements=["connection_id", "kind", "parent", "page_key"],
    set_={"digest": _NEW_DIGEST.excluded.digest, "ids": _NEW_DIGEST.excluded.ids},
)
_DROP_DIGEST = delete(t.page_digest).where(
    t.page_digest.c.connection_id == bindparam("c"),
    t.page_digest.c.kind == bindparam("k"),
    t.page_digest.c.parent == bindparam("p"),
    t.page_digest.c.page_key == bindparam("key"),
)


def ids_of_unchanged_pages(tx: Tx, connection_id: int, pages: Mapping[PagePlace, bytes]) -> dict[PagePlace, list[str]]:
    """Ids on pages whose digest is unchanged and whose records are all still stored as they were then; `pages`: the digest
    of each."""
    unchanged: dict[PagePlace, list[str]] = {}
    for kind in {page.scope.kind for page in pages}:
        asked = {(page.scope.above, page.key): page for page in pages if page.scope.kind is kind}
        parents, keys = {parent for parent, _ in asked}, {key for _, key in asked}
        stored = tx.rows(_DIGESTS, connection=connection_id, kind=kind.value, parents=parents, keys=keys)
        same: dict[PagePlace, tuple[int, list[str]]] = {
            page: (int.from_bytes(digest[-SECOND_BYTES:], "big"), json.loads(ids))
            for parent, key, digest, ids in stored
            if (page := asked.get((parent, key))) is not None and pages[page] == digest[:-SECOND_BYTES]
        }
        changed_at = changed_at_of(tx, connection_id, kind, [number for _, ids in same.values() for number in ids])
        unchanged |= {
            page: ids
            for page, (kept_at, ids) in same.items()
            if all(changed_at.get(external_id, sys.maxsize) <= kept_at for external_id in ids)
        }
    return unchanged


_IDS_OF_PAGES = select(t.page_digest.c.ids).where(
    t.page_digest.c.connection_id == bindparam("connection"),
    t.page_digest.c.kind == bindparam("kind"),
    t.page_digest.c.parent == bindparam("parent"),
)


def ids_of_read_scope(tx: Tx, connection_id: int, scope: ScopeKey) -> list[str] | None:
    """What stood on the pages of a scope that was read whole, if all of it is still stored."""
    pages = tx.rows(_IDS_OF_PAGES, connection=connection_id, kind=scope.kind.value, parent=scope.above)
    ids = [external_id for (page_ids,) in pages for external_id in json.loads(page_ids)]
    return ids if pages and ids_present(tx, connection_id, scope.kind, ids).issuperset(ids) else None


def keep_digests(
    tx: Tx, connection_id: int, pages: Mapping[PagePlace, tuple[bytes, Collection[str]]], *, now: int
) -> None:
    """Remember pages that were applied whole: their digests, and who stands on them."""
    tx.run_many(
        _KEEP_DIGEST,
        [
            {
                "connection_id": connection_id,
                "kind": page.scope.kind.value,
                "parent": page.scope.above,
                "page_key": page.key,
                "digest": digest + now.to_bytes(SECOND_BYTES, "big"),
                "ids": json.dumps(list(ids)).encode(),
            }
            for page, (digest, ids) in pages.items()
        ],
    )


def forget_digest(tx: Tx, connection_id: int, page: PagePlace) -> None:
    """The page is decoded again the next time."""
    tx.run(_DROP_DIGEST, c=connection_id, k=page.scope.kind.value, p=page.scope.above, key=page.key)
