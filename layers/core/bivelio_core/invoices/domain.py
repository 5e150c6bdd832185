"""The declaration of the domain invoices."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.invoices"

DOMAIN = Domain(
    name="invoices",
    tags={"invoices": "Invoices: drafts, issued ones with their record, payments, rectifications, and received ones."},
    scopes=("invoices",),
    events={
        "invoice.created": EventType(
            "An invoice has been created.", f"{_HERE}.events:InvoiceEvent", f"{_HERE}.event_examples:CREATED"
        ),
        "invoice.paid": EventType(
            "An invoice has been paid in full.", f"{_HERE}.events:InvoiceEvent", f"{_HERE}.event_examples:PAID"
        ),
    },
    sources={keys.INVOICE: f"{_HERE}.events:derive"},
    lists={keys.INVOICE: f"{_HERE}.terms:INVOICES"},
    samples=f"{_HERE}.samples:writes",
    uses_connections=f"{_HERE}.connections_used:uses",
    texts=(f"{_HERE}.errors", f"{_HERE}.fields", f"{_HERE}.actions.receive"),
    steps=(
        StepType(
            "invoice.create",
            "invoices",
            f"{_HERE}.step_models:CreateInvoiceInStep",
            f"{_HERE}.steps:create",
            scope="invoices:write",
        ),
        StepType(
            "invoice.issue",
            "invoices",
            f"{_HERE}.action_models:IssueInvoice",
            f"{_HERE}.steps:issue",
            scope="invoices:write",
        ),
        StepType(
            "invoice.mark_paid",
            "invoices",
            f"{_HERE}.action_models:MarkPaid",
            f"{_HERE}.steps:mark_paid",
            scope="invoices:write",
        ),
    ),
)
