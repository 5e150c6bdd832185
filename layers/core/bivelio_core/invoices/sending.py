"""Write the e-mail that sends an invoice, and record it on the invoice afterwards."""

from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change

from . import figures, paperwork, rules, storage, stored
from .action_models import SendInvoice
from .errors import NO_ADDRESS
from .models import Invoice
from .revising import revise_main

SUBJECT = Entry("invoices", "mail.subject")
BODY = Entry("invoices", "mail.body")
DUE = Entry("invoices", "mail.due")


class Letter(NamedTuple):
    """An e-mail with an invoice: to an address or, None, to its client; `file` is the PDF in the tenant's files."""

    invoice: str
    to: str | None
    client: str | None
    subject: str
    body: str
    file: str
    file_name: str


def letter(request: SendInvoice, ctx: Context) -> Letter:
    """The e-mail of a request, its PDF made. Raises Conflict for a draft, Unprocessable without an address."""
    invoice = stored.load(ctx.store, request.id)
    rules.require_made_here(invoice.main)
    rules.require("send", invoice.main["status"] if invoice.main["type"] == "issued" else "received")
    if request.to is None and "email" not in invoice.content.get("buyer", {}):
        raise Unprocessable.of("to", NO_ADDRESS)
    main, language = paperwork.with_pdf(invoice, ctx.store), invoice.content["language"]
    about = {
        "number": main["number"],
        "seller": invoice.content["seller"]["legal_name"],
        "total": main["total"] if language == "en" else main["total"].replace(".", ","),
        "currency": main["currency"],
        "due": DUE[language].format(day=main["due_date"]) if "due_date" in main and figures.due(main) > 0 else "",
    }
    return Letter(
        invoice=request.id,
        to=request.to,
        client=main.get("client", {}).get("id"),
        subject=request.subject or SUBJECT[language].format_map(about),
        body=request.message or BODY[language].format_map(about),
        file=storage.pdf_name(ctx.tenant, main["SK"], main["pdf"]),
        file_name=f"{main['number']}.pdf",
    )


def sent(invoice: str, message: str, ctx: Context) -> Invoice:
    """Record on the invoice that a message with it was accepted. The same message is recorded once."""

    def decide(main: Item) -> Change | None:
        if main.get("sent_as") == message:
            return None
        rules.require("send", main["status"])
        (status,) = rules.TRANSITIONS["send"][main["status"]]
        return Change({**main, "status": status, "sent_at": clock.timestamp(), "sent_as": message})

    return paperwork.answer_about(revise_main(ctx.store, invoice, decide), ctx)
