"""Which contacts somebody has written with, added something to, or named elsewhere: they are no import's any more."""

from collections.abc import Sequence
from functools import partial

from bivelio_core import domain
from bivelio_core.store.codec import Item
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import ASSOCIATION, NOTE, TASK_PLACE
from bivelio_core.store.tenant_store import TenantStore

OWN = (NOTE, TASK_PLACE, ASSOCIATION)
"""What contacts have in partitions of their own, each under a key that only a Query finds."""


def in_use(store: TenantStore, contacts: Sequence[Item]) -> set[str]:
    """The sort keys of these: a few calls for all by what domains tell, then at most three for each of the others."""
    used: set[str] = set()
    for uses in domain.users_of_contacts():
        used |= uses(store, [contact for contact in contacts if contact["SK"] not in used])
    others = [contact["SK"] for contact in contacts if contact["SK"] not in used]
    owns = in_threads([partial(_has_own, store, sk) for sk in others])
    return used | {sk for sk, is_own in zip(others, owns, strict=True) if is_own}


def _has_own(store: TenantStore, sk: str) -> bool:
    return any(store.query(kind, sk, limit=1) for kind in OWN)
