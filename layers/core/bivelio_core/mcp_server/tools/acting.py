"""Tools that do something: write, book, draft, issue, remind, run. What cannot be undone is confirmed (work.py)."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import CONFIRMED, DONE, THING, Tool, object_of, text
from bivelio_core.mcp_server.work import ToolFailed, Work, link

from .people import CONTACT_ID, picked
from .selling import invoice_url

MOST_LINES = 100
AMOUNT: JsonObject = {"type": "number"}
LINE: JsonObject = {
    **object_of(
        "description quantity", description=text(most=500), quantity=AMOUNT, unit_price=AMOUNT, tax_rate=AMOUNT
    ),
    "description": "Prices without tax, in euros; without tax_rate the usual one.",
}
INVOICE_ID = text("Id of an invoice, inv_...", most=60)


def reply(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Write to a contact, by the channel of the conversation unless another one is named."""
    contact = arguments["contact_id"]
    channel = arguments.get("channel") or work.ask("messages.conversations_get", contact_id=contact)["channel"]
    subject = {"subject": arguments["subject"]} if "subject" in arguments else {}
    message = {"channel": channel, "contact_id": contact, "body": arguments["text"], **subject}
    sent = work.send("messages.send", message)
    return {**picked(sent, "message_id", "channel", "to", "status"), "url": link(f"/conversations?with={contact}")}


def book(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Book a free time for a contact, or for somebody new."""
    event = work.send("calendar.book", dict(arguments))
    return {**picked(event, "id", "title", "start", "end", "timezone", "location", "booking"), "url": link("/calendar")}


def draft_invoice(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Make a draft of an invoice: it has no final number, and can be changed and deleted."""
    names = {"client_id": "client_id", "lines": "line_items", "notes": "notes", "due_date": "due_date"}
    invoice = work.send("invoices.create", {names[name]: value for name, value in arguments.items()})
    summary = picked(invoice, "id", "number", "status", "client", "subtotal", "tax", "total", "currency", "warnings")
    return {**summary, "url": invoice_url(invoice["id"])}


def issue_invoice(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Issue a draft."""
    invoice = work.send("invoices.issue", {"id": arguments["invoice_id"]})
    return {
        **picked(invoice, "id", "number", "status", "total", "currency", "due_date"),
        "url": invoice_url(invoice["id"]),
    }


def remind(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Send an unpaid invoice again, with a message."""
    invoice = work.ask("invoices.get", id=arguments["invoice_id"])
    if not invoice["amount_due"] or invoice["status"] in {"draft", "void"}:
        raise ToolFailed.of(
            "NOTHING_OWED", f"Nothing is owed on {invoice['number']}: its status is {invoice['status']}."
        )
    fields = {name: arguments[name] for name in ("subject", "message") if name in arguments}
    sent = work.send("invoices.send", {"id": invoice["id"], **fields})
    return {**picked(sent, "id", "number", "status", "amount_due", "currency"), "url": invoice_url(sent["id"])}


def run_workflow(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Start a workflow by its id or its name; what it does goes on by itself."""
    name = arguments["workflow"]
    if not name.startswith("wf_"):
        listed = work.ask("workflows.list", status="active", per_page=100)["workflows"]
        same = [each["id"] for each in listed if each["name"].casefold() == name.casefold()]
        if len(same) != 1:
            names = ", ".join(each["name"] for each in listed[:20])
            raise ToolFailed.of("UNKNOWN_WORKFLOW", f"No single active workflow is called so. There are: {names}.")
        (name,) = same
    request = {"workflow_id": name, "input": arguments.get("input", {}), "async": True}
    run = work.send("workflows.execute", request)
    return {**picked(run, "instance_id", "status", "started_at"), "url": link(f"/runs/{run['instance_id']}")}


TOOLS = (
    Tool(
        "reply",
        object_of(
            "contact_id text",
            contact_id=CONTACT_ID,
            text=text(most=4_000),
            subject=text("Of an e-mail.", most=200),
            channel={"type": "string", "enum": ["whatsapp", "telegram", "email"]},
            **CONFIRMED,
        ),
        DONE,
        reply,
        needs=("messages.send", "messages.conversations_get"),
        repeats=False,
        reaches_out=True,
    ),
    Tool(
        "book",
        object_of(
            "service_id start",
            service_id=text("As free_slots gives it.", most=60),
            start=text("As free_slots gives it.", most=40),
            person_id=text(most=60),
            contact_id=CONTACT_ID,
            **{name: text(most=200) for name in ("name", "email", "phone")},
            notes=text(most=1_000),
        ),
        DONE,
        book,
        needs=("calendar.book",),
        repeats=False,
        reaches_out=True,
    ),
    Tool(
        "draft_invoice",
        object_of(
            "client_id lines",
            client_id=CONTACT_ID,
            lines={"type": "array", "items": LINE, "minItems": 1, "maxItems": MOST_LINES},
            due_date=text("2026-04-30", most=10),
            notes=text(most=1_000),
        ),
        DONE,
        draft_invoice,
        needs=("invoices.create",),
        repeats=False,
    ),
    Tool(
        "issue_invoice",
        object_of("invoice_id", invoice_id=INVOICE_ID, **CONFIRMED),
        DONE,
        issue_invoice,
        needs=("invoices.issue", "invoices.get"),
        removes=True,
        repeats=False,
        reaches_out=True,
    ),
    Tool(
        "remind",
        object_of("invoice_id", invoice_id=INVOICE_ID, subject=text(most=200), message=text(most=2_000), **CONFIRMED),
        DONE,
        remind,
        needs=("invoices.send", "invoices.get"),
        repeats=False,
        reaches_out=True,
    ),
    Tool(
        "run_workflow",
        object_of("workflow", workflow=text("Id, wf_..., or name.", most=100), input=THING, **CONFIRMED),
        DONE,
        run_workflow,
        needs=("workflows.execute", "workflows.list"),
        removes=True,
        repeats=False,
        reaches_out=True,
    ),
)
