"""The stored form of deals: pure functions from requests to items."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.invoices.currencies import decimals_of
from bivelio_core.invoices.fields import TOO_MANY_DECIMALS
from bivelio_core.store.codec import Item

from .links import StagePlace
from .models import CreateDeal, UpdateDeal

FIELDS = (
    *("title", "amount", "currency", "contact_id", "company_id", "owner_id", "expected_close", "lost_reason"),
    *("tags", "custom_fields"),
)
"""The fields of a request that the item has."""

NOT_LOST = register("deals", "not_lost")


def new_attributes(request: CreateDeal, stage: StagePlace, random: str) -> dict[str, Any]:
    """The attributes of a new deal. Raises Unprocessable for an amount or a reason that it cannot have."""
    now = clock.timestamp()
    attributes = {
        **{name: _stored(getattr(request, name)) for name in FIELDS},
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.stage_id,
        "status": stage.outcome,
        "archived": False,
        "random": random,
        "version": 1,
        "created_at": now,
        "updated_at": now,
        "stage_changed_at": now,
        "closed_at": None if stage.outcome == "open" else now,
    }
    return _checked(attributes)


def changed(deal: Item, request: UpdateDeal, sent: Collection[str]) -> Item:
    """The deal with the fields that were sent; the writer sets its version and time. Raises as `new_attributes`."""
    after = {**deal, **{name: _stored(getattr(request, name)) for name in FIELDS if name in sent}}
    if "archived" in sent:
        after["archived"] = request.archived
    return _checked(after)


def moved(deal: Item, stage: StagePlace, lost_reason: str | None) -> Item:
    """The deal in another stage; in its own one it stays as it is, but for a reason. Raises as `new_attributes`."""
    after: Item = {**deal, "pipeline_id": stage.pipeline_id, "stage_id": stage.stage_id, "status": stage.outcome}
    if lost_reason is not None or stage.outcome != "lost":
        after["lost_reason"] = lost_reason
    if (deal["pipeline_id"], deal["stage_id"]) != (stage.pipeline_id, stage.stage_id):
        now = clock.timestamp()
        after["stage_changed_at"] = now
        if stage.outcome != deal["status"]:
            after["closed_at"] = None if stage.outcome == "open" else now
    return _checked(after)


def _checked(deal: dict[str, Any]) -> dict[str, Any]:
    """The attributes that have a value. Raises Unprocessable for what the deal cannot have."""
    present = {name: value for name, value in deal.items() if value is not None}
    decimals = decimals_of(present["currency"])
    if -Decimal(present.get("amount", "0")).as_tuple().exponent > decimals:  # type: ignore[operator]
        raise Unprocessable.of("amount", TOO_MANY_DECIMALS, limit=decimals)
    if "lost_reason" in present and present["status"] != "lost":
        raise Unprocessable.of("lost_reason", NOT_LOST)
    return present


def _stored(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
