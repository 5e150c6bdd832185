"""The caller, as the authorizer identified it."""

from typing import TYPE_CHECKING, NamedTuple

from bivelio_core.context import Actor
from bivelio_core.errors import ExpiredToken, InvalidToken, ValidationError
from bivelio_core.tenancy import Environment

from .http import HttpRequest

if TYPE_CHECKING:
    from bivelio_core.scopes import ActorKind


class Caller(NamedTuple):
    """The authorizer's verdict."""

    organisation: str
    environment: Environment
    actor: Actor
    scopes: frozenset[str]
    plan: str
    session: str | None = None
    is_publishable: bool = False
    role: str | None = None
    needs_factor: bool = False
    client: str = ""
    """The app that acts for the user."""


def authenticate(request: HttpRequest) -> Caller:
    """The caller. Raises InvalidToken, ExpiredToken, or ValidationError when two credentials were sent."""
    verdict = request.authorizer
    match verdict.get("verdict"):
        case "ok":
            kind: ActorKind = verdict["actor_kind"] if verdict["actor_kind"] in ("user", "workflow") else "api_key"  # type: ignore[assignment]
            environment: Environment = "sandbox" if verdict["environment"] == "sandbox" else "live"
            return Caller(
                organisation=verdict["organisation"],
                environment=environment,
                actor=Actor(kind, verdict["actor"]),
                scopes=frozenset(verdict["scopes"].split()),
                plan=verdict["plan"],
                session=verdict.get("session"),
                is_publishable=verdict.get("key_type") == "publishable",
                role=verdict.get("role"),
                needs_factor="needs_factor" in verdict,
                client=verdict.get("client", ""),
            )
        case "expired":
            raise ExpiredToken
        case "two_credentials":
            raise ValidationError.of("Authorization", "two_credentials")
        case _:
            raise InvalidToken
