"""How many invocations of each agent were completed on a day, and how long they took together."""

from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store.keys import AGENT_DAY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update


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


def count(store: TenantStore, agent_id: str, milliseconds: int, charged: int = 0) -> None:
    """Count an invocation.

    Not in the transaction that records it, where simultaneous invocations of an agent would refuse each other on this
    item. A function that dies between the two has not counted: the number is shown, nothing is charged by it.
    """
    store.update(
        AGENT_DAY, agent_id, Update(add={"invocations": 1, "milliseconds": milliseconds, "credits": charged}), today()
    )


def days(store: TenantStore) -> dict[str, Day]:
    """Today's counters of all agents, by id: one read."""
    return {item["SK"]: _day(item) for item in store.query(AGENT_DAY, today())}


def day(store: TenantStore, agent_id: str) -> Day:
    """Today's counter of one agent."""
    item = store.get(AGENT_DAY, agent_id, today(), consistent=False)
    return _day(item) if item else Day()


def _day(item: dict[str, int]) -> Day:
    return Day(item["invocations"], item["milliseconds"], int(item.get("credits", 0)))
