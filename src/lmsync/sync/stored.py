"""What is stored of the scopes of a run, and what of it was not seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lmsync.crm_integration import Extent, Scope
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.mirror import stored
from lmsync.sync.ledger import Ledger
from lmsync.sync.receipt import ScopeReceipt

SCOPES_PER_QUESTION = 50


class StoredKnown:
    """What is stored, as an integration may ask for it."""

    def __init__(self, tx: Tx, connection_id: int) -> None:
        self._tx = tx
        self._connection_id = connection_id

    def ids(self, kind: Kind, *, parent: str | None = None) -> Sequence[str]:
        return self.ids_in(Scope.all_of(kind) if parent is None else Scope.within(kind, Kind.COURSE, parent))

    def ids_in(self, scope: Scope) -> Sequence[str]:
        return stored.ids_in_scope(self._tx, self._connection_id, scope)

    def ids_by_course(self, kind: Kind, prefix: str) -> Mapping[str, Sequence[str]]:
        return stored.ids_by_course(self._tx, self._connection_id, kind, prefix)

    def each(self, kind: Kind) -> Iterable[str]:
        return stored.each_in_scope(self._tx, self._connection_id, Scope.all_of(kind))

    def count(self, kind: Kind) -> int:
        return stored.count_present(self._tx, self._connection_id, kind)

    def count_by_course(self, kind: Kind) -> Mapping[str, int]:
        return stored.count_by_course(self._tx, self._connection_id, kind)


def compare(tx: Tx, ledger: Ledger, ended: Sequence[ScopeReceipt]) -> None:
    """Note what is stored of scopes that were read to their end, and was not seen."""
    whole = [receipt for receipt in ended if receipt.end_seen and not receipt.is_increment]
    for receipt, ids in stored_of(tx, ledger, whole):
        receipt.compare(ids)


def stored_of(tx: Tx, ledger: Ledger, receipts: Sequence[ScopeReceipt]) -> Iterator[tuple[ScopeReceipt, Iterable[str]]]:
    """What is stored of each scope; asked for many scopes at a time, and few enough to hold in memory."""
    of_parents: dict[tuple[Kind, Kind], list[ScopeReceipt]] = {}
    for receipt in receipts:
        scope = receipt.scope
        if scope.parent_kind is not None and scope.extent is Extent.WITHIN:
            of_parents.setdefault((scope.kind, scope.parent_kind), []).append(receipt)
        else:
            yield receipt, stored.each_in_scope(tx, ledger.connection_id, scope)
    for (kind, parent_kind), alike in of_parents.items():
        for start in range(0, len(alike), SCOPES_PER_QUESTION):
            part = alike[start : start + SCOPES_PER_QUESTION]
            parents = [str(receipt.scope.parent) for receipt in part]
            ids = stored.ids_by_parent(tx, ledger.connection_id, kind, parent_kind, parents)
            yield from ((receipt, ids[str(receipt.scope.parent)]) for receipt in part)
