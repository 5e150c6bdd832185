"""Explain a refused body whose fields belong inside `data`.

Only refusals import this module, so an accepted request pays nothing for it.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault
from bivelio_core.nearest import names_of

LONGEST_SHOWN = 4_000
"""A longer body is not written out in an answer."""


class OutsideData(ValidationError):
    """Fields of the operation stand beside `data`, not inside. The corrected body is answered, never logged."""

    def __init__(self, names: Iterable[str], corrected: dict[str, Any]) -> None:
        super().__init__([Fault("data", "outside_data", {"fields": ", ".join(names)})])
        self._corrected = corrected

    def localised_details(self, language: str) -> dict[str, Any]:
        """Return the fault and the corrected body."""
        body_details = {} if len(json.dumps(self._corrected)) > LONGEST_SHOWN else {"correct_body": self._corrected}
        return {**super().localised_details(language), **body_details}


def outside_data(body: bytes, model: type[BaseModel]) -> OutsideData | None:
    """Return the error of a body that has the operation's fields but no `data`; None for any other body."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or "data" in sent:
        return None
    fields = {name: value for name, value in sent.items() if name != "action"}
    if not fields or not fields.keys() <= set(names_of(model)):
        return None
    action = {"action": sent["action"]} if "action" in sent else {}
    return OutsideData(fields, {**action, "data": fields})
