"""The properties of an API key: read from a request or an item, and checked for contradictions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.scopes import includes
from bivelio_core.store.codec import Item
from bivelio_core.tenancy import Environment

from . import publishable, scopes
from .key_text import KeyType

if TYPE_CHECKING:
    from .key_models import CreateKey
    from .operator_models import CreateApiKey

NEVER = 2**40
"""The epoch second at which a key without expiry expires."""

IN_THE_PAST = register("identity", "in_the_past")
PUBLISHABLE_ONLY = register("identity", "publishable_only")


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """The properties of a key. `expires_at` in epoch seconds."""

    name: str
    type: KeyType
    environment: Environment
    scopes: tuple[str, ...]
    expires_at: int | None = None
    allowed_origins: tuple[str, ...] = ()
    resources: tuple[str, ...] | None = None
    rate_limit: int | None = None

    def check(self) -> None:
        """Raise Unprocessable for a key whose properties contradict each other."""
        self._check_resources()
        if self.type == "publishable" and not scopes.only_reads(list(self.scopes)):
            raise Unprocessable.of("scopes", scopes.PUBLISHABLE_READS_ONLY)
        if self.type == "secret" and self.allowed_origins:
            raise Unprocessable.of("allowed_origins", PUBLISHABLE_ONLY)
        if self.expires_at is not None and self.expires_at <= clock.epoch():
            raise Unprocessable.of("expires_at", IN_THE_PAST)

    def _check_resources(self) -> None:
        if self.type == "secret" and self.resources is not None:
            raise Unprocessable.of("resources", PUBLISHABLE_ONLY)
        if self.type == "secret":
            return
        from bivelio_core import domain  # noqa: PLC0415 - who makes a key alone needs it

        readable = domain.scopes() - publishable.NEVER
        for field, named in (("resources", self.resources or ()), ("scopes", _resources_named(self.scopes))):
            if refused := [resource for resource in named if resource not in readable]:
                raise Unprocessable.of(field, scopes.NOT_PUBLISHABLE, value=refused[0])

    @classmethod
    def requested(cls, request: "CreateKey | CreateApiKey") -> "KeyPlan":
        """Return the properties that a request asks for; requests call the sandbox `test`."""
        return cls(
            name=request.name,
            type=request.type,
            environment="live" if request.environment == "live" else "sandbox",
            scopes=tuple(request.scopes),
            expires_at=int(request.expires_at.timestamp()) if request.expires_at else None,
            allowed_origins=tuple(request.allowed_origins),
            resources=None if request.resources is None else tuple(request.resources),
            rate_limit=request.rate_limit,
        )

    @classmethod
    def of(cls, pointer: Item) -> "KeyPlan":
        """The properties of a stored key."""
        return cls(
            name=pointer["name"],
            type=pointer["type"],
            environment=pointer["environment"],
            scopes=tuple(pointer["scopes"]),
            expires_at=pointer.get("expires_at"),
            allowed_origins=tuple(pointer.get("allowed_origins", ())),
            resources=tuple(pointer["resources"]) if "resources" in pointer else None,
            rate_limit=int(pointer["rate_limit"]) if "rate_limit" in pointer else None,
        )

    def changed(self, sent: Mapping[str, Any]) -> "KeyPlan":
        """The key with other properties, by name and as a request has them."""
        return replace(self, **{name: _plain(value) for name, value in sent.items()})

    def exceeds(self, before: "KeyPlan") -> bool:
        """Tell whether new properties give a key additional rights or a longer life."""
        former_scopes = frozenset(before.scopes)
        lasts_longer = (self.expires_at or NEVER) > (before.expires_at or NEVER)
        return lasts_longer or not all(includes(former_scopes, scope) for scope in self.scopes)

    def attributes(self) -> dict[str, Any]:
        """Return the stored attributes of the key; absent properties are omitted."""
        properties = {
            "name": self.name,
            "type": self.type,
            "environment": self.environment,
            "scopes": list(self.scopes),
            "expires_at": self.expires_at,
            "allowed_origins": list(self.allowed_origins) or None,
            "resources": None if self.resources is None else list(self.resources),
            "rate_limit": self.rate_limit,
        }
        return {name: value for name, value in properties.items() if value is not None}


def _plain(value: Any) -> Any:
    """Convert a request's value to the form that KeyPlan uses."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    return tuple(value) if isinstance(value, list) else value


def _resources_named(named: Sequence[str]) -> list[str]:
    return [resource for resource, _, _ in (scope.rpartition(":") for scope in named) if resource]
