"""Send invoices by e-mail. The domains invoices and messages meet here, since no domain calls another's service."""

from bivelio_core.context import Context
from bivelio_core.errors import ApiError
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.invoices import sending, storage
from bivelio_core.invoices.action_models import IssueInvoice, SendInvoice
from bivelio_core.invoices.actions import issue
from bivelio_core.invoices.models import Invoice, InvoiceWarning
from bivelio_core.messages.actions import send as messages
from bivelio_core.messages.media import StoredFile
from bivelio_core.messages.models import SendMessage


def send(request: SendInvoice, ctx: Context) -> Invoice:
    """Send an invoice with its PDF, once for an Idempotency-Key.

    Raises IntegrationError, with the reason `no_email_connection` when the organisation has connected no account.
    """
    letter = sending.letter(request, ctx)
    message_request = SendMessage(
        channel="email",
        to=letter.to,
        contact_id=None if letter.to else letter.client,
        subject=letter.subject,
        body=letter.body,
    )
    file = StoredFile(storage.INVOICES, letter.file, storage.PDF, letter.file_name)
    try:
        message = messages.send(message_request, ctx, file)
    except IntegrationError as error:
        if error.details["reason"] == "not_connected":
            raise IntegrationError("no_email_connection") from error
        raise
    return sending.sent(letter.invoice, message.message_id, ctx)


def issue_and_send(invoice: str, ctx: Context) -> Invoice:
    """Issue a draft and send it. A failure to send leaves it issued, and the answer warns of it."""
    issued = issue.issue(IssueInvoice(id=invoice), ctx)
    try:
        return send(SendInvoice(id=invoice), ctx)
    except ApiError as error:
        warning = InvoiceWarning(code="not_sent", field="auto_send", message=error.message(ctx.language))
        return issued.model_copy(update={"warnings": [*(issued.warnings or ()), warning]})
