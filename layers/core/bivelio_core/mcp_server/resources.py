"""Resources: what a client may put into a conversation by its address, `bivelio://...`.

Each is the answer of one operation, so who may not ask for the operation has no such resource.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from bivelio_core.catalogue import Entry
from bivelio_core.json_text import to_json

from . import results
from .messages import Call, JsonObject
from .work import Session, ToolFailed, Work

SCHEME = "bivelio://"
LONGEST = 1_000_000


class Resource(NamedTuple):
    """A resource: its address, in which a field may be open, and the operations that are asked."""

    address: str
    operations: tuple[str, ...]
    field: str = ""


RESOURCES = {
    "event_types": Resource("event-types", ("events.types",)),
    "invoice_settings": Resource("settings/invoices", ("invoices.settings_get",)),
    "contact_fields": Resource("settings/contact-fields", ("contacts.fields_list",)),
    "services": Resource("settings/services", ("calendar.services_list",)),
    "invoice": Resource("invoices/", ("invoices.get",), "id"),
    "conversation": Resource("conversations/", ("messages.conversations_get", "messages.list"), "contact_id"),
}
"""By the name under which they are listed, in the order of the list."""


def listed(session: Session, *, are_open: bool) -> list[JsonObject]:
    """Those with a fixed address, or the templates of those that are open."""
    return [
        {
            ("uriTemplate" if are_open else "uri"): f"{SCHEME}{each.address}{f'{{{each.field}}}' if are_open else ''}",
            "name": name,
            "title": Entry("mcp_server", f"resource.{name}")[session.ctx.language],
            "mimeType": "application/json",
        }
        for name, each in RESOURCES.items()
        if bool(each.field) is are_open and all(map(session.may, each.operations))
    ]


def read(session: Session, call: Call) -> Sequence[JsonObject] | None:
    """The contents at an address; None when there is nothing that the caller may read."""
    for each in RESOURCES.values():
        if (data := _matched(each, call.name)) is None or not all(map(session.may, each.operations)):
            continue
        work = Work(session, call)
        try:
            answers = [work.send(operation, data) for operation in each.operations]
        except ToolFailed:
            return None
        text = to_json(results.marked(answers[0] if len(answers) == 1 else answers))
        return [{"uri": call.name, "mimeType": "application/json", "text": text}] if len(text) <= LONGEST else None
    return None


def _matched(resource: Resource, address: str) -> Mapping[str, str] | None:
    """The request for an address; None for an address of another resource."""
    path = address.removeprefix(SCHEME)
    if path == address:
        return None
    if not resource.field:
        return {} if path == resource.address else None
    name = unquote(path.removeprefix(resource.address))
    return {resource.field: name} if path.startswith(resource.address) and name and "/" not in name else None
