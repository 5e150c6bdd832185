"""Check the custom fields of a contact that is written against what its organisation has declared.

Names that nobody declared take any value, as ever. Nothing is read for a new contact of an organisation that has
declared nothing (definitions.py), nor for a change that sends no custom fields.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bivelio_core.contacts.fields import custom_fields_fault
from bivelio_core.errors import ApiError, ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.faults import Fault, path, register
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore

from . import definitions
from .definitions import Definition, Definitions

if TYPE_CHECKING:
    from bivelio_core.contacts.models import UpdateContact
    from bivelio_core.contacts.upsert_models import UpsertContact

Changing = TypeVar("Changing", "UpdateContact", "UpsertContact")

FIELD_ARCHIVED = register("contacts", "field_archived")


class NewContact(NamedTuple):
    """The sequence number that a new contact has, and its custom fields as they are kept."""

    number: int
    custom_fields: dict[str, Any]


def of_new(store: TenantStore, sent: Mapping[str, Any]) -> NewContact:
    """Lease the number of a new contact and check its custom fields; its item must be put directly afterwards.

    Raises Unprocessable for values that definitions do not allow, and for a required field without one. 1 write, and
    1 read when the definitions are not those that this process knows.
    """
    declared = definitions.current(store)
    try:
        custom_fields = checked(store, declared, sent, {}, is_new=True)
    except ApiError:  # perhaps by what this process knows alone
        declared = definitions.read(store)
        custom_fields = checked(store, declared, sent, {}, is_new=True)
    lease = store.lease(CONTACT)
    if not store.tenant.is_sandbox and lease.declared != declared.revision:
        custom_fields = checked(store, definitions.read(store), sent, {}, is_new=True)
    return NewContact(lease.first, {name: value for name, value in custom_fields.items() if value is not None})


def in_request(store: TenantStore, request: Changing, contact: Item) -> Changing:
    """A request that changes a contact, with the custom fields that it sends as they are kept. Raises as `of_new` does.

    1 read for a request that sends some.
    """
    if not request.custom_fields:
        return request
    custom_fields = of_changed(store, request.custom_fields, contact["custom_fields"])
    return request.model_copy(update={"custom_fields": custom_fields})


def of_changed(store: TenantStore, sent: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The custom fields that a change sends, as they are kept. 1 read. Raises as `of_new` does."""
    return checked(store, definitions.read(store), sent, stored, is_new=False)


def checked(
    store: TenantStore, declared: Definitions, sent: Mapping[str, Any], stored: Mapping[str, Any], *, is_new: bool
) -> dict[str, Any]:
    """What is sent, with the values of declared fields as they are kept, and a new contact's defaults.

    A value that the contact has already is not checked again: it may be older than the definition. Raises Unprocessable
    with all faults. It reads the contacts that relations name.
    """
    if not declared.by_name:
        return dict(sent)
    checked_fields, faults = _checked(declared, sent, stored)
    if is_new:
        for definition in declared.active():
            if checked_fields.get(definition.name) is not None:
                continue
            if definition.default is not None:
                checked_fields[definition.name] = definition.default
            elif definition.required:
                faults.append(Fault(place(definition.name), "required"))
    faults += _relation_faults(store, declared, checked_fields, stored)
    if faults:
        raise Unprocessable(faults)
    if is_new and (fault := custom_fields_fault(checked_fields)):  # with the defaults
        raise ValidationError([fault])
    return checked_fields


def place(name: str) -> str:
    """The path of a custom field in a request."""
    return "custom_fields" + path((name,))


def _checked(
    declared: Definitions, sent: Mapping[str, Any], stored: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    checked_fields, faults = dict(sent), list[Fault]()
    for name, value in sent.items():
        definition = declared.by_name.get(name)
        if definition is None or (name in stored and same(value, stored[name])):
            continue
        if value is None:
            if definition.is_active and definition.required and name in stored:
                faults.append(Fault(place(name), "required"))
        elif not definition.is_active:
            faults.append(Fault(place(name), FIELD_ARCHIVED))
        elif fault := _keep(checked_fields, definition, value):
            faults.append(fault)
    return checked_fields, faults


def _keep(checked_fields: dict[str, Any], definition: Definition, value: Any) -> Fault | None:
    """Keep a value in its form; the fault of one that the definition does not allow."""
    from .values import MisfitError, normalised  # noqa: PLC0415 - only for fields that were declared

    try:
        checked_fields[definition.name] = normalised(definition, value)
    except MisfitError as misfit:
        return Fault(place(definition.name) + path(misfit.place), misfit.constraint, misfit.values)
    return None


def _relation_faults(
    store: TenantStore, declared: Definitions, fields: Mapping[str, Any], stored: Mapping[str, Any]
) -> Iterator[Fault]:
    """The relations to contacts that do not exist, of those that are new."""
    for definition in declared.active():
        contact_id = fields.get(definition.name)
        if (
            definition.type != "relation"
            or not isinstance(contact_id, str)
            or contact_id == stored.get(definition.name)
        ):
            continue
        try:
            store.find(CONTACT, contact_id, consistent=False)
        except (ResourceNotFound, ResourceForbidden):
            yield Fault(place(definition.name), "not_found")
