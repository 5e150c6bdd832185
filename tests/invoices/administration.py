"""Invoices to a public body, whose offices the directory DIR3 names."""

from typing import Any

from tests.api import call
from tests.invoices.world import ADDRESS, LINES

SANDBOX = {"environment": "sandbox"}
OFFICES = {"accounting_office": "L01080193", "managing_body": "L01080193", "processing_unit": "L01080193"}


def public_body(caller: dict[str, Any] | None = None, dir3: dict[str, str] | None = None) -> str:
    """The id of a new contact: a city council."""
    about = {"nif": "P0801900B", **ADDRESS, "dir3": OFFICES if dir3 is None else dir3}
    asked = {"type": "company", "name": "Ajuntament de Barcelona", "custom_fields": about}
    return str(call("contacts.create", asked, caller=caller).data["id"])


def issued_to(client: str, caller: dict[str, Any] | None = None, **about: Any) -> Any:
    """A new issued invoice to a client."""
    draft = call("invoices.create", {"client_id": client, "line_items": LINES, **about}, caller=caller).data
    return call("invoices.issue", {"id": draft["id"]}, caller=caller).data
