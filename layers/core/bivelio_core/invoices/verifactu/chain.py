"""Verify a chain of records: each hash matches its record's fields, and each record names the previous one.

There is one chain for each issuer in an installation (Orden HAC/1177/2024, article 7): a new installation, such as that
of a restored copy, begins another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .hashing import valid_hashes
from .shapes import Record, Reference

Reason = Literal["hash", "hash_type", "first", "not_first", "previous", "previous_hash", "missing"]
"""Why a record breaks the chain: its hash is not that of its fields; its hash is of an unknown type; it is the first of
its chain and does not say so; it says so and is not; it names another record before it; it names another hash of it;
there is none in its place."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first record that breaks its chain."""

    position: int
    """Among all records, from 0."""
    record: Record | None
    """None where it is missing."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """The number of records checked, and the first broken one, if any."""

    records: int
    broken: Broken | None

    @property
    def is_unbroken(self) -> bool:
        """Whether every record is right."""
        return self.broken is None


def verify(records: Iterable[Record | None], *, is_whole: bool = True, before: Iterable[Record] = ()) -> Verdict:
    """Recompute the hashes and follow the links, up to the first record that is broken.

    Records are in the order of their making; those of several issuers and installations may be mixed. With `is_whole`
    the first one of each has to be the first of its chain; without, it may follow records that are not here. `before`
    has records that these follow, whose own hashes were verified. None in the place of a record says that it is
    missing.
    """
    last = {(each.issuer_nif, each.installation): each.reference for each in before}
    count = 0
    for position, record in enumerate(records):
        count += 1
        if record is None:
            return Verdict(count, Broken(position, None, "missing"))
        own = record.issuer_nif, record.installation
        if reason := _broken(record, last.get(own), is_whole=is_whole):
            return Verdict(count, Broken(position, record, reason))
        last[own] = record.reference
    return Verdict(count, None)


def is_intact(record: Record) -> bool:
    """Tell whether the hash of a record is that of its fields, whatever stands before it."""
    return record.hash in set(valid_hashes(record.names, record.fields))


def _broken(record: Record, before: Reference | None, *, is_whole: bool) -> Reason | None:
    """Return what is wrong with a record after another one of its issuer; None when nothing is."""
    if record.hash_type != "01":
        return "hash_type"
    if not is_intact(record):
        return "hash"
    if before is None:
        return _broken_start(record, is_whole=is_whole)
    if record.is_first or record.previous is None:
        return "not_first"
    if record.previous.hash != before.hash:
        return "previous_hash"
    return None if record.previous == before else "previous"


def _broken_start(record: Record, *, is_whole: bool) -> Reason | None:
    if record.previous is None:
        return None if record.is_first else "first"
    return "first" if is_whole or record.is_first else None
