"""The terms of declared fields in the index of contacts, and the criteria by which contacts are found by them.

A definition needs no release: all fields share three fields of the index, in which the name of a field is before its
value.

* `cf`, a facet: `sector=retail` for what is chosen from few values, and `sector` for each contact that has a value.
* `cfr`, by range, as days.py has days and numbers.py numbers: a fine term for the value, a coarse one for its month or
  the first two digits of a number, so that any range is three selectors.
* a column for each field of texts, of one choice, and of yes or no: what contacts are sorted by.
* `cft`, by prefix: texts, folded as words are. Two characters before each spread the values of a field over partitions
  by how they begin.

Terms depend on the definitions, so who writes the index has them from this module (`of_tenant`).
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bivelio_core.store.codec import Item, same
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.columns import LONGEST_KEY, Column
from bivelio_core.store.index.numbers import number_texts
from bivelio_core.store.index.terms import Indexed, Term
from bivelio_core.store.index.words import folded_text
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.ttl_cache import TtlCache

from . import definitions
from .definitions import Definition, Definitions

FACET, RANGE, TEXT = index_terms.facet("cf"), index_terms.day("cfr"), index_terms.text("cft")
FIELDS = (FACET, RANGE, TEXT)
ORDER = index_terms.column("order")
"""The columns of what contacts are sorted by: their names, and declared fields."""

CHOSEN = frozenset({"select", "multi_select", "boolean", "relation"})
NUMBERS = frozenset({"number", "currency"})
TEXTS = frozenset({"text", "url", "phone", "tax_number"})
IN_COLUMNS = TEXTS | {"select", "boolean"}
"""The types of fields whose values are in a column; those of numbers and dates are in order by themselves."""

RECENT_SECONDS, REMEMBERED = 20, 1_000
"""For how long the index is written by definitions that were read, and of how many organisations."""

LONGEST_FACET = 100
COMPARED, SPREAD, DIGEST = 48, 2, 12
"""By how many characters texts are found, and by how many they are spread; what stands for the rest of a longer one."""

_recent: TtlCache[Indexed] = TtlCache(RECENT_SECONDS, REMEMBERED)


def of_tenant(indexed: Indexed, store: TenantStore) -> Indexed:
    """The index of contacts with the terms of the fields that a tenant has declared, as of some seconds ago at most."""
    return _recent.get(store.tenant.configuration, lambda: bound(indexed, definitions.read(store)))


def of_change(indexed: Indexed, store: TenantStore, before: Item, after: Item | None) -> Indexed:
    """The index by which a change of a contact is announced; nothing is read for one that leaves custom fields alone.

    Who changes them has read the definitions to check them.
    """
    if after is None or same(before["custom_fields"], after["custom_fields"]):
        return indexed
    return bound(indexed, definitions.current(store))


def bound(indexed: Indexed, declared: Definitions) -> Indexed:
    """The index of contacts with the terms of declared fields."""
    fields, base = declared.indexed(), indexed.terms
    if not fields:
        return indexed

    def terms(item: Item) -> Iterator[Term]:
        yield from base(item)
        for definition in fields:
            yield from terms_of(definition, item["custom_fields"].get(definition.name))

    return replace(indexed, terms=terms)


def forget() -> None:
    """Drop what this process knows; for tests."""
    _recent.clear()


def terms_of(definition: Definition, value: Any) -> Iterator[Term]:
    """The terms of a value. One that is older than the definition, and none of its type, has the term of any value."""
    if value is None:
        return
    yield Term(FACET, definition.name)
    if key := sort_text(definition, value):
        yield column_of(definition).term(key)
    yield from _value_terms(definition, value)


def _value_terms(definition: Definition, value: Any) -> Iterator[Term]:
    name = definition.name
    if definition.type in CHOSEN:
        for choice in value if isinstance(value, list) else [value]:
            if (text := facet_text(choice)) is not None:
                yield Term(FACET, f"{name}={text}")
    elif definition.type == "date":
        from .values import date_of  # noqa: PLC0415 - only for such a field

        if (day := date_of(value)) is not None:
            yield from (Term(RANGE, f"{name}={each.text}") for each in index_days.day_terms(RANGE, day))
    elif definition.type in NUMBERS:
        from .values import decimal_of  # noqa: PLC0415 - only for such a field

        if (number := decimal_of(value)) is not None:
            yield from (Term(RANGE, f"{name}={each}") for each in number_texts(number))
    elif isinstance(value, str) and folded(definition, value):
        yield Term(TEXT, text_term(definition, value))


def column_of(definition: Definition) -> Column:
    """The column of a field."""
    return Column(ORDER, f"cf={definition.name}")


def sort_text(definition: Definition, value: Any) -> str | None:
    """What a value is sorted by in a column; None if it is in none, or none of the field's type."""
    if definition.type in TEXTS:
        return folded(definition, value)[:LONGEST_KEY] if isinstance(value, str) else None
    return facet_text(value) if definition.type in IN_COLUMNS else None


def facet_text(choice: Any) -> str | None:
    """A chosen value as a term has it; None for what is none."""
    if isinstance(choice, bool):
        return "true" if choice else "false"
    return choice if isinstance(choice, str) and 0 < len(choice) <= LONGEST_FACET else None


def text_term(definition: Definition, value: str) -> str:
    """The term of a whole text."""
    whole = folded(definition, value)
    rest = "" if len(whole) <= COMPARED else "\x1f" + hashlib.sha256(whole.encode()).hexdigest()[:DIGEST]
    return text_beginning(definition, whole[:COMPARED]) + rest


def text_beginning(definition: Definition, beginning: str) -> str:
    """How the terms of texts begin that begin so: folded, with two characters at least."""
    name = definition.name
    spread = zlib.crc32(f"{name}={beginning[:SPREAD]}".encode()) % 10**SPREAD
    return f"{spread:0{SPREAD}d}{name}={beginning}"


def folded(definition: Definition, value: str) -> str:
    """A text as it is compared: without accents, case and further spaces, and without how URLs begin."""
    text = folded_text(value)
    if definition.type == "url":
        text = text.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return text
