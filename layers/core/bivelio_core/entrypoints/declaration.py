"""The declaration of an endpoint, as `@endpoint` makes it and generators read it."""

from typing import TYPE_CHECKING, NamedTuple

from bivelio_core.needs import Needs

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bivelio_core.scopes import ActorKind, Scope

READING_VERBS = frozenset({"list", "get"})
"""Verbs of operations that change nothing, whatever scope they need."""

NO_MORE = Needs()
"""Reads what the tenant has."""


class Endpoint(NamedTuple):
    """The declaration of an endpoint; the OpenAPI generator and the contract tests read it.

    See `endpoint` for the fields it is given. `may_be_accepted` says whether it may answer 202 (`Accepted`),
    `may_stream` whether it may answer events (`Streamed`).
    """

    operation: str
    scope: "Scope | None"
    action: str
    actors: "tuple[ActorKind, ...]"
    maximum_body_bytes: int
    is_bare: bool
    request: "type[BaseModel]"
    response: "type[BaseModel]"
    may_be_accepted: bool
    summary: str
    query: tuple[str, ...] = ()
    shows_secret: bool = False
    paths: tuple[str, ...] = ()
    gateway_timeout_seconds: int | None = None
    only_reads: bool = False
    opens_day: bool = True
    scope_of: str = ""
    is_public: bool = False
    may_stream: bool = False
    sets_cookie: bool = False
    title: str = ""
    needs: Needs = NO_MORE
    undone_by: str = ""
    only_http: str = ""
    step_family: str = ""
    of_all_scopes: bool = False

    @property
    def resource(self) -> str:
        """The first word of the operation, which scopes name unless `scope_of` says another."""
        return self.operation.split(".")[0]

    @property
    def scope_resource(self) -> str:
        """The resource that a scope must allow it on."""
        return self.scope_of or self.resource

    @property
    def writes(self) -> bool:
        """Whether it changes something, and so takes an Idempotency-Key."""
        reads = self.only_reads or self.operation.split(".")[-1] in READING_VERBS
        return self.scope not in (None, "read") and not reads

    @property
    def remembers(self) -> bool:
        """Whether its answers are stored for repeated requests. Answers that show a secret are never stored."""
        return self.writes and not self.shows_secret
