"""The declaration of the domain invoices."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.invoices import clockwork, connections_used, event_examples, events, samples, terms, timeline
    from bivelio_core.invoices.delivery import events as delivery_events
else:
    (delivery_events,) = lazily(f"{__package__}.delivery", "events")
    clockwork, connections_used, event_examples, events, samples, terms, timeline = lazily(
        __package__, "clockwork", "connections_used", "event_examples", "events", "samples", "terms", "timeline"
    )

_HERE = "bivelio_core.invoices"

DOMAIN = Domain(
    name="invoices",
    tags={"invoices": "Invoices: drafts, issued ones with their record, payments, rectifications, and received ones."},
    scopes=("invoices",),
    clockwork=lambda: clockwork.WORKS,
    events={
        "invoice.created": EventType(
            "An invoice has been created.", lambda: events.InvoiceEvent, lambda: event_examples.CREATED
        ),
        "invoice.paid": EventType(
            "An invoice has been paid in full.", lambda: events.InvoiceEvent, lambda: event_examples.PAID
        ),
        "invoice.issued": EventType(
            "An invoice has been issued: its number and content are final.",
            lambda: events.InvoiceIssued,
            lambda: event_examples.ISSUED,
            is_documented=False,
        ),
        "invoice.sent": EventType(
            "An invoice has been sent; one for each time.",
            lambda: events.InvoiceSent,
            lambda: event_examples.SENT,
            is_documented=False,
        ),
        "invoice.overdue": EventType(
            "The due date of an invoice has passed while something was due; once for an invoice.",
            lambda: events.InvoiceOverdue,
            lambda: event_examples.OVERDUE,
            is_documented=False,
        ),
        "invoice.voided": EventType(
            "An invoice has been voided.",
            lambda: events.InvoiceVoided,
            lambda: event_examples.VOIDED,
            is_documented=False,
        ),
        "invoice.delivery_changed": EventType(
            "The state of an invoice at a public administration, or in Peppol, has changed.",
            lambda: delivery_events.DeliveryChanged,
            lambda: delivery_events.EXAMPLE,
            is_documented=False,
        ),
        "invoice.booked": EventType(
            "A received invoice has been booked.",
            lambda: events.InvoiceBooked,
            lambda: event_examples.BOOKED,
            is_documented=False,
        ),
        "invoice.rectified": EventType(
            "An invoice has been rectified by another one.",
            lambda: events.InvoiceRectified,
            lambda: event_examples.RECTIFIED,
            is_documented=False,
        ),
        "invoice.registered": EventType(
            "AEAT has taken a record of an invoice, perhaps with errors to be corrected.",
            lambda: events.RecordEvent,
            lambda: event_examples.REGISTERED,
            is_documented=False,
        ),
        "invoice.certificate_expiring": EventType(
            "The certificate with which records are submitted ends in 60, 30 or 7 days.",
            lambda: events.CertificateEvent,
            lambda: event_examples.CERTIFICATE_EXPIRING,
            is_documented=False,
        ),
        "invoice.registration_failed": EventType(
            "AEAT has rejected a record of an invoice.",
            lambda: events.RecordEvent,
            lambda: event_examples.REGISTRATION_FAILED,
            is_documented=False,
        ),
    },
    sources={
        keys.INVOICE: lambda: events.derive,
        keys.INVOICE_DELIVERY: lambda: delivery_events.derive,
        keys.INVOICE_SUBMISSION: lambda: events.derive_submission,
        keys.ISSUER_CERTIFICATE: lambda: events.derive_certificate,
    },
    lists={keys.INVOICE: lambda: terms.INVOICES},
    samples=lambda: samples.writes,
    timeline={"invoice": lambda: timeline.SOURCE},
    uses_contacts=lambda: timeline.of_contacts,
    uses_connections=lambda: connections_used.uses,
    texts=(f"{_HERE}.errors", f"{_HERE}.fields", f"{_HERE}.actions.receive", f"{_HERE}.books.errors"),
    family="invoices",
    short_names={
        "invoice.create": "invoices.create",
        "invoice.issue": "invoices.issue",
        "invoice.mark_paid": "invoices.mark_paid",
    },
)
