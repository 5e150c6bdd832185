"""Terms that remain in the index when nothing has them any more: an empty bitmap still has its term as its key."""

from contextlib import suppress

from bivelio_core import domain
from bivelio_core.store import keys
from bivelio_core.store.codec import Item, decode_item
from bivelio_core.store.index import bits, layout
from bivelio_core.store.index.terms import EVERY, TermField
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, equals

from .erasures import Subject
from .organisations import Progress, Steps


def erase_terms(table: StoredTable, _job: Item, _subject: Subject, after: str, store: TenantStore) -> Steps:
    """Delete the empty bitmaps, directories and columns of terms; who writes one meanwhile writes it again."""
    indexes = domain.declared_parts().indexes
    for kind, indexed in sorted(indexes.items(), key=lambda each: each[0].partition):
        for field, rest in sorted(layout.places(indexed()), key=lambda each: each[1]):
            place = "#".join(rest)
            if field is EVERY or f"{kind.partition}|{place}" <= after:
                continue
            count = 0
            for page in table.pages(keys.tenant_partition(store.tenant, keys.index_of(kind), *rest)):
                for item in map(decode_item, page):
                    if _is_empty(field, item):
                        count += _delete(store, item)
            yield Progress(f"{kind.partition}|{place}", count)


def _is_empty(field: TermField, item: Item) -> bool:
    if field.is_column:
        return not item["b"]
    return not (bits.decode_counts(item["b"]) if item["SK"].endswith("#~") else bits.decode(item["b"]))


def _delete(store: TenantStore, item: Item) -> int:
    with suppress(ConditionFailed):
        store.table.delete(Key(item["PK"], item["SK"]), equals("v", item["v"]))
        return 1
    return 0
