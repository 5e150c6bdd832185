"""Declare a custom field, or change what is declared of it."""

from dataclasses import replace
from typing import Any

from bivelio_core import audit, clock
from bivelio_core.contacts.custom import building, definitions, stored
from bivelio_core.contacts.custom.definitions import Definition, Definitions
from bivelio_core.contacts.custom.models import CustomField, DefineField
from bivelio_core.contacts.custom.reading import show
from bivelio_core.contacts.custom.values import MisfitError, normalised
from bivelio_core.contacts.fields import IMMUTABLE
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import path, register
from bivelio_core.store.codec import Item, plain
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.sizing import item_size

NOT_OF_TYPE = register("contacts", "not_of_type")
OF_TYPES = {
    "options": ("select", "multi_select"),
    "currency": ("currency",),
    "country": ("tax_number",),
}
"""What only fields of some types have."""


def fields_define(request: DefineField, ctx: Context) -> CustomField:
    """Declare a field or change one; the same request again under its Idempotency-Key changes nothing.

    Raises Unprocessable for a new field without a type, another type than the one it has, options that it lacks or
    cannot have, a default that is no value of it, and beyond a hundred fields or twenty indexed ones.
    """

    def decide(item: Item) -> Change | None:
        before = Definitions.of(item)
        former = before.by_name.get(request.name)
        after = _building(former, _defined(former, request))
        if former is not None and replace(after, updated_at=former.updated_at) == former:
            return None
        entry = audit.of(ctx, "contact_field.defined", field=request.name, changed=sorted(_sent(request)))
        job = stored.next_revision(item, after)
        writes = [entry, building.begin(ctx.store, job)]
        change = stored.changed(ctx.store, item, after, writes, begins_job=True)
        _require_room(before, after, change.after)
        building.announce(ctx, job)
        return change

    key = EffectKey.of("contacts.fields_define", ctx.idempotency_key, request)
    item = revise(ctx.store, stored.SOURCE, definitions.SK, decide, key=key)
    return show(Definitions.of(item).by_name[request.name], ctx.language)


def _sent(request: DefineField) -> set[str]:
    return set(request.model_fields_set) - {"name"}


def _defined(former: Definition | None, request: DefineField) -> Definition:
    """The definition that a request asks for. Raises Unprocessable."""
    now = clock.timestamp()
    if former is None:
        if request.type is None:
            raise Unprocessable.of("type", "required")
        former = Definition(request.name, request.type, now, now)
    elif request.type not in (None, former.type):
        raise Unprocessable.of("type", IMMUTABLE)
    sent = _sent(request)
    after = replace(former, **_changes(request, sent), updated_at=now, archived_at=None)
    for name, types in OF_TYPES.items():
        if name in sent and getattr(request, name) is not None and after.type not in types:
            raise Unprocessable.of(name, NOT_OF_TYPE, expected=", ".join(types))
    if after.type in OF_TYPES["options"] and not after.options:
        raise Unprocessable.of("options", "required")
    return replace(after, default=_default(after))


def _changes(request: DefineField, sent: set[str]) -> dict[str, Any]:
    plain_names = sent & {"label", "description", "currency", "country", "required", "default", "indexed"}
    changes: dict[str, Any] = {name: getattr(request, name) for name in plain_names}
    if "labels" in sent:
        changes["labels"] = request.labels.model_dump(exclude_none=True) if request.labels else {}
    if request.options is not None:
        changes["options"] = {each.value: each.label or each.value for each in request.options}
        if len(changes["options"]) < len(request.options):
            raise Unprocessable.of("options", "repeated")
    return changes


def _default(definition: Definition) -> Any:
    """The default value in its form. A relation has none: a contact can be erased."""
    if definition.default is None:
        return None
    if definition.type == "relation":
        raise Unprocessable.of("default", NOT_OF_TYPE, expected="text, number, date")
    try:
        return plain(normalised(definition, definition.default))
    except MisfitError as misfit:
        place = "default" + path(misfit.place)
        raise Unprocessable.of(place, misfit.constraint, **misfit.values) from misfit


def _building(former: Definition | None, after: Definition) -> Definition:
    """The definition, marked to be indexed where that is necessary; the job that begins with it puts its id there."""
    if not after.is_indexed:
        return replace(after, building=None)
    if former is not None and former.is_indexed:
        return after
    return replace(after, building="new")


def _require_room(before: Definitions, after: Definition, item: Item) -> None:
    others = [each for name, each in before.by_name.items() if name != after.name]
    if len(others) >= definitions.MAXIMUM_FIELDS:
        raise Unprocessable.of("fields", "max_items", limit=definitions.MAXIMUM_FIELDS)
    if after.is_indexed and sum(each.is_indexed for each in others) >= definitions.MAXIMUM_INDEXED:
        raise Unprocessable.of("indexed", "max_items", limit=definitions.MAXIMUM_INDEXED)
    if item_size(item) > definitions.MAXIMUM_BYTES:
        raise Unprocessable.of("fields", "max_bytes", limit=definitions.MAXIMUM_BYTES)
