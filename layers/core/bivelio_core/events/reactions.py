"""What follows from events: each reaction gets every event of its tenant at least once, and is idempotent by event id.

A reaction is a module with

    def react(events: Sequence[Event], store: TenantStore) -> None:
        '''What this domain does about events of one tenant; raising brings them back.'''

named here, imported on first use, so that the publisher knows no domain.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from bivelio_core.store.tenant_store import TenantStore

from .log import Event

REACTIONS = ("bivelio_core.webhooks.fan_out", "bivelio_core.workflows.triggers.starts")


class Reaction(Protocol):
    """A module that reacts."""

    def react(self, events: Sequence[Event], store: TenantStore) -> None:
        """See the module's docstring."""


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Hand a tenant's events to every reaction."""
    for name in REACTIONS:
        reaction: Reaction = import_module(name)
        reaction.react(events, store)
