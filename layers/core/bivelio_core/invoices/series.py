"""The numbers of a series in the table: an item for each number in use, and one for the series' state.

    T#INN#<series>#<year> / <number>   the invoice that has the number, and whether it is final
    T#INN#<series>#<year> / STATE      numbering.State
    T#INN / TURNS                      whose turn it is (store/turns.py)
    T#INN / SERIES#<series>#<year>     names the partition, for who has to find all of them (store/holding_parts.py)

They are written in the transaction of the invoice: the number on condition that no invoice has it, the state on
condition that it is unchanged since it was read. Therefore every assigned number belongs to an invoice.
"""

import time
from collections.abc import Iterator, Mapping

from bivelio_core.store import turns
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_NUMBER
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key, Put, Write, absent, equals

from .numbering import SeriesYear, State

STATE_SK = "STATE"
NAMED = "SERIES"
NUMBER_DIGITS = 8
WITHIN_SECONDS = 6.0
"""How long a change of numbers waits for its turn; an attempt that has begun is completed."""

ATTEMPT_IN_READS = 10
"""How much longer an attempt takes than reading the state: further reads, and a transaction of several items."""

LONGEST_TURN_MS = 180
"""With more, the last of 32 that come at once would have no turn within the time."""


def look(store: TenantStore, *series: SeriesYear) -> tuple[dict[SeriesYear, State], bool]:
    """Read the states of series, strongly consistent, and whether other writers wait for their turn."""
    places = {each: _place(store, each) for each in series}
    queue = store.key(INVOICE_NUMBER, turns.TURNS_SK)
    items = store.table.get_many([*places.values(), queue], consistent=True)
    states = {each: _state(items.get(place)) for each, place in places.items()}
    return states, turns.is_crowded(items.get(queue))


def attempts(store: TenantStore, *series: SeriesYear) -> Iterator[Mapping[SeriesYear, State]]:
    """Yield the states for one attempt after another, each in its turn, for as long as the caller retries.

    Raises TableBusy when no turn is left within WITHIN_SECONDS.
    """
    end, is_first = time.monotonic() + WITHIN_SECONDS, True
    while True:
        began = time.monotonic()
        states, is_crowded = look(store, *series)
        if is_crowded or not is_first:
            span = ATTEMPT_IN_READS * (time.monotonic() - began)
            turns.wait_for_turn(store, INVOICE_NUMBER, span, end, longest_ms=LONGEST_TURN_MS)
            states, _ = look(store, *series)
        yield states
        is_first = False


def state_writes(store: TenantStore, series: SeriesYear, before: State, after: State) -> list[Write]:
    """Return the writes of a series' next state, on condition that it is still the one that was read.

    The first state of a year names its partition in the common one, which outlives a draft that is deleted.
    """
    about = {**after._asdict(), "free": list(after.free), "version": before.version + 1}
    if not after.began_after:
        del about["began_after"]
    if before.version:
        unchanged = equals("version", before.version)
        return [store.put_write(INVOICE_NUMBER, STATE_SK, about, *_rest(series), condition=unchanged)]
    first = store.put_write(INVOICE_NUMBER, STATE_SK, about, *_rest(series), condition=absent())
    named = {"series": series.series, "year": series.year}
    return [first, store.put_write(INVOICE_NUMBER, f"{NAMED}#{series.series}#{series.year}", named)]


def claim(store: TenantStore, series: SeriesYear, number: int, invoice: str, *, is_final: bool) -> Put:
    """Return the write that gives a free number to an invoice, named by its sort key."""
    about = {"invoice": invoice, "final": is_final}
    return store.put_write(INVOICE_NUMBER, number_sk(number), about, *_rest(series), condition=absent())


def pass_on(store: TenantStore, series: SeriesYear, number: int, holder: str, invoice: str, *, is_final: bool) -> Put:
    """The write that gives the number of a draft (`holder`) to an invoice, or makes its own final."""
    about = {"invoice": invoice, "final": is_final}
    return store.put_write(
        INVOICE_NUMBER, number_sk(number), about, *_rest(series), condition=equals("invoice", holder)
    )


def release(store: TenantStore, series: SeriesYear, number: int, holder: str) -> Delete:
    """Return the write that frees a draft's number."""
    return store.delete_write(INVOICE_NUMBER, number_sk(number), *_rest(series), condition=equals("invoice", holder))


def holder_of(store: TenantStore, series: SeriesYear, number: int) -> str | None:
    """The sort key of the invoice that has a number."""
    item = store.get(INVOICE_NUMBER, number_sk(number), *_rest(series))
    return None if item is None else str(item["invoice"])


def number_sk(number: int) -> str:
    """The sort key of a number: fixed width, sorting like the number."""
    return f"{number:0{NUMBER_DIGITS}d}"


def _rest(series: SeriesYear) -> tuple[str, str]:
    return series.series, str(series.year)


def _place(store: TenantStore, series: SeriesYear) -> Key:
    return store.key(INVOICE_NUMBER, STATE_SK, *_rest(series))


def _state(item: Item | None) -> State:
    if item is None:
        return State()
    return State(
        issued=item["issued"],
        last=item["last"],
        free=tuple(item["free"]),
        issued_on=item.get("issued_on"),
        version=item["version"],
        began_after=item.get("began_after", 0),
    )
