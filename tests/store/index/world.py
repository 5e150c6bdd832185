"""A tenant whose table is slow to agree with itself, a stream that a test delivers as it likes, and a naive oracle."""

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from bivelio_core import clock, ids
from bivelio_core.contacts.terms import BY_NAME, CONTACTS
from bivelio_core.context import Actor, Context
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import bits, columns, writer
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.head import SETTLING
from bivelio_core.store.index.layout import chunk_address, directory_address, summary_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.terms import LISTED, Term
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT, Kind, tenant_partition
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key, Put, Write
from bivelio_core.tenancy import Tenant

TENANT = Tenant("org_0000000000000000", "live")
LAG = SETTLING - 1.5


class LaggingTable(MemoryTable):
    """Eventually consistent reads answer, item by item, any state of the last LAG seconds.

    Changes of the items of one kind, contacts unless another is given, feed `stream`.
    """

    def __init__(self, seed: int = 0, kind: Kind = CONTACT) -> None:
        super().__init__()
        self.followed = tenant_partition(TENANT, kind)
        self.random = random.Random(seed)
        self.history: defaultdict[Key, list[tuple[float, Item | None]]] = defaultdict(list)
        self.of_partition: defaultdict[str, set[Key]] = defaultdict(set)
        self.stream: list[tuple[Any, Any]] = []
        self.before_write: Callable[[Write], None] = lambda _write: None

    def _write(self, write: Write) -> None:
        self.before_write(write)
        super()._write(write)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact."""
        for write in writes:
            self.before_write(write)
        super().transact(writes, token)

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many."""
        for item in items:
            self._write(Put(item))

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        for key in keys:
            self._write(Delete(key))

    def _carry_out(self, write: Write) -> None:
        key = Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key
        before = self._stored(key)
        super()._carry_out(write)
        after = None if isinstance(write, Delete) else self._stored(key)
        self.of_partition[key.pk].add(key)
        self.history[key].append((clock.epoch(), after))
        if key.pk == self.followed and before != after:
            self.stream.append((before, after))

    def _stale(self, key: Key) -> Item | None:
        states = self.history[key]
        oldest = 0
        for position, (when, _) in enumerate(states):
            if when <= clock.epoch() - LAG:
                oldest = position
        if states and states[0][0] > clock.epoch() - LAG:
            return self.random.choice([None, *(item for _, item in states)])
        return self.random.choice([item for _, item in states[oldest:]]) if states else None

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        return super().get(key) if consistent else self._stale(key)

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        if consistent:
            return super().get_many(keys)
        return {key: item for key in keys if (item := self._stale(key)) is not None}

    def query(
        self,
        pk: str,
        *,
        low: str | None = None,
        high: str | None = None,
        prefix: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        consistent: bool = False,
    ) -> list[Item]:
        """See Table.query."""
        if consistent:
            return super().query(pk, low=low, high=high, prefix=prefix, descending=descending, limit=limit)
        known = sorted(self.of_partition[pk]) if pk in self.of_partition else []
        inside = [
            key
            for key in known
            if (low is None or key.sk >= low)
            and (high is None or key.sk <= high)
            and (prefix is None or key.sk.startswith(prefix))
        ]
        found = [item for key in inside if (item := self._stale(key)) is not None]
        return (found[::-1] if descending else found)[:limit]


class World:
    """One organisation's contacts, of which so many as `patience` wait for company before they are indexed."""

    def __init__(self, table: LaggingTable | None = None, seed: int = 0, patience: int = 0) -> None:
        self.patience = patience
        self.table = LaggingTable(seed) if table is None else table
        self.store = TenantStore(self.table, TENANT)
        self.random = random.Random(seed)
        self.now = datetime(2026, 4, 7, 12, tzinfo=UTC)
        self.delivered = 0
        self.ctx = Context(TENANT, Actor("system", "test"), frozenset({"admin"}), "req", "en", self.store)

    def at(self) -> AbstractContextManager[None]:
        """Stop the clock at the world's time."""
        return clock.frozen(self.now)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def deliver(self, count: int | None = None) -> None:
        """Hand the next changes of the stream to the index."""
        end = len(self.table.stream) if count is None else min(self.delivered + count, len(self.table.stream))
        self.index(self.table.stream[self.delivered : end])
        self.delivered = end

    def replay(self, start: int, end: int) -> None:
        """Hand over changes that have been handed over before."""
        self.index(self.table.stream[start:end])

    def index(self, changes: Sequence[tuple[Any, Any]]) -> None:
        """What the consumer does with a batch."""
        with self.at(), patch.object(writer, "WAITING_ITEMS", self.patience):
            touched = [difference(CONTACTS, before, after) for before, after in changes]
            if touched:
                bring_up_to_date(self.store, CONTACTS, touched, gather=in_order)

    def contacts(self) -> list[dict[str, Any]]:
        """All contact items, newest first."""
        return MemoryTable.query(self.table, f"{TENANT.business}#CT", descending=True)

    def index_items(self) -> dict[Key, Any]:
        """All bitmaps and counts of the index, without versions and times; empty ones left out."""
        found = {}
        for pk, partition in self.table._partitions.items():
            if "#IX#" in pk:
                for sk, item in partition.items.items():
                    if "b" in item and item["b"] not in (b"\0", b""):
                        found[Key(pk, sk)] = (item["b"], item.get("high"))
        return found

    def truth(self) -> dict[Key, bytes]:
        """What `index_items` has to hold, by the terms of every contact."""
        members: defaultdict[tuple[Term, int], int] = defaultdict(int)
        names: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for item in self.contacts():
            sequence = ids.decode_sequence(item["SK"])
            if "archived_at" not in item:
                names[sequence // 64][sequence % 64] = plain(item["name"]).strip()[:60]
            for term in CONTACTS.terms_of(item):
                if not term.field.is_column:
                    members[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
        counts: defaultdict[Term, dict[int, int]] = defaultdict(dict)
        for (term, chunk), bitmap in members.items():
            counts[term][chunk] = bitmap.bit_count()
        right = {chunk_address(CONTACTS, *at): bits.encode(bitmap) for at, bitmap in members.items()}
        for term, found in counts.items():
            if term.field.has_directory:
                where = summary_address(CONTACTS) if term == LISTED else directory_address(CONTACTS, term)
                right[where] = bits.encode_counts(bits.counts_in_order(found))
        for block, those in names.items():
            raw = columns.encode(those.get(at, "").encode() for at in range(64))
            right[chunk_address(CONTACTS, BY_NAME.target, block)] = raw
        return {address.key(self.store, CONTACTS): raw for address, raw in right.items()}

    def expected(
        self,
        search: str | None = None,
        type: str | None = None,  # noqa: A002
        tags: Sequence[str] = (),
        wanted: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """The naive answer: every contact looked at."""
        return [
            item
            for item in self.contacts()
            if "archived_at" not in item
            and (type is None or item["type"] == type)
            and set(tags) <= set(item["tags"])
            and found_by(item, search or "")
            and (wanted is None or meets(item, wanted, self.now.date().isoformat()))
        ]


def public(world: World, item: dict[str, Any]) -> str:
    """The id a contact is known by."""
    return resources.public_id(CONTACT, world.ctx.organisation, item)


# The oracle of searches: decision 28, said with plain strings and none of the index's code.


def plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "·•∙⋅‧").casefold()
    return (
        text.translate(str.maketrans("łøđðħ\u0131", "loddhi")).replace("æ", "ae").replace("œ", "oe").replace("þ", "th")
    )


def plain_words(text: str) -> set[str]:
    text = re.sub(r"\b[^\W\d_]([.&][^\W\d_])+\b", lambda found: re.sub("[.&]", "", found[0]), plain(text))
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return {word[:32] for word in words if len(word) > 1}


def is_long_number(word: str) -> bool:
    digits = sum(c.isdecimal() for c in word)
    letters_first = len(re.split(r"[\W\d_]", word, maxsplit=1)[0])
    return digits >= 5 and letters_first <= 3


def found_by(item: dict[str, Any], search: str) -> bool:
    holds = plain_words(item["name"])
    for name in ("nif", "cif", "vat"):
        if isinstance(item["custom_fields"].get(name), str):
            holds |= plain_words(item["custom_fields"][name])
    if item.get("email"):
        local_and_domain = plain(item["email"]).rpartition(".")[0]
        holds |= {run[:32] for run in re.findall(r"[^\W\d_]+", local_and_domain) if len(run) > 1}
    if item.get("phone_e164"):
        home = item["phone_e164"].removeprefix("+34")
        holds |= {home} if home.isdecimal() else {home[1:], home.removeprefix("+44")}
    return all(any(begins(word, wanted) for word in holds) for wanted in plain_words(search))


def begins(word: str, wanted: str) -> bool:
    if not word.startswith(wanted):
        return wanted.startswith("34") and len(wanted) >= 6 and word.startswith(wanted[2:]) and is_long_number(word)
    return len(wanted) >= 4 or not is_long_number(word)


# The oracle of filters: the meaning of each operator, on the item's own fields.


def meets(item: dict[str, Any], wanted: dict[str, Any], today: str) -> bool:
    match wanted:
        case {"and": parts}:
            return all(meets(item, part, today) for part in parts)
        case {"or": parts}:
            return any(meets(item, part, today) for part in parts)
        case {"not": part}:
            return not meets(item, part, today)
    values = values_of(item, wanted["field"])
    match wanted:
        case {"empty": is_empty}:
            return bool(is_empty) is not bool(values)
        case {"equals": value}:
            return compared(wanted["field"], value) in values
        case {"in": several}:
            return not values.isdisjoint(compared(wanted["field"], value) for value in several)
        case {"begins": beginning}:
            return any(value.startswith(compared(wanted["field"], beginning)) for value in values)
        case {"range": {"last_days": count}}:
            first = date.fromisoformat(today) - timedelta(days=count - 1)
            return any(first.isoformat() <= value[:10] <= today for value in values)
        case {"range": ends}:
            return any(ends.get("from", "") <= value[:10] <= ends.get("to", "9999") for value in values)
    raise ValueError(wanted)


def values_of(item: dict[str, Any], field: str) -> set[str]:
    match field:
        case "tags":
            return set(item["tags"])
        case "city":
            return {compared("city", place["city"]) for place in item.get("addresses", ()) if place.get("city")}
        case "consent":
            return {each["channel"] for each in item.get("consents", ()) if not each.get("withdrawn_at")}
        case "tax_id":
            return {item["tax_id"]["number"]} if item.get("tax_id") else set()
        case "email":
            further = [each["address"] for each in item.get("emails", ())]
            return {compared("email", address) for address in (item.get("email"), *further) if address}
    return {compared(field, item[field])} if item.get(field) else set()


def compared(field: str, value: str) -> str:
    return plain(value).strip() if field in ("city", "email") else value
