"""Turn changes of the table into recorded events and start their reactions: the work of `publish_events`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bivelio_core import clock, domain, ids
from bivelio_core.store import tenant_clock
from bivelio_core.store.chains import chain_of
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from . import catalogue, log
from .log import Draft, Event

React = Callable[[Sequence[Event], TenantStore], None]
"""A domain's reaction to events of one tenant: called at least once for each, idempotent by the event's id. When it
raises, the events are delivered again."""

Tell = Callable[[Sequence[Event]], None]
"""Writes a line in the log of each event that followed from a request."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The events of one change."""

    tenant: Tenant
    drafts: tuple[Draft, ...]


def read(change: Change) -> Derived | None:
    """Derive the events of a change. Their ids are the same each time the record is read."""
    if change.is_restoring or change.partition is None or not (happenings := catalogue.derive(change)):
        return None
    tenant = change.partition.tenant
    if tenant.is_sandbox and tenant.day is None:  # configuration: the event belongs to the day on which it was changed
        tenant = Tenant.at(tenant.organisation, tenant.environment, change.at)
    drafts = tuple(
        Draft(
            id=ids.tagged_id("event", tenant.organisation, ids.derived_body(*change.key, change.position, what.type)),
            type=what.type,
            timestamp=clock.timestamp(change.at),
            data=what.data,
            chain=chain_of(change.before, change.after),
            correlation_id=change.correlation_id,
            text=what.text,
        )
        for what in happenings
    )
    return Derived(tenant, drafts)


def tell_nobody(_events: Sequence[Event]) -> None:
    """Write no lines, where there is no log."""


def write(
    derivations: Sequence[Derived], store_of: Callable[[Tenant], TenantStore], react: React, tell: Tell = tell_nobody
) -> None:
    """Record the events, tell of them, and pass them to the reactions, each tenant's in the order of their changes."""
    by_tenant: dict[Tenant, list[Draft]] = {}
    for derived in derivations:
        by_tenant.setdefault(derived.tenant, []).extend(derived.drafts)
    for tenant, drafts in by_tenant.items():
        store = store_of(tenant)
        with tenant_clock.followed(store):
            events = log.record(store, _by_its_clock(drafts))
            tell(events)
            react(events, store)


def _by_its_clock(drafts: list[Draft]) -> list[Draft]:
    """The events with their times by the tenant's clock; the stream knows the real ones."""
    if not clock.is_moved():
        return drafts
    return [replace(draft, timestamp=clock.timestamp(clock.shown_at(clock.parse(draft.timestamp)))) for draft in drafts]


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Pass a tenant's events to the reactions that the domains declare."""
    for reference in domain.reactions():
        reaction: React = reference()
        reaction(events, store)
