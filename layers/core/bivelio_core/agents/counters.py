"""The day of an agent: how many invocations were completed, how long they took together, and what they cost."""

from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT_DAY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, present

PREFIX = "H#"
"""How the attributes of shares begin; then comes the execution's id."""


class Share(NamedTuple):
    """Credits that an execution under way may cost; they count as the day's until it ends (budget.py)."""

    agent_id: str
    day: str
    execution_id: str
    credits: int

    @property
    def name(self) -> str:
        """Its attribute."""
        return f"{PREFIX}{self.execution_id}"


class Day(NamedTuple):
    """A day of an agent."""

    invocations: int = 0
    milliseconds: int = 0
    credits: int = 0

    @property
    def average(self) -> int | None:
        """How long one took, on average; None without one."""
        return round(self.milliseconds / self.invocations) if self.invocations else None


def today() -> str:
    """The day, UTC."""
    return clock.real_stamp()[:10]


def count(
    store: TenantStore, agent_id: str, milliseconds: int | None, charged: int, share: Share | None = None
) -> Item:
    """Count an invocation, or without `milliseconds` only what it cost; its share ends. Returns the day.

    Not in the transaction that records it, where simultaneous invocations of an agent would refuse each other on this
    item. A function that dies between the two has not counted: the number is shown, nothing is charged by it. Raises
    ConditionFailed when the share has ended before.
    """
    done = {} if milliseconds is None else {"invocations": 1, "milliseconds": milliseconds}
    if share is None:
        return store.update(AGENT_DAY, agent_id, Update(add={**done, "credits": charged}), today())
    ending = Update(add={**done, "credits": charged - share.credits}, remove=[share.name])
    return store.update(AGENT_DAY, agent_id, ending, share.day, condition=present(share.name))


def settled(day: Item) -> int:
    """What a day's completed invocations cost, without the shares of those under way."""
    shares = (about["credits"] for name, about in day.items() if name.startswith(PREFIX))
    return int(day.get("credits", 0)) - int(sum(shares))


def days(store: TenantStore) -> dict[str, Day]:
    """Today's counters of all agents, by id: one read."""
    return {item["SK"]: _day(item) for item in store.query(AGENT_DAY, today())}


def day(store: TenantStore, agent_id: str) -> Day:
    """Today's counter of one agent."""
    item = store.get(AGENT_DAY, agent_id, today(), consistent=False)
    return _day(item) if item else Day()


def _day(item: Item) -> Day:
    return Day(item.get("invocations", 0), item.get("milliseconds", 0), settled(item))
