"""Random invoices of a year, issued and received through the API in the order of their days."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from bivelio_core import clock

from tests.api import call
from tests.invoices.books.documents import received
from tests.invoices.world import client

RATES = (21, 21, 21, 10, 4, 0)
RECARGOS = {21: 5.2, 10: 1.4, 4: 0.5}
GERMAN = "DE136695976"


def clients() -> dict[str, str]:
    """A client in Spain, one in the European Union, one outside."""
    return {
        "home": client(),
        "union": abroad("DE", "eu_vat", GERMAN),
        "world": abroad("US", "national_id", "990123456"),
    }


def abroad(country: str, kind: str, number: str) -> str:
    """A client in another country."""
    about = {
        "type": "company",
        "name": f"Client {country}",
        "tax_id": {"type": kind, "country": country, "number": number},
    }
    place = {"street": "Street 1", "postal_code": "10115", "city": "City", "country": country}
    return str(call("contacts.create", {**about, "addresses": [place]}).data["id"])


def make(chance: random.Random, count: int, year: int = 2026) -> None:
    """As many invoices of a year; one in ten is rectified or voided, a third are received."""
    who = clients()
    days = sorted(date(year, 1, 1) + timedelta(days=chance.randrange(350)) for _ in range(count))
    for number, day in enumerate(days):
        with clock.frozen(datetime.fromisoformat(f"{day}T12:00:00+00:00")):
            if chance.random() < 0.33:
                _receive(chance, number, day)
            else:
                _issue(chance, who, day)


def _issue(chance: random.Random, who: dict[str, str], day: date) -> None:
    place = chance.choice(("home", "home", "home", "union", "world"))
    about: dict[str, Any] = {
        "client_id": who[place],
        "issue_date": day.isoformat(),
        "line_items": _lines(chance, place),
    }
    if place == "home" and chance.random() < 0.2:
        about["irpf_rate"] = chance.choice((7, 15))
    if chance.random() < 0.2:
        about["discount"] = {"percent": 5}
    if chance.random() < 0.2 and day.month > 1:
        about["operation_date"] = (day - timedelta(days=chance.randrange(25))).isoformat()
    issued = call("invoices.issue", {"id": call("invoices.create", about).data["id"]}).data
    fate = chance.random()
    if fate < 0.03:
        call("invoices.void", {"id": issued["id"], "reason": "Error"})
    elif fate < 0.12:
        _rectify(chance, issued, place)


def _rectify(chance: random.Random, issued: dict[str, Any], place: str) -> None:
    if chance.random() < 0.5:
        request: dict[str, Any] = {"method": "difference"}
    else:
        request = {"method": "substitution", "line_items": _lines(chance, place)}
    call("invoices.rectify", {"id": issued["id"], "reason": "Correcció", **request})


def _lines(chance: random.Random, place: str) -> list[dict[str, Any]]:
    return [_line(chance, place) for _ in range(chance.randrange(1, 5))]


def _line(chance: random.Random, place: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "description": "Cosa",
        "quantity": chance.randrange(1, 20),
        "unit_price": f"{chance.randrange(1, 100_000) / 100:.2f}",
    }
    if place == "union":
        return {**line, "tax_rate": 0, "tax_category": chance.choice(("intra_eu", "reverse_charge"))}
    if place == "world":
        return {**line, "tax_rate": 0, "tax_category": "export"}
    untaxed = chance.random()
    if untaxed < 0.1:
        return {**line, "tax_rate": 0, "tax_category": chance.choice(("exempt", "reverse_charge"))}
    rate = chance.choice(RATES)
    recargo = {"recargo_rate": RECARGOS[rate]} if rate in RECARGOS and chance.random() < 0.2 else {}
    return {**line, "tax_rate": rate, **recargo}


def _receive(chance: random.Random, number: int, day: date) -> None:
    kind = chance.choice(("home", "home", "home", "union", "reversed"))
    base = f"{chance.randrange(1, 1_000_000) / 100:.2f}"
    issue = (day - timedelta(days=chance.randrange(20))).isoformat()
    is_credit = chance.random() < 0.1
    if kind == "home":
        taxes = [("standard", str(rate), base) for rate in chance.sample((21, 10, 4), chance.randrange(1, 3))]
        received(f"C-{number}", issue, taxes, is_credit=is_credit)
    elif kind == "union":
        received(f"C-{number}", issue, [("intra_eu", "0", base)], nif=GERMAN, country="DE", is_credit=is_credit)
    else:
        received(f"C-{number}", issue, [("reverse_charge", "0", base)], is_credit=is_credit)
