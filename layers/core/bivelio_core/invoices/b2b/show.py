"""Show the statuses of an invoice, with their deadlines, and the last own one as a document."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import response, statuses
from .models import InvoiceStatuses, ReportedStatus

DEADLINED = frozenset({"rejection", "payment"})


def show(
    public: str, main: Item, reported: Sequence[Mapping[str, Any]], seller: Mapping[str, Any], zone: tzinfo
) -> InvoiceStatuses:
    """Return what was reported of an invoice; `seller` is the organisation as its settings name it."""
    own = "issuer" if main["type"] == "issued" else "recipient"
    received_on = clock.parse(main["created_at"]).astimezone(zone).date()
    last = next((each for each in reversed(reported) if statuses.RULES[each["status"]].by == own), None)
    us = response.Named(seller.get("legal_name", ""), seller.get("nif"))
    client = main.get("client", {})
    document = None
    if last is not None:
        them = response.Named(client.get("name", ""), client.get("nif"))
        document = response.write(last, main["number"], date.fromisoformat(main["issue_date"]), us, them)
    return InvoiceStatuses(
        invoice_id=public,
        number=main["number"],
        type=main["type"],
        statuses=[_reported_status(each, main, received_on, zone) for each in reported],
        allowed=statuses.allowed(reported),
        reject_by=statuses.due_by(received_on).isoformat() if main["type"] == "received" else None,
        transport="none",
        document_base64=base64.b64encode(document).decode() if document else None,
    )


def _reported_status(status: Mapping[str, Any], main: Item, received_on: date, zone: tzinfo) -> ReportedStatus:
    rule = statuses.RULES[status["status"]]
    deadline: dict[str, Any] = {}
    if status["status"] in DEADLINED and main["type"] == "received":
        since = received_on if status["status"] == "rejection" else date.fromisoformat(status["date"])
        due_by = statuses.due_by(since)
        is_late = clock.parse(status["reported_at"]).astimezone(zone).date() > due_by
        deadline = {"due_by": due_by.isoformat(), "late": is_late}
    return ReportedStatus(**status, code=rule.code, by=rule.by, **deadline)
