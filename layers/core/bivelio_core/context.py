"""The context of a request, as its service sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from . import clock
from .scopes import ActorKind
from .store.tenant_store import TenantStore
from .tenancy import Tenant

if TYPE_CHECKING:
    from .store.chains import Chain


class Actor(NamedTuple):
    """Who acts: a user, an API key, or the platform on behalf of one."""

    kind: ActorKind
    id: str


@dataclass(frozen=True, slots=True)
class Context:
    """The request around a call of a service. A user has a `session` and, in the organisation, a `role`.

    `client` is the app that acts for the user (identity/oauth), empty where none does.
    `chain` is the place, in a chain of workflows, of the run that acts; None for everybody else.
    """

    tenant: Tenant
    actor: Actor
    scopes: frozenset[str]
    request_id: str
    language: str
    store: TenantStore
    idempotency_key: str | None = None
    source_ip: str = ""
    user_agent: str = ""
    session: str | None = None
    role: str | None = None
    client: str = ""
    chain: "Chain | None" = None
    started_at: datetime = field(default_factory=clock.now)

    @property
    def organisation(self) -> str:
        """The organisation's id."""
        return self.tenant.organisation
