"""Invoices to a public body, whose offices the directory DIR3 names."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock

from tests.api import call, load
from tests.invoices.administrations import Administration
from tests.invoices.world import ADDRESS, LINES
from tests.receiver import Received, Reply

SANDBOX = {"environment": "sandbox"}
MAIL = "facturacio@empresa.example"
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


def deliver(invoice: Any, channel: str = "face", **about: Any) -> Any:
    """The answer to handing an invoice in."""
    return call("invoices.deliver", {"id": invoice["id"], "channel": channel}, **about)


def delivery(invoice: Any, **about: Any) -> Any:
    """What the API says of the one delivery of an invoice."""
    (one,) = call("invoices.deliveries", {"id": invoice["id"]}, **about).data["deliveries"]
    return one


def sweep(later: timedelta) -> dict[str, int]:
    """The sweeper, some time after now."""
    with clock.frozen(clock.real_now() + later):
        counts: dict[str, int] = load("workers/sweep_deliveries").handler({}, None)
        return counts


def hang_up_after_acting(administration: Administration) -> None:
    """Lose the answer to the next request that hands an invoice in."""

    def lost(request: Received) -> Reply | str | None:
        if request.method != "POST":
            return "go on"
        administration.fault = lambda _: "go on"
        return ""

    administration.fault = lost
