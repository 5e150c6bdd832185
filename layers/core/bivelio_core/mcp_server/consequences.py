"""What an operation does that cannot be taken back, as a person is told before it is done.

The rule is by operation, whichever tool asks for it: what changes something and has no operation that takes it back is
confirmed first, as agents ask a person first. What a person must decide alone is done in the dashboard.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from bivelio_core.catalogue import Entry
from bivelio_core.json_text import to_json
from bivelio_core.operations import Operation

from .messages import JsonObject

TAKEN_BACK_OTHERWISE = frozenset(
    {
        *("agents.conversations_delete", "calendar.create", "calendar.hold", "documents.upload_url"),
        *("invoices.create", "invoices.update", "invoices.validate"),
    }
)
"""Operations without one that takes them back, and yet without consequence: drafts, holds, what can be cancelled."""

FOR_PEOPLE = frozenset({"contacts.delete", "contacts.erase", "invoices.representation_end"})
"""Operations that a person alone decides, in the dashboard."""

OF_MONEY = frozenset(
    {"invoices.book", "invoices.deliver", "invoices.issue", "invoices.mark_paid", "invoices.rectify", "invoices.void"}
)
"""Operations that commit the organisation to an amount: that of the invoice that they name."""

MOST_HERE = Decimal(3_000)
"""The amount above which these are done in the dashboard, in the invoice's currency, unless the organisation says."""

LONGEST_SHOWN = 600


class Reader(Protocol):
    """What reads for a preview."""

    def ask(self, operation: str, **data: Any) -> JsonObject:
        """What an operation answers."""

    def may(self, operation: str) -> bool:
        """Whether the caller may ask for an operation."""


class Consequence(NamedTuple):
    """What will be done: a sentence, what it is about, and the dashboard's page if it is done there alone."""

    sentence: Entry
    preview: JsonObject
    page: str = ""


def of(operation: Operation, data: Mapping[str, Any], reader: Reader) -> Consequence | None:
    """The consequence of an operation with its data; None for one that can be taken back."""
    name = operation.name
    is_sent = name == "invoices.create" and bool(data.get("auto_send"))
    about = {"operation": name, "data": dict(data)}
    if name == "invoices.settings_update" and "assistant_limit" in data:
        return Consequence(_otherwise(operation, data), about, "/settings/organisation")
    if not operation.changes or ((operation.undone_by or name in TAKEN_BACK_OTHERWISE) and not is_sent):
        return None
    if is_sent or name in FOR_PEOPLE:
        return Consequence(_otherwise(operation, data), about, _page(name, data))
    if name.startswith("invoices.") and isinstance(data.get("id"), str) and reader.may("invoices.get"):
        return _of_invoice(operation, data, reader)
    if name == "messages.send":
        return Consequence(_message(data, reader), about)
    return Consequence(_otherwise(operation, data), about)


def _of_invoice(operation: Operation, data: Mapping[str, Any], reader: Reader) -> Consequence:
    invoice = reader.ask("invoices.get", id=data["id"])
    client = (invoice.get("client") or {}).get("name") or "-"
    facts = {name: invoice.get(name) for name in ("number", "status", "total", "amount_due", "currency", "version")}
    about = {"operation": operation.name, "data": dict(data), "invoice": {**facts, "client": client}}
    values = {"number": invoice["number"], "client": client, "total": _amount(invoice), "summary": operation.summary}
    sentences = {
        "invoices.issue": Entry("mcp_server", "consequence.issue"),
        "invoices.send": Entry("mcp_server", "consequence.send"),
        "invoices.mark_paid": Entry("mcp_server", "consequence.mark_paid"),
    }
    sentence = sentences.get(operation.name, Entry("mcp_server", "consequence.invoice")).filled(**values)
    amount = Decimal(str(data.get("amount") or invoice["total"]))
    is_large = operation.name in OF_MONEY and abs(amount) > _limit(reader)
    return Consequence(sentence, about, _page(operation.name, data) if is_large else "")


def _limit(reader: Reader) -> Decimal:
    """The organisation's own limit. Who may change an invoice may read the settings of invoicing."""
    limit = reader.ask("invoices.settings_get").get("assistant_limit")
    return MOST_HERE if limit is None else Decimal(str(limit))


def _amount(invoice: Mapping[str, Any]) -> str:
    return f"{invoice['total']:.2f} {invoice['currency']}"


def _message(data: Mapping[str, Any], reader: Reader) -> Entry:
    recipient = data.get("to") or data.get("contact_id") or "-"
    if isinstance(data.get("contact_id"), str) and reader.may("contacts.get"):
        recipient = reader.ask("contacts.get", id=data["contact_id"])["name"]
    content = data.get("body") or to_json(data.get("message") or {})
    return Entry("mcp_server", "consequence.message").filled(recipient=recipient, text=_shortened(str(content)))


def _otherwise(operation: Operation, data: Mapping[str, Any]) -> Entry:
    values = {"operation": operation.name, "summary": operation.summary, "data": _shortened(to_json(data))}
    return Entry("mcp_server", "consequence.other").filled(**values)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _page(operation: str, data: Mapping[str, Any]) -> str:
    """The dashboard's page on which a person does it."""
    identity = data.get("id")
    if operation.startswith("invoices."):
        return f"/invoices/{identity}" if isinstance(identity, str) and operation != "invoices.create" else "/invoices"
    return f"/contacts?id={identity}" if isinstance(identity, str) else "/contacts"
