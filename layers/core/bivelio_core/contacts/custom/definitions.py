"""The definitions of custom fields: one item for all of an organisation's environment, and what this process knows.

Whoever checks values needs the latest definitions. To read them costs a call, which creating a contact is spared: what
each change is known by (`revision`) is also in the item of the contacts' sequence, which a create updates anyway
(`TenantStore.lease`). It reads the definitions only when this process does not have those of that revision. The
sequence is of the sandbox's day, so in the sandbox they are read each time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT_FIELD
from bivelio_core.store.tenant_store import TenantStore

if TYPE_CHECKING:
    from .models import FieldType

SK = "-"
MAXIMUM_FIELDS = 100
"""As many fields as a contact can have."""
MAXIMUM_INDEXED = 20
MAXIMUM_BYTES = 100_000
"""Of all definitions: who creates a contact reads them now and then."""

REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Definition:
    """A declared field. `options` are its values with what people read; `building` names the job that indexes it."""

    name: str
    type: "FieldType"
    created_at: str
    updated_at: str
    label: str | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    description: str | None = None
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    currency: str | None = None
    country: str | None = None
    required: bool = False
    default: Any = None
    indexed: bool = False
    building: str | None = None
    archived_at: str | None = None
    check: Mapping[str, Any] | None = None

    @property
    def is_active(self) -> bool:
        """Whether values are set by it."""
        return self.archived_at is None

    @property
    def is_indexed(self) -> bool:
        """Whether the index has terms of its values, perhaps not of all contacts yet."""
        return self.indexed and self.is_active

    @classmethod
    def of(cls, name: str, about: Mapping[str, Any]) -> "Definition":
        """The definition of a name as it is stored. Options are a list, since their order counts."""
        fields = {key: about[key] for key in cls.__dataclass_fields__ if key in about}
        return cls(**{"name": name, **fields, "options": {each[0]: each[1] for each in about.get("options", [])}})

    def attributes(self) -> dict[str, Any]:
        """The definition as it is stored, without what is as usual."""
        about = {key: getattr(self, key) for key in self.__dataclass_fields__ if key != "name"}
        about |= {"labels": dict(self.labels), "options": [list(each) for each in self.options.items()]}
        return {
            key: value
            for key, value in about.items()
            if value is not None and (key == "default" or value not in (False, [], {}))
        }


@dataclass(frozen=True, slots=True)
class Definitions:
    """All declared fields of an environment. `revision` differs with each change; it is empty before the first."""

    by_name: Mapping[str, Definition] = field(default_factory=lambda: MappingProxyType({}))
    revision: str = ""

    @classmethod
    def of(cls, item: Item | None) -> "Definitions":
        """The definitions that an item holds."""
        about = item or {}
        fields = {name: Definition.of(name, each) for name, each in about.get("fields", {}).items()}
        return cls(fields, about.get("revision", ""))

    def active(self) -> Iterator[Definition]:
        """The fields that are not archived."""
        return (each for each in self.by_name.values() if each.is_active)

    def indexed(self) -> tuple[Definition, ...]:
        """The fields that the index has terms of."""
        return tuple(each for each in self.by_name.values() if each.is_indexed)


NONE = Definitions()
_remembered: dict[str, Definitions] = {}


def read(store: TenantStore) -> Definitions:
    """The definitions as they are now: 1 read."""
    definitions = Definitions.of(store.get(CONTACT_FIELD, SK))
    if not store.tenant.is_sandbox:
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[store.tenant.configuration] = definitions
    return definitions


def current(store: TenantStore) -> Definitions:
    """The definitions that this process has read last; in the sandbox those of now."""
    return read(store) if store.tenant.is_sandbox else _remembered.get(store.tenant.configuration, NONE)


def forget() -> None:
    """Drop what this process knows; for tests."""
    _remembered.clear()
