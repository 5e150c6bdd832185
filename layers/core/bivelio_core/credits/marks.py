"""Marks in a sparse index by which the sweeper finds reservations whose work died, in order of when they are due."""

import zlib
from datetime import datetime

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

SHARDS = 8
MARK = ("GSI1PK", "GSI1SK")


def partition(shard: int) -> str:
    """The key in GSI1 of the open reservations of a shard."""
    return f"CRR#OPEN#{shard}"


def mark(tenant: Tenant, reservation: str, due: datetime) -> dict[str, str]:
    """The attributes of a reservation that is refunded at this time unless it was closed."""
    shard = zlib.crc32(f"{tenant.organisation}{reservation}".encode()) % SHARDS
    return {"GSI1PK": partition(shard), "GSI1SK": clock.stamp(due)}
