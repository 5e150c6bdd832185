"""Rows of an import without an id, for which an address decides: who has it is changed, or left as it is.

They are carried out one after the other, since two rows may have one address, each under a key of its own: a slice
whose function died is repeated without a second effect.
"""

from dataclasses import replace

from bivelio_core.contacts import owners
from bivelio_core.contacts.actions import upsert
from bivelio_core.contacts.models import UpsertContact
from bivelio_core.contacts.writing import check_company, check_owner
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ValidationError
from bivelio_core.faults import Fault, register
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CONTACT

from . import fiscal_cells
from .rows import CHANGED_MEANWHILE, CREATED, FAILED, UNCHANGED, UPDATED, Planned, Row, validated

CREATE, SKIP, UPDATE = "create", "skip", "update"
OTHERS_ADDRESS = register("contacts", "others_address")


def is_by_address(row: Row, state: Item) -> bool:
    """Whether an address decides about a row."""
    fields = row.fields
    has_address = bool(fields.get("email") or fields.get("phone"))
    return state.get("on_existing", CREATE) != CREATE and not fields.get("id") and has_address and not row.faults


class ByAddress:
    """The rows of one slice that addresses decide about."""

    def __init__(self, state: Item, ctx: Context) -> None:
        self._state, self._ctx = state, ctx
        self._new: set[str] = set()

    def carried_out(self, row: Row) -> Planned:
        """What became of a row; in a dry run, what would."""
        cells = fiscal_cells.completed(row.fields, {})
        request, faults = validated(
            UpsertContact, {name: value for name, value in cells.items() if value not in (None, [], {})}
        )
        if faults or not isinstance(request, UpsertContact):
            return Planned(row.number, FAILED, None, tuple(faults))
        try:
            check_company(request.company_id, self._ctx)
            check_owner(request.owner_id, self._ctx)
            return self._written(row, request)
        except ChangedMeanwhile:
            return Planned(row.number, FAILED, None, (Fault("id", CHANGED_MEANWHILE),))
        except Conflict:
            return Planned(row.number, FAILED, None, (Fault("phone", OTHERS_ADDRESS),))
        except ValidationError as error:
            return Planned(row.number, FAILED, None, tuple(map(fiscal_cells.in_columns, error.faults)))

    def _written(self, row: Row, request: UpsertContact) -> Planned:
        store, state = self._ctx.store, self._state
        addresses = upsert.known_by(request)
        before = owners.owners_of(store, addresses).contact(self._ctx.organisation)
        is_kept = before is not None and state["on_existing"] == SKIP
        if state["dry_run"] or is_kept:
            keys = {address.sk for address in addresses}
            is_new = before is None and self._new.isdisjoint(keys)
            self._new |= keys
            outcome = UNCHANGED if state["on_existing"] == SKIP else UPDATED
            return replace(self._planned(row, before), result=CREATED if is_new else outcome)
        key = EffectKey.of("contacts.upsert", LastingKey(f"{state['id']}:{row.number}"), request)
        result = upsert.carry_out(request, store, key)
        is_same = before is not None and before["version"] == result.item["version"]
        planned = self._planned(row, result.item)
        return replace(planned, result=CREATED if result.created else UNCHANGED if is_same else UPDATED)

    def _planned(self, row: Row, item: Item | None) -> Planned:
        known_as = None if item is None else resources.public_id(CONTACT, self._ctx.organisation, item)
        return Planned(row.number, UNCHANGED, known_as)
