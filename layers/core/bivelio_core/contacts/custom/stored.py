"""How the item of all definitions is read and changed."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONTACT_FIELD
from bivelio_core.store.revise import Change, Source, revised
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .definitions import Definition, Definitions


def _load(store: TenantStore, sk: str) -> Item:
    new = {"version": 0, "revision": "", "fields": {}, "updated_at": ""}
    return store.get(CONTACT_FIELD, sk) or store.item(CONTACT_FIELD, sk, new)


SOURCE = Source(_load)
REVISION_LENGTH = 24
PASSING = ("building", "check", "created_at", "updated_at", "archived_at")
"""What differs between two definitions that ask the same of values."""


def changed(
    store: TenantStore, item: Item, definition: Definition, also: Sequence[Write], *, begins_job: bool = False
) -> Change:
    """The change of one definition, of which whoever makes a contact learns (definitions.py).

    A job that begins with it has its revision as id, and takes over the fields that another one has not indexed yet.
    """
    revision = next_revision(item, definition)
    fields = {**item["fields"], definition.name: definition.attributes()}
    if begins_job:
        fields = {name: {**each, "building": revision} if "building" in each else each for name, each in fields.items()}
    tells = [] if store.tenant.is_sandbox else [store.declared_write(CONTACT, revision)]
    return Change(revised(item, {**item, "fields": fields, "revision": revision}), [*also, *tells])


def next_revision(item: Item, definition: Definition) -> str:
    """What a change is known by: a digest of it and of all before it, so that none is like another."""
    about = {key: value for key, value in definition.attributes().items() if key not in PASSING}
    text = json.dumps([item["revision"], definition.name, about], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:REVISION_LENGTH]


def checked_off(item: Item, job: str, checks: dict[str, Any]) -> Change | None:
    """The change with which a job ends: its fields are indexed, and their values were looked at; None when none is."""
    fields = dict(item["fields"])
    for definition in Definitions.of(item).by_name.values():
        about = dict(fields[definition.name])
        if definition.name in checks:
            about["check"] = checks[definition.name]
        if definition.building == job:
            del about["building"]
        fields[definition.name] = about
    return None if fields == item["fields"] else Change({**item, "fields": fields})


def definition_of(item: Item, name: str) -> Definition | None:
    """A definition of an item."""
    return Definitions.of(item).by_name.get(name)
