"""The owner of data: an organisation in an environment. Every tenant's partition key begins with a prefix from here.

What every function imports is a named tuple: making a frozen dataclass takes eight times as long.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from . import clock

Environment = Literal["live", "sandbox"]
PARTITIONS_KEPT = 256
"""So many partition keys are read once: the changes of a batch are of a few."""

_PARTITION = (  # as text: only stream consumers compile it, not every cold start
    r"(?P<organisation>org_[0-9a-z]+)#(?P<environment>live|sandbox)(?:#(?P<day>\d{4}-\d{2}-\d{2}))?#(?P<kind>[^#]+)"
    r"(?:#(?P<rest>.*))?"
)


class Tenant(NamedTuple):
    """An organisation in an environment; in the sandbox also the UTC day that its business data belongs to."""

    organisation: str
    environment: Environment
    day: str | None = None

    @classmethod
    def at(cls, organisation: str, environment: Environment, instant: datetime | None = None) -> "Tenant":
        """The tenant as it is at an instant (now, by the real clock, if none is given)."""
        day = (instant or clock.real_now()).strftime("%Y-%m-%d") if environment == "sandbox" else None
        return cls(organisation, environment, day)

    @property
    def configuration(self) -> str:
        """The partition prefix of configuration: workflows, agents, webhooks, connections."""
        return f"{self.organisation}#{self.environment}"

    @property
    def business(self) -> str:
        """The partition prefix of business data; in the sandbox a new one each UTC day."""
        return f"{self.configuration}#{self.day}" if self.day else self.configuration

    @property
    def is_sandbox(self) -> bool:
        """Whether external effects are simulated."""
        return self.environment == "sandbox"

    def resets_at(self) -> datetime | None:
        """When the sandbox's business data is next reset; None in live."""
        if self.day is None:
            return None
        return datetime.fromisoformat(self.day + "T00:00:00+00:00") + timedelta(days=1)


class Partition(NamedTuple):
    """The parts of a tenant's partition key, for stream consumers."""

    tenant: Tenant
    kind: str
    rest: str


@lru_cache(PARTITIONS_KEPT)
def parse_partition(partition_key: str) -> Partition | None:
    """The parts of a tenant's partition key; None for the platform's own (keys, users, organisations)."""
    match = re.fullmatch(_PARTITION, partition_key)
    if match is None:
        return None
    environment: Environment = "sandbox" if match["environment"] == "sandbox" else "live"
    return Partition(Tenant(match["organisation"], environment, match["day"]), match["kind"], match["rest"] or "")
