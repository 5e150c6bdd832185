"""What an agent that talks with a contact may ask of its tools: what is about this contact, and what is for everybody.

An agent reads what strangers write. So a call that a stranger has talked it into must not reach another's data: the
contact of a call is not the model's to say, and what is answered about somebody else is not shown to it. A grant that
says `reach: all` is not bound.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core import operation_calls
from bivelio_core.context import Context
from bivelio_core.operations import Operation, operations

REACH_ALL = "all"
FOR_EVERYBODY = frozenset({"knowledge", "products"})
"""Domains whose data are no person's: what was granted of them is used as it was granted."""

OPEN = frozenset({"calendar.slots", "calendar.services_list", "calendar.hold"})
"""Operations of other domains that tell of nobody."""

OF_THE_CONTACT = frozenset({"contacts.get", "contacts.update", "contacts.timeline"})
"""Operations that are about the contact itself."""

PERSON = ("contact_id", "client_id")
"""Fields that say whose something is."""

PARTS = ("client", "booking")
"""Parts of a resource that say it too: of an invoice, of an event that was booked."""

RECIPIENT = "to"
NOT_OF_THE_PERSON = {
    "error": {"code": "RESOURCE_NOT_FOUND", "message": "There is no such thing of the person you talk with."}
}


def is_offered(operation: Operation) -> bool:
    """Whether a granted operation can be bound to a contact at all."""
    return _is_free(operation) or operation.name in OF_THE_CONTACT or _is_checked(operation) or bool(_forced(operation))


def hidden(operation: Operation) -> frozenset[str]:
    """The fields of a bound operation that the model is not asked for."""
    if _is_free(operation):
        return frozenset()
    if operation.name in OF_THE_CONTACT:
        return frozenset({"id", *PERSON})
    return frozenset(PERSON) if _is_checked(operation) else frozenset({RECIPIENT, *PERSON})


def bound(operation: Operation, arguments: Mapping[str, Any], contact_id: str, ctx: Context) -> dict[str, Any] | None:
    """The arguments of a call as one about this contact; None for a call about what is another's, or nobody knows."""
    if _is_free(operation):
        return dict(arguments)
    rest = {name: value for name, value in arguments.items() if name not in hidden(operation)}
    if operation.name in OF_THE_CONTACT:
        return {**rest, "id" if "id" in operation.request_model.model_fields else PERSON[0]: contact_id}
    if _is_checked(operation):
        reading = operations()[f"{operation.name.partition('.')[0]}.get"]
        is_own = "id" in rest and is_about(operation_calls.call(reading, {"id": rest["id"]}, ctx), contact_id)
        return rest if is_own else None
    return {**rest, _forced(operation): contact_id} if _forced(operation) else None


def is_about(document: Mapping[str, Any], contact_id: str) -> bool:
    """Whether a resource says that it is the contact's."""
    parts: list[Any] = [document, *(document[name] for name in PARTS if isinstance(document.get(name), Mapping))]
    named = [part.get(name) for part in parts for name in PERSON]
    client = document.get("client")
    named += [client.get("id")] if isinstance(client, Mapping) else []
    return contact_id in named


def _is_free(operation: Operation) -> bool:
    return operation.name.partition(".")[0] in FOR_EVERYBODY or operation.name in OPEN


def _is_checked(operation: Operation) -> bool:
    """Whether it is about one resource, which can be read to see whose it is."""
    domain = operation.name.partition(".")[0]
    return "id" in operation.request_model.model_fields and domain != "contacts" and f"{domain}.get" in operations()


def _forced(operation: Operation) -> str:
    """The field that names whom a call is about; empty when there is none, or a resource decides."""
    fields = operation.request_model.model_fields
    return next((name for name in PERSON if name in fields and "id" not in fields), "")
