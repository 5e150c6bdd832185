"""`bivelio trigger`: performs in the sandbox what causes an event."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any, Callable, Optional

import typer

from ..connection import client_of
from ..problems import stop, told

if TYPE_CHECKING:
    from ... import BiVelio
    from ...types import LineItem

LINES: list[LineItem] = [{"description": "Consultoria", "quantity": 1, "unit_price": 100, "tax_rate": 21}]


def run(
    context: typer.Context,
    event: Annotated[Optional[str], typer.Argument(help="The type; without it, the types are listed.")] = None,
) -> None:
    """Create what the event is about, for real: it comes by the feed, by webhooks, and starts workflows."""
    if event is None:
        typer.echo("\n".join(CAUSES))
        return
    if event not in CAUSES:
        raise typer.BadParameter(f"{event!r} cannot be triggered; there are: {', '.join(CAUSES)}.")
    with told(), client_of(context, {}) as client:
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


def _case_created(client: BiVelio) -> str:
    return str(client.cases.create(title="Prova").id)


def _case_updated(client: BiVelio) -> str:
    return str(client.cases.update(client.cases.create(title="Prova").id, priority="high").id)


def _invoice_created(client: BiVelio) -> str:
    return str(_invoice(client).id)


def _invoice_paid(client: BiVelio) -> str:
    made = client.invoices.issue(_invoice(client).id)
    return str(client.invoices.mark_paid(made.id, amount=made.total).id)


def _document_processed(client: BiVelio) -> str:
    content = f"Factura de prova {secrets.token_hex(3)}\nTotal: 121,00 EUR\n".encode()
    return str(client.documents.upload(content, filename="prova.txt", auto_classify=True).document_id)


CAUSES: dict[str, Callable[[BiVelio], str]] = {
    "contact.created": _contact_created,
    "contact.updated": _contact_updated,
    "case.created": _case_created,
    "case.updated": _case_updated,
    "invoice.created": _invoice_created,
    "invoice.paid": _invoice_paid,
    "document.processed": _document_processed,
}
"""What causes each type. Messages take a connected account, runs a workflow or an agent of yours: run those."""
