"""Resources: what a client may put into a conversation by its address, `bivelio://...`.

Each is the answer of operations, so who may not ask for these has no such resource; or the schema of an operation that
the caller may ask for. What an open address may be completed to is read by operations too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from bivelio_core.catalogue import Entry
from bivelio_core.json_text import to_json
from bivelio_core.operations import operations

from . import results
from .messages import Call, Client, JsonObject
from .work import Session, ToolFailed, Work

SCHEME = "bivelio://"
LONGEST = 1_000_000


class Resource(NamedTuple):
    """A resource: its address, in which a field may be open, and the operations that are asked."""

    address: str
    operations: tuple[str, ...]
    field: str = ""
    mime_type: str = "application/json"


RESOURCES = {
    "event_types": Resource("event-types", ("events.types",)),
    "invoice_settings": Resource("settings/invoices", ("invoices.settings_get",)),
    "contact_fields": Resource("settings/contact-fields", ("contacts.fields_list",)),
    "services": Resource("settings/services", ("calendar.services_list",)),
    "invoice": Resource("invoices/", ("invoices.get",), "id"),
    "invoice_pdf": Resource("invoice-pdfs/", ("invoices.export",), "id", "application/pdf"),
    "conversation": Resource("conversations/", ("messages.conversations_get", "messages.list"), "contact_id"),
    "operation": Resource("operations/", (), "name"),
}
"""By the name under which they are listed, in the order of the list."""

COMPLETED_BY = {
    **dict.fromkeys(("invoices/", "invoice-pdfs/"), ("invoices.list", "invoices")),
    "conversations/": ("contacts.list", "contacts"),
}
"""The list in which what a person has typed is looked for, and its field of rows, by address."""
MOST_COMPLETED = 20


def listed(session: Session, *, are_open: bool) -> list[JsonObject]:
    """Those with a fixed address, or the templates of those that are open."""
    return [
        {
            ("uriTemplate" if are_open else "uri"): _template(each) if are_open else f"{SCHEME}{each.address}",
            "name": name,
            "title": Entry("mcp_server", f"resource.{name}")[session.ctx.language],
            "mimeType": each.mime_type,
        }
        for name, each in RESOURCES.items()
        if bool(each.field) is are_open and all(map(session.may, each.operations))
    ]


def read(session: Session, call: Call) -> Sequence[JsonObject] | None:
    """The contents at an address; None when there is nothing that the caller may read."""
    for each in RESOURCES.values():
        if (data := _matched(each, call.name)) is None or not all(map(session.may, each.operations)):
            continue
        if each.mime_type != "application/json":
            return _file(data, session, call)
        text = _answers(each, data, session, call) if each.operations else _schemas(session, data[each.field])
        is_shown = text is not None and len(text) <= LONGEST
        return [{"uri": call.name, "mimeType": "application/json", "text": text}] if is_shown else None
    return None


def _file(data: Mapping[str, str], session: Session, call: Call) -> Sequence[JsonObject] | None:
    """An invoice's PDF; of one that is too large for an answer, where it is for an hour."""
    try:
        exported = Work(session, call).send("invoices.export", {**data, "format": "pdf"})
    except ToolFailed:
        return None
    if content := exported.get("content_base64"):
        return [{"uri": call.name, "mimeType": exported["mime_type"], "blob": content}]
    return [{"uri": call.name, "mimeType": "application/json", "text": to_json(results.marked(exported))}]


def _answers(resource: Resource, data: Mapping[str, str], session: Session, call: Call) -> str | None:
    work = Work(session, call)
    try:
        answers = [work.send(operation, data) for operation in resource.operations]
    except ToolFailed:
        return None
    return to_json(results.marked(answers[0] if len(answers) == 1 else answers))


def _schemas(session: Session, name: str) -> str | None:
    """How an operation is asked and what it answers."""
    if not session.may(name):
        return None
    operation = operations()[name]
    schemas = {
        "request": operation.request_model.model_json_schema(),
        "response": operation.response_model.model_json_schema(),
    }
    return to_json({"operation": name, "summary": operation.summary, **schemas})


def completed(session: Session, template: Any, beginning: str) -> list[str]:
    """What the open field of a template may be: ids of what is found by the words, or names of operations."""
    resource = next((each for each in RESOURCES.values() if each.field and template == _template(each)), None)
    if resource is None:
        return []
    if not resource.operations:
        return sorted(name for name in operations() if name.startswith(beginning) and session.may(name))
    operation, rows = COMPLETED_BY[resource.address]
    if not session.may(operation):
        return []
    work = Work(session, Call(template, {}, Client("", is_modern=False), ""))
    words = {"search": beginning} if beginning.strip() else {}
    try:
        page = work.send(operation, {**words, "per_page": MOST_COMPLETED})
    except ToolFailed:
        return []
    return [each["id"] for each in page[rows]]


def _template(resource: Resource) -> str:
    return f"{SCHEME}{resource.address}{{{resource.field}}}"


def _matched(resource: Resource, address: str) -> Mapping[str, str] | None:
    """The request for an address; None for an address of another resource."""
    path = address.removeprefix(SCHEME)
    if path == address:
        return None
    if not resource.field:
        return {} if path == resource.address else None
    name = unquote(path.removeprefix(resource.address))
    return {resource.field: name} if path.startswith(resource.address) and name and "/" not in name else None
