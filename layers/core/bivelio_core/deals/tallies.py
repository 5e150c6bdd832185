"""How many deals are in each stage and what they amount to, of all and of each owner: exact at any time.

    T#DLT / <owner, or ->#<pipeline>#<stage>#<currency>    count, amount

The transaction that writes a deal adds what it changes, so a tally is the sum of the deals that are there. Amounts are
whole numbers of the smallest unit of their currency. Deals that are archived count nowhere.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.invoices.currencies import decimals_of
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DEAL_TALLY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, UpdateWrite

ALL = "-"
"""In place of an owner: the tally of all deals."""


class Tally(NamedTuple):
    """The deals in a stage with one currency: how many, and what they amount to in its smallest unit."""

    pipeline: str
    stage: str
    currency: str
    deals: int
    units: int

    @property
    def amount(self) -> Decimal:
        """The sum in the currency."""
        return Decimal(self.units).scaleb(-decimals_of(self.currency))


def changes(store: TenantStore, before: Item | None, after: Item | None) -> list[UpdateWrite]:
    """The writes that bring the tallies in line with a change of a deal; None stands for one that is not there."""
    old, new = counted(before), counted(after)
    adding = {
        sk: {"count": (sk in new) - (sk in old), "amount": new.get(sk, 0) - old.get(sk, 0)}
        for sk in sorted(old.keys() | new.keys())
    }
    return [store.update_write(DEAL_TALLY, sk, Update(add=add)) for sk, add in adding.items() if any(add.values())]


def of_owner(store: TenantStore, owner: str | None) -> list[Tally]:
    """The tallies of an owner, of all without one, strongly consistent."""
    items = store.query(DEAL_TALLY, prefix=f"{owner or ALL}#", consistent=True)
    return [_tally(item) for item in items if item["count"]]


def _tally(item: Item) -> Tally:
    _, pipeline, stage, currency = item["SK"].split("#")
    return Tally(pipeline, stage, currency, item["count"], item["amount"])


def of_deals(deals: Iterable[Item]) -> list[Tally]:
    """The tallies of these deals, archived or not."""
    counts: Counter[tuple[str, str, str]] = Counter()
    units: Counter[tuple[str, str, str]] = Counter()
    for deal in deals:
        place = (deal["pipeline_id"], deal["stage_id"], deal["currency"])
        counts[place] += 1
        units[place] += _units(deal)
    return [Tally(*place, count, units[place]) for place, count in sorted(counts.items())]


def counted(deal: Item | None) -> dict[str, int]:
    """What a deal counts with, in the smallest unit of its currency, by the sort key of the tally: nowhere archived."""
    if deal is None or deal["archived"]:
        return {}
    owners = [ALL, *([deal["owner_id"]] if "owner_id" in deal else [])]
    place = f"{deal['pipeline_id']}#{deal['stage_id']}#{deal['currency']}"
    return {f"{owner}#{place}": _units(deal) for owner in owners}


def _units(deal: Item) -> int:
    return int(Decimal(deal.get("amount", "0")).scaleb(decimals_of(deal["currency"])))
