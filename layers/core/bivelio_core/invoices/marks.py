"""When the sweeper looks at an invoice: to make a PDF that a function died over, or when it becomes overdue.

An invoice has one mark in the sparse index, written with the change that it follows from; none when nothing is to come.
"""

from datetime import date, timedelta, tzinfo
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import days
from .rules import TRANSITIONS

SHARDS = 4
PREFIX = "INV#DUE#"
PDF_AWAITED = timedelta(minutes=2)
"""How long the PDF of a change may take: longer than the function that makes the change runs."""

MARK = ("GSI1PK", "GSI1SK")


def partition(shard: int) -> str:
    """The key in GSI1 of the marks of a shard."""
    return f"{PREFIX}{shard}"


def waiting(sk: str) -> dict[str, str]:
    """The mark of an invoice whose PDF is being made."""
    return _mark(sk, clock.stamp(clock.now() + PDF_AWAITED))


def may_become_overdue(main: Item) -> bool:
    """Whether an invoice is one that its day of payment can pass by."""
    return main["status"] in TRANSITIONS["overdue"] and "due_date" in main and not main.get("sample")


def overdue(main: Item, zone: tzinfo) -> dict[str, str]:
    """The mark of an invoice that is still to become overdue, at its organisation's midnight; empty otherwise."""
    if not may_become_overdue(main):
        return {}
    return _mark(main["SK"], clock.stamp(days.end_of(date.fromisoformat(main["due_date"]), zone)))


def with_mark(attributes: dict[str, Any], mark: dict[str, str]) -> dict[str, Any]:
    """The attributes of an item with this mark and no other."""
    return {**{name: value for name, value in attributes.items() if name not in MARK}, **mark}


def _mark(sk: str, at: str) -> dict[str, str]:
    return {"GSI1PK": partition(sum(sk.encode()) % SHARDS), "GSI1SK": at}
