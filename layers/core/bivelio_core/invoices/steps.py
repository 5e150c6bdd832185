"""The invoice steps of workflows. They take what the endpoints take; the PDF is made as there."""

from typing import TYPE_CHECKING

from . import writing
from .action_models import IssueInvoice, MarkPaid
from .actions.issue import issue as issue_invoice
from .actions.mark_paid import mark_paid as mark_invoice_paid
from .models import Invoice
from .step_models import CreateInvoiceInStep

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def create(request: CreateInvoiceInStep, call: "Call") -> Invoice:
    """invoice.create: a draft, made once even if the step is retried."""
    return writing.create(request, call.ctx)


def issue(request: IssueInvoice, call: "Call") -> Invoice:
    """invoice.issue: the number and the content become final; an issued invoice stays as it is."""
    return issue_invoice(request, call.ctx)


def mark_paid(request: MarkPaid, call: "Call") -> Invoice:
    """invoice.mark_paid: a payment, counted once even if the step is retried."""
    return mark_invoice_paid(request, call.ctx)
