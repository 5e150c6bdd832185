"""`bivelio trigger`: performs in the sandbox what causes an event."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any, Callable, Optional

import typer

from ..connection import client_of
from ..problems import error_output, stop

if TYPE_CHECKING:
    from ... import BiVelio
    from ...types import ApprovalStep, LineItem, StopStep

LINES: list[LineItem] = [{"description": "Consultoria", "quantity": 1, "unit_price": 100, "tax_rate": 21}]
AGENT = "ag_classifier_01"
"""An agent that every sandbox has."""
DELIVERED, ANSWERED = "+34600000001", "+34600000010"
"""Recipients of the sandbox: one that gets what it is sent, and one that answers it."""
MAILED = "prova@example.com"
"""An address that the sandbox accepts mail for, as it accepts any."""
SERVICE = "svc_a1b2c3d4"
"""A service that every sandbox has, and when its times are free."""
BOOKABLE = ("2050-04-01T00:00:00Z", "2050-05-31T00:00:00Z")
NOBODY = "https://example.com/bivelio"
APPROVAL_SECONDS = 3600


def run(
    context: typer.Context,
    event: Annotated[Optional[str], typer.Argument(help="The type; without it, the types are listed.")] = None,
) -> None:
    """Create what the event is about, for real: it comes by the feed, by webhooks, and starts workflows."""
    if event is None:
        typer.echo("\n".join(CAUSES))
        return
    if event not in CAUSES:
        why = UNCAUSED.get(event, f"there are: {', '.join(CAUSES)}.")
        raise typer.BadParameter(f"{event!r} cannot be triggered; {why}")
    with error_output(), client_of(context, {}) as client:
        if "sandbox" not in client.base_url:
            stop(f"{client.base_url} is not the sandbox: use a key that begins with bv_test_.")
        typer.echo(f"{event}: {CAUSES[event](client)}")


def _contact(client: BiVelio) -> Any:
    return client.contacts.create(type="person", name=f"Prova {secrets.token_hex(3)}")


def _invoice(client: BiVelio) -> Any:
    return client.invoices.create(document_type="simplified", line_items=LINES)


def _contact_created(client: BiVelio) -> str:
    return str(_contact(client).id)


def _contact_updated(client: BiVelio) -> str:
    return str(client.contacts.update(_contact(client).id, tags=["prova"]).id)


def _contact_archived(client: BiVelio) -> str:
    return str(client.contacts.archive(_contact(client).id).id)


def _contact_merged(client: BiVelio) -> str:
    loser = _contact(client)
    client.contacts.merge(winner=_contact(client).id, losers=[loser.id])
    return str(loser.id)


def _case_created(client: BiVelio) -> str:
    return str(client.cases.create(title="Prova").id)


def _case_updated(client: BiVelio) -> str:
    return str(client.cases.update(client.cases.create(title="Prova").id, priority="high").id)


def _invoice_created(client: BiVelio) -> str:
    return str(_invoice(client).id)


def _invoice_paid(client: BiVelio) -> str:
    invoice = client.invoices.issue(_invoice(client).id)
    return str(client.invoices.mark_paid(invoice.id, amount=invoice.total).id)


def _issued(client: BiVelio) -> Any:
    return client.invoices.issue(_invoice(client).id)


def _invoice_issued(client: BiVelio) -> str:
    return str(_issued(client).id)


def _invoice_sent(client: BiVelio) -> str:
    return str(client.invoices.send(_issued(client).id, to=MAILED).id)


def _invoice_voided(client: BiVelio) -> str:
    return str(client.invoices.void(id=_issued(client).id, reason="Prova").id)


def _invoice_rectified(client: BiVelio) -> str:
    invoice = _issued(client)
    client.invoices.rectify(id=invoice.id, reason="Prova")
    return str(invoice.id)


def _meeting(client: BiVelio) -> str:
    return str(client.calendar.create(title="Prova", start="2030-04-10T15:00:00Z", end="2030-04-10T16:00:00Z").id)


def _calendar_updated(client: BiVelio) -> str:
    return str(client.calendar.update(_meeting(client), location="Sala").id)


def _calendar_cancelled(client: BiVelio) -> str:
    return str(client.calendar.cancel(_meeting(client)).id)


def _document(client: BiVelio, **options: Any) -> str:
    content = f"Factura de prova {secrets.token_hex(3)}\nTotal: 121,00 EUR\n".encode()
    return str(client.documents.upload(content, filename="prova.txt", **options).document_id)


def _document_extracted(client: BiVelio) -> str:
    return _document(client, auto_extract=True)


def _document_processed(client: BiVelio) -> str:
    return _document(client, auto_classify=True)


def _message_sent(client: BiVelio) -> str:
    return str(client.messages.send(channel="whatsapp", to=DELIVERED, body="Prova").message_id)


def _message_received(client: BiVelio) -> str:
    sent = client.messages.send(channel="whatsapp", to=ANSWERED, body="Prova")
    return f"the answer to {sent.message_id}"


def _conversation(client: BiVelio) -> str:
    """The contact of a new conversation."""
    contact = client.contacts.create(type="person", name="Prova", email=f"prova-{secrets.token_hex(6)}@example.com")
    client.messages.send(channel="email", contact_id=contact.id, subject="Prova", body="Prova")
    return str(contact.id)


def _conversation_closed(client: BiVelio) -> str:
    return str(client.messages.conversations_update(_conversation(client), state="closed").contact_id)


def _conversation_reopened(client: BiVelio) -> str:
    return str(client.messages.conversations_update(_conversation_closed(client), state="open").contact_id)


def _conversation_handed_over(client: BiVelio) -> str:
    return str(client.messages.hand_over(contact_id=_conversation(client), why="Prova").contact_id)


def _free_time(client: BiVelio) -> str:
    """The first time at which the service of every sandbox can be booked."""
    begins, ends = BOOKABLE
    days = client.calendar.slots(service_id=SERVICE, from_=begins, to=ends).days
    if not days:
        stop(f"{SERVICE} has no free time left until {ends}: cancel a booking.")
    return str(days[0].slots[0].start)


def _booking_created(client: BiVelio) -> str:
    return str(client.calendar.book(service_id=SERVICE, start=_free_time(client), name="Prova", email=MAILED).id)


def _booking_moved(client: BiVelio) -> str:
    booking = _booking_created(client)
    return str(client.calendar.move(id=booking, start=_free_time(client)).id)


def _booking_cancelled(client: BiVelio) -> str:
    return str(client.calendar.cancel(_booking_created(client)).id)


def _agent_executed(client: BiVelio) -> str:
    return str(client.agents.invoke(agent_id=AGENT, input={"text": "Bon dia, vull canviar la cita."}).execution_id)


def _deal(client: BiVelio) -> Any:
    return client.deals.create(title=f"Prova {secrets.token_hex(3)}", amount=100)


def _deal_created(client: BiVelio) -> str:
    return str(_deal(client).id)


def _deal_updated(client: BiVelio) -> str:
    return str(client.deals.update(_deal(client).id, tags=["prova"]).id)


def _deal_moved(stage: str) -> Callable[[BiVelio], str]:
    return lambda client: str(client.deals.move(id=_deal(client).id, stage_id=stage).id)


def _run(client: BiVelio, step: StopStep | ApprovalStep) -> str:
    """Start a run of a workflow with one step; the workflow is archived, which leaves its run alone."""
    workflow = client.workflows.create(name=f"Prova {secrets.token_hex(3)}", steps=[step])
    try:
        return str(client.workflows.execute(workflow.id, input={}).instance_id)
    finally:
        client.workflows.archive(workflow.id)


def _workflow_completed(client: BiVelio) -> str:
    return _run(client, {"id": "prova", "type": "stop", "input": {"status": "completed", "output": "Prova"}})


def _workflow_failed(client: BiVelio) -> str:
    return _run(client, {"id": "prova", "type": "stop", "input": {"status": "failed", "message": "Prova"}})


def _workflow_waiting(client: BiVelio) -> str:
    waits: ApprovalStep = {
        "id": "prova",
        "type": "approval",
        "input": {"message": "Prova", "expires_in_seconds": APPROVAL_SECONDS},
    }
    return _run(client, waits)


def _webhook_disabled(client: BiVelio) -> str:
    webhook = client.webhooks.create(url=NOBODY, events=["webhook.failing"])
    try:
        return str(client.webhooks.update(webhook.webhook_id, status="disabled").webhook_id)
    finally:
        client.webhooks.delete(webhook.webhook_id)


CAUSES: dict[str, Callable[[BiVelio], str]] = {
    "contact.created": _contact_created,
    "contact.updated": _contact_updated,
    "contact.archived": _contact_archived,
    "contact.merged": _contact_merged,
    "case.created": _case_created,
    "case.updated": _case_updated,
    "deal.created": _deal_created,
    "deal.updated": _deal_updated,
    "deal.stage_changed": _deal_moved("proposal"),
    "deal.won": _deal_moved("won"),
    "deal.lost": _deal_moved("lost"),
    "invoice.created": _invoice_created,
    "invoice.paid": _invoice_paid,
    "invoice.issued": _invoice_issued,
    "invoice.sent": _invoice_sent,
    "invoice.voided": _invoice_voided,
    "invoice.rectified": _invoice_rectified,
    "calendar.created": _meeting,
    "calendar.updated": _calendar_updated,
    "calendar.cancelled": _calendar_cancelled,
    "booking.created": _booking_created,
    "booking.moved": _booking_moved,
    "booking.cancelled": _booking_cancelled,
    "document.processed": _document_processed,
    "document.stored": _document,
    "document.extracted": _document_extracted,
    "message.sent": _message_sent,
    "message.received": _message_received,
    "conversation.closed": _conversation_closed,
    "conversation.reopened": _conversation_reopened,
    "conversation.handed_over": _conversation_handed_over,
    "agent.executed": _agent_executed,
    "workflow.completed": _workflow_completed,
    "workflow.failed": _workflow_failed,
    "workflow.waiting": _workflow_waiting,
    "webhook.disabled": _webhook_disabled,
}
"""What causes each type."""

UNCAUSED = {
    "webhook.failing": "it takes a server that refuses five attempts, which are minutes apart.",
    "invoice.booked": "it takes an invoice that a supplier sent.",
    "invoice.certificate_expiring": "it takes a certificate that ends within 60 days.",
    "invoice.delivery_changed": "it takes an administration that has the invoice and says so.",
    "invoice.registered": "it takes an issuer under VERI*FACTU: settings_update with verifactu active, then issue.",
    "invoice.registration_failed": "it takes a record that the tax agency refuses.",
    "invoice.overdue": "it takes the night after a due date.",
    "agent.waiting": "it takes an agent whose tool asks for approval.",
    "calendar.starting": "it takes a workflow with a lead time, and that time.",
    "task.due": "it takes a task with a time, and that time.",
    "task.reminder": "it takes a task with a reminder, and its time.",
    "conversation.assigned": "it takes a member of the organisation to be in charge of it.",
    "message.updated": "it takes somebody who edits or deletes a message.",
}
"""The types that nothing here causes, and why."""
