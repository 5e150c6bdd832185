"""Numbers that are given once, and counts, after items came back: none is given again, none is too low.

Each of these steps may be repeated: a number is only ever raised.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.credits import claims
from bivelio_core.credits.balance import Balance
from bivelio_core.credits.plans import BALANCE_SK
from bivelio_core.deals import tallies as deal_tallies
from bivelio_core.invoices.series import STATE_SK
from bivelio_core.store import keys
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.holding_parts import SPLIT
from bivelio_core.store.holdings import Holder
from bivelio_core.store.keys import Kind
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals
from bivelio_core.tenancy import Tenant

from .prepared import Place


class Raised(NamedTuple):
    """A number that was raised, and to what."""

    what: str
    number: int


def raise_all(place: Place, holder: Holder) -> Iterator[Raised]:
    """Raise what an organisation's numbers go on from, in the table in use, which `holder` is of."""
    organisation = holder.organisation
    live = TenantStore(DynamoTable(place.live.client, place.live.name), Tenant(organisation, "live"))
    for kind in keys.all_kinds():
        if kind.is_listed:
            yield from _sequence(place, live, kind)
    for _, (series, year) in SPLIT[keys.INVOICE_NUMBER](holder.view("live"), ""):
        yield from _series(live, series, year)
    yield from _cases(live)
    _recount_deals(live)
    if place.is_without_balance:
        yield from _ledger(live)
    for environment in ("live", "sandbox"):
        _recount(place.live, Tenant.at(organisation, environment))


def _sequence(place: Place, live: TenantStore, kind: Kind) -> Iterator[Raised]:
    """The last number of a list: the ids of what has been made since are not given again."""
    key = live.key(keys.index_of(kind), keys.SEQUENCE_SK, kind.partition)
    numbers = [int(item["last"]) for table in (place.copy, place.live) if (item := table.get(key)) is not None]
    newest = live.query(kind, descending=True, limit=1, consistent=True)
    last = max([*numbers, *(ids.decode_sequence(item["SK"]) for item in newest)], default=0)
    if not last:
        return
    lower = any_of(absent("last"), compare("last", "<", last))
    if kind is keys.CONTACT and not live.tenant.is_sandbox:
        _declare(live)
    if _changed(live, keys.index_of(kind), keys.SEQUENCE_SK, Update(set={"last": last}), lower, kind.partition):
        yield Raised(f"{kind.name}s", last)


def _declare(live: TenantStore) -> None:
    """Have whoever makes a contact know of the declared fields that came back (contacts/custom/definitions.py)."""
    if (item := live.get(keys.CONTACT_FIELD, "-")) is not None:
        live.transact([live.declared_write(keys.CONTACT, item["revision"])])


def _series(live: TenantStore, series: str, year: str) -> Iterator[Raised]:
    """The numbers of a series: those that invoices have are final, or of their drafts."""
    state = live.get(keys.INVOICE_NUMBER, STATE_SK, series, year)
    numbers = [item for item in live.query(keys.INVOICE_NUMBER, series, year, consistent=True) if item["SK"].isdigit()]
    if state is None or not numbers:
        return
    issued = max((int(item["SK"]) for item in numbers if item["final"]), default=state["issued"])
    last = max(int(item["SK"]) for item in numbers)
    if issued <= state["issued"] and last <= state["last"]:
        return
    highest = max(last, issued, int(state["last"]))
    after = {
        "issued": max(issued, state["issued"]),
        "last": highest,
        "free": [number for number in state["free"] if number > issued],
        "version": state["version"] + 1,
    }
    lower = compare("version", "<", after["version"])
    if _changed(live, keys.INVOICE_NUMBER, STATE_SK, Update(set=after), lower, series, year):
        yield Raised(f"{series}-{year}", highest)


def _cases(live: TenantStore) -> Iterator[Raised]:
    """The last number of each year, by the cases that there are."""
    latest: dict[str, int] = {}
    for case in live.query(keys.CASE):
        _, year, number = str(case["number"]).split("-")
        latest[year] = max(latest.get(year, 0), int(number))
    for year, last in latest.items():
        lower = any_of(absent("last"), compare("last", "<", last))
        if _changed(live, keys.CASE_NUMBER, year, Update(set={"last": last}), lower):
            yield Raised(f"CAS-{year}", last)


def _recount_deals(live: TenantStore) -> None:
    """Have each tally of deals say what the deals that there are come to: some came back, others were removed."""
    tallies = {item["SK"]: item for item in live.query(keys.DEAL_TALLY, consistent=True)}
    counts: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for deal in live.query(keys.DEAL, consistent=True):
        for sk, amount in deal_tallies.counted(deal).items():
            counts[sk] += 1
            units[sk] += amount
    for sk in tallies.keys() | counts.keys():
        former = tallies.get(sk)
        same = absent() if former is None else all_of(*(equals(name, former[name]) for name in ("count", "amount")))
        if former is None or (former["count"], former["amount"]) != (counts[sk], units[sk]):
            _changed(live, keys.DEAL_TALLY, sk, Update(set={"count": counts[sk], "amount": units[sk]}), same)


def _ledger(live: TenantStore) -> Iterator[Raised]:
    """A balance that came back goes on from the newest entry of the ledger, with what that says is left."""
    item = live.get(keys.CREDIT_BALANCE, BALANCE_SK)
    newest = live.query(keys.CREDIT_ENTRY, descending=True, limit=1, consistent=True)
    if item is None or "last" not in item or not newest:
        return
    last, available = ids.decode_sequence(newest[0]["SK"]), int(newest[0]["balance_after"])
    balance = Balance.of(item)
    if item.get(claims.ENTERED, balance.last) >= last:
        return
    monthly = min(balance.monthly, available)
    numbers = dict.fromkeys(("last", claims.CLAIMED, claims.ENTERED), last)
    after = {**numbers, "monthly": monthly, "extra": available - monthly}
    change = Update(set=after, remove=[claim.name for claim in claims.of(item)])  # the ledger has them by now
    if _changed(live, keys.CREDIT_BALANCE, BALANCE_SK, change, equals("last", balance.last)):
        yield Raised("credit ledger", last)


def _changed(live: TenantStore, kind: Kind, sk: str, update: Update, lower: Condition, *rest: str) -> bool:
    """Raise a number unless it is as high by now; whether it was raised."""
    try:
        live.update(kind, sk, update, *rest, condition=lower)
    except ConditionFailed:
        return False
    return True


def _recount(table: StoredTable, tenant: Tenant) -> None:
    """Have limited resources counted anew with the next creation (store/limits.py): a counter that is missing is."""
    partition = keys.tenant_partition(tenant, keys.LIMIT)
    table.delete([*table.keys(partition)])
