"""Show an invoice at an administration as the API answers it."""

from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.store.codec import Item

from . import states
from .models import DeliveryState, DeliveryStep, InvoiceDelivery

SAME = ("number", "channel", "status", "email", "attempts", "registry_number", "accounting_number", "created_at")


def show(item: Item, language: str) -> InvoiceDelivery:
    """Return an item as a model, with its sentences in a language."""
    fields: dict[str, Any] = {name: item[name] for name in SAME if name in item}
    problem = item.get("problem")
    return InvoiceDelivery(
        **fields,
        invoice_id=item["invoice"],
        receiver=item.get("route", {}).get("receiver"),
        state=_state(item.get("code"), item.get("reason"), language),
        cancellation=_state(item.get("cancellation"), item.get("cancellation_reason"), language),
        problem=problem,
        problem_text=_problem(problem, item.get("problem_text"), language),
        simulated=bool(item.get("simulated")),
        history=[DeliveryStep(**step) for step in item["history"]],
        next_check_at=clock.timestamp(clock.parse(item["GSI1SK"])) if "GSI1SK" in item else None,
        updated_at=item.get("updated_at", item["created_at"]),
    )


def _state(code: str | None, reason: str | None, language: str) -> DeliveryState | None:
    return None if code is None else DeliveryState(code=code, text=states.text(code, language), reason=reason)


def _problem(problem: str | None, words: str | None, language: str) -> str | None:
    """Return our sentence about a problem, then the service's own words."""
    if problem is None:
        return None
    name = f"problem_{problem}"
    entry = Entry("invoices", f"delivery.{name}")
    return " ".join(filter(None, (entry[language] if entry.exists else "", words))) or None
