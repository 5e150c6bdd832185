"""What is asked, how often, and when: for the process that sends (locustfile.py), so with the standard library alone.

The shares are those of docs/costs.md's month, with messages and runs of workflows beside them. Arrivals are those of
many callers who know nothing of each other: a Poisson process, whose rate does not fall when answers are slow.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

SHARES: Mapping[str, float] = {
    "contacts.get": 45,
    "contacts.list": 22,
    "contacts.create": 9,
    "contacts.update": 9,
    "events.list": 5,
    "messages.send": 5,
    "workflows.execute": 5,
}
"""The operations, in percent."""

FLOOR = "/health"
"""What the local runtime's figures are compared with: HTTP and the front door, nothing else."""

FLOOR_SHARE = 10.0
"""Of all arrivals beside those of the mix."""


class World(NamedTuple):
    """What requests name: contacts of the sandbox, and a workflow of it."""

    contacts: Sequence[str]
    workflow: str


class Arrival(NamedTuple):
    """A request that is due, in seconds since the beginning."""

    due: float
    operation: str
    data: Mapping[str, Any]


def arrivals(rate: float, seconds: float, world: World, seed: int, *, with_floor: bool = False) -> Iterator[Arrival]:
    """The requests of a time, in order, at so many a second on average; the same for the same seed."""
    chance = random.Random(seed)
    shares = {**SHARES, **({FLOOR: FLOOR_SHARE} if with_floor else {})}
    names, weights = list(shares), list(shares.values())
    due = chance.expovariate(rate)
    while due < seconds:
        (operation,) = chance.choices(names, weights)
        yield Arrival(due, operation, data_of(operation, world, chance))
        due += chance.expovariate(rate)


def data_of(operation: str, world: World, chance: random.Random) -> dict[str, Any]:
    """The data of a request."""
    number = chance.randrange(10**9)
    match operation:
        case "contacts.get":
            return {"id": chance.choice(world.contacts)}
        case "contacts.list":
            return {"per_page": 25}
        case "contacts.create":
            return {"type": "person", "name": f"Núria Vila {number}", "tags": ["load-test"]}
        case "contacts.update":
            return {"id": chance.choice(world.contacts), "tags": ["load-test", f"n{number % 100}"]}
        case "events.list":
            return {"limit": 20}
        case "messages.send":
            return {"channel": "whatsapp", "to": "+34 612 345 678", "body": f"La comanda {number} està a punt."}
        case "workflows.execute":
            return {"workflow_id": world.workflow, "input": {"n": number}, "async": True}
        case _:
            return {}


def path_of(operation: str) -> str:
    """The path of an operation behind the address of the environment; that of the floor is its own."""
    return "/" + operation.replace(".", "/", 1)
