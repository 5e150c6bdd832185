"""The values of an extraction that an invoice is booked from: the asked ones and those read besides. Pure."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.documents.analysis.checks import TOLERANCE, number
from bivelio_core.documents.analysis.fields import BOOKED

AMOUNTS = frozenset({"subtotal", "tax", "taxes", "withheld", "disbursed", "amount_due"})


def values_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by name, without amounts read besides that no longer fit a reviewed one."""
    values, further = result["extracted"], result.get("further", {})
    reviewed = {name for name, about in result.get("fields_meta", {}).items() if about.get("reviewed")}
    besides = {name: value for name, value in further.items() if name in BOOKED}
    if reviewed & {"total", *AMOUNTS} and not _adds_up({**besides, **values}):
        besides = {name: value for name, value in besides.items() if name not in AMOUNTS}
    return {**besides, **values}


def _adds_up(values: Mapping[str, Any]) -> bool:
    base, tax, total, withheld = (number(values.get(name)) for name in ("subtotal", "tax", "total", "withheld"))
    if base is None or tax is None or total is None:
        return True
    return min(abs(base + tax - total), abs(base + tax - (withheld or 0) - total)) <= TOLERANCE
