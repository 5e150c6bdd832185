"""What falls due by a clock, in order: of all domains that declare a clockwork (moments.py)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from bivelio_core import domain
from bivelio_core.moments import Clockwork, Moment, Unrest
from bivelio_core.store.tenant_store import TenantStore


def upcoming(store: TenantStore, after: datetime, until: datetime, limit: int) -> list[tuple[Moment, Clockwork]]:
    """What falls due until an instant, at most so much of each domain, in its order and that of the domains."""
    pairs = [
        (moment, works) for works in _clockworks() for moment in islice(works.upcoming(store, after, until), limit)
    ]
    return sorted(pairs, key=lambda pair: pair[0].at)


def unrest(store: TenantStore) -> Unrest:
    """What goes on in the tenant, in all domains."""
    parts = [works.unrest(store) for works in _clockworks() if works.unrest is not None]
    text = "|".join(part.fingerprint for part in parts)
    return Unrest(hashlib.sha256(text.encode()).hexdigest()[:32], any(part.is_busy for part in parts))


def _clockworks() -> Sequence[Clockwork]:
    return [each.clockwork() for each in domain.declared() if each.clockwork]
