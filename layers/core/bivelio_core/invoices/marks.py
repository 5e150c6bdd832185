"""Mark when the sweeper must look at an invoice: to finish an interrupted PDF, or because it becomes overdue.

An invoice has at most one mark in the sparse index, written together with the change that causes it, and none when
nothing is pending.
"""

from datetime import date, timedelta, tzinfo
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import days, figures
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
    return _mark(sk, clock.stamp(clock.real_now() + PDF_AWAITED))


def may_become_overdue(main: Item) -> bool:
    """Tell whether an invoice can become overdue."""
    return main["status"] in TRANSITIONS["overdue"] and "due_date" in main and not main.get("sample")


def overdue_day(main: Item) -> date:
    """Return the day with whose end an invoice becomes overdue: that of its earliest unpaid part."""
    return date.fromisoformat(figures.next_due(main) or main["due_date"])


def overdue(main: Item, zone: tzinfo) -> dict[str, str]:
    """Return the mark of an invoice that may become overdue, at its organisation's midnight; empty otherwise."""
    if not may_become_overdue(main):
        return {}
    return _mark(main["SK"], clock.stamp(clock.real(days.end_of(overdue_day(main), zone))))


def with_mark(attributes: dict[str, Any], mark: dict[str, str]) -> dict[str, Any]:
    """The attributes of an item with this mark and no other."""
    return {**{name: value for name, value in attributes.items() if name not in MARK}, **mark}


def _mark(sk: str, at: str) -> dict[str, str]:
    return {"GSI1PK": partition(sum(sk.encode()) % SHARDS), "GSI1SK": at}
