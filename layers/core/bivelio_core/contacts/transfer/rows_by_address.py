"""Rows of an import for which an address decides, an e-mail address or what `match_on` names: who has it is changed.

They are carried out one after the other, since two rows may have one address, each under a key of its own: a slice
whose function died is repeated without a second effect.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bivelio_core.contacts import owners
from bivelio_core.contacts.actions import upsert
from bivelio_core.contacts.upsert_models import UpsertContact
from bivelio_core.contacts.writing import check_company, check_owner
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ValidationError
from bivelio_core.faults import Fault, register
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.writes import Write

from . import fiscal_cells
from .foreign_rows import own_fields
from .rows import ARCHIVED, CHANGED_MEANWHILE, CREATED, FAILED, UNCHANGED, UPDATED, Planned, Row, read_as
from .undo_entries import note_row

CREATE, SKIP, UPDATE, FILL_EMPTY = "create", "skip", "update", "fill_empty"
OTHERS_ADDRESS = register("contacts", "others_address")
SEVERAL_MATCH = register("contacts", "several_match")
EXTERNAL_ID_TAKEN = register("contacts", "external_id_taken")
EXTERNAL_ID = "external_id"
FIELDS = {
    "email": ("email", "emails"),
    "phone": ("phone", "phones"),
    "tax_number": ("tax_id",),
    EXTERNAL_ID: (EXTERNAL_ID,),
}
"""The fields of a row that have a key."""


def is_by_address(row: Row, state: Item) -> bool:
    """Whether an address decides about a row. An external id always does, since it is one contact's."""
    if row.fields.get("id") or row.faults:
        return False
    if row.fields.get(EXTERNAL_ID):
        return True
    keys = state.get("match_on") or ("email", "phone")
    return state.get("on_existing", CREATE) != CREATE and any(_has(row, key) for key in keys)


def _has(row: Row, key: str) -> bool:
    values = [row.fields.get(name) for name in FIELDS[key]]
    return any(value.get("number") if isinstance(value, dict) else value for value in values)


class ByAddress:
    """The rows of one slice that addresses decide about."""

    def __init__(self, state: Item, ctx: Context) -> None:
        self._state, self._ctx = state, ctx
        self._new: set[str] = set()

    def carried_out(self, row: Row) -> Planned:
        """What became of a row; in a dry run, what would."""
        cells = fiscal_cells.completed(own_fields(row.fields) if row.is_foreign else row.fields, {})
        values = {name: value for name, value in cells.items() if value not in (None, [], {})}
        keys = self._keys(row)
        request, faults, findings = read_as(UpsertContact, {**values, **({"match_on": keys} if keys else {})}, row)
        if faults or not isinstance(request, UpsertContact):
            return Planned(row.number, FAILED, None, tuple(faults))
        try:
            check_company(request.company_id, self._ctx)
            check_owner(request.owner_id, self._ctx)
            return replace(self._written(row, request), warnings=findings)
        except ChangedMeanwhile:
            return Planned(row.number, FAILED, None, (Fault("id", CHANGED_MEANWHILE),))
        except Conflict as conflict:
            return Planned(row.number, FAILED, None, (fault_of(conflict),))
        except ValidationError as error:
            return Planned(row.number, FAILED, None, tuple(map(fiscal_cells.in_columns, error.faults)))

    def _keys(self, row: Row) -> list[str]:
        """The keys that a row has of those that decide; none where the request does not name any."""
        state = self._state
        keys = state.get("match_on") or ([EXTERNAL_ID] if row.fields.get(EXTERNAL_ID) else [])
        return [key for key in keys if _has(row, key)]

    def _written(self, row: Row, request: UpsertContact) -> Planned:
        store, state = self._ctx.store, self._state
        addresses = upsert.known_by(request)
        is_exact = request.match_on is not None
        before = owners.owners_of(store, addresses, is_exact=is_exact).contact(self._ctx.organisation)
        is_kept = before is not None and state["on_existing"] == SKIP
        if state["dry_run"] or is_kept:
            keys = {address.sk for address in addresses}
            is_new = before is None and self._new.isdisjoint(keys)
            self._new |= keys
            outcome = UNCHANGED if state["on_existing"] == SKIP else UPDATED
            return replace(self._planned(row, before), result=CREATED if is_new else outcome)
        key = EffectKey.of("contacts.upsert", LastingKey(f"{state['id']}:{row.number}"), request)
        fit = without_filled if state["on_existing"] == FILL_EMPTY else upsert.as_sent

        def noted(former: Item | None, after: Item) -> Sequence[Write]:
            return note_row(state, row.number, store, former, after) if state.get("is_noted") else ()

        result = upsert.carry_out(request, store, key, fit=fit, also=noted)
        is_same = before is not None and before["version"] == result.item["version"]
        planned = self._planned(row, result.item)
        return replace(planned, result=CREATED if result.created else UNCHANGED if is_same else UPDATED)

    def _planned(self, row: Row, item: Item | None) -> Planned:
        known_as = None if item is None else resources.public_id(CONTACT, self._ctx.organisation, item)
        return Planned(row.number, UNCHANGED, known_as)


def without_filled(request: UpsertContact, contact: Item) -> UpsertContact:
    """What a row has and its contact has not; of the custom fields, those that it has not."""
    values: dict[str, Any] = {name: getattr(request, name) for name in request.model_fields_set}
    rest = {name: value for name, value in values.items() if name == "match_on" or not _is_filled(name, contact)}
    if custom := values.get("custom_fields"):
        missing = {name: value for name, value in custom.items() if name not in contact["custom_fields"]}
        rest = {**rest, "custom_fields": missing} if missing else rest
    return UpsertContact.model_construct(set(rest), **{**dict.fromkeys(UpsertContact.model_fields), **rest})


def _is_filled(name: str, contact: Item) -> bool:
    """Whether a contact has a field; the lists of addresses and phones are filled by the primary one."""
    single = {"emails": "email", "phones": "phone"}.get(name, name)
    return bool(contact.get(single)) or name == "type"


def fault_of(conflict: Conflict) -> Fault:
    """Why a row was not taken, as a fault that names its field."""
    details = conflict.details or {}
    match details.get("reason"):
        case "ambiguous":
            return Fault("row", SEVERAL_MATCH, {"expected": ", ".join(map(str, details["contact_ids"]))})
        case "archived":
            return Fault("id", ARCHIVED)
        case "external_id_taken":
            return Fault(EXTERNAL_ID, EXTERNAL_ID_TAKEN, {"expected": str(details["contact_id"])})
        case _:
            return Fault("phone", OTHERS_ADDRESS)
