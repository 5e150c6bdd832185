"""The invoice steps of workflows. They take what the endpoints take; the PDF is made as there."""

from typing import TYPE_CHECKING

from . import issuing, payments, service
from .action_models import IssueInvoice, MarkPaid
from .models import Invoice
from .step_models import CreateInvoiceInStep

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def create(request: CreateInvoiceInStep, call: "Call") -> Invoice:
    """invoice.create: a draft, made once even if the step is retried."""
    return service.create(request, call.ctx)


def issue(request: IssueInvoice, call: "Call") -> Invoice:
    """invoice.issue: the number and the content become final; an issued invoice stays as it is."""
    return issuing.issue(request, call.ctx)


def mark_paid(request: MarkPaid, call: "Call") -> Invoice:
    """invoice.mark_paid: a payment, counted once even if the step is retried."""
    return payments.mark_paid(request, call.ctx)
