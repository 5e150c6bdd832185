"""An organisation that issues invoices: its settings and its clients, made through the API."""

from typing import Any

from bivelio_core.invoices import records as record_store
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call

ADDRESS = {"street": "Carrer Major, 1", "postal_code": "08001", "city": "Barcelona", "province": "Barcelona"}
SELLER: dict[str, Any] = {"legal_name": "Empresa Emissora S.L.", "nif": "B12345674", "address": ADDRESS}
LINES: list[dict[str, Any]] = [
    {"description": "Consultoria tecnica - 20 hores", "quantity": 20, "unit_price": 150.00, "tax_rate": 21},
    {"description": "Llicencia software mensual", "quantity": 1, "unit_price": 500.00, "tax_rate": 21},
]


def client(**custom_fields: Any) -> str:
    """The id of a new client with a tax number."""
    about = {"nif": "B12345674", "street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona", **custom_fields}
    known = {name: value for name, value in about.items() if value is not None}
    return str(
        call("contacts.create", {"type": "company", "name": "Empresa ABC S.L.", "custom_fields": known}).data["id"]
    )


def draft(client_id: str | None = None, headers: dict[str, str] | None = None, **about: Any) -> Any:
    """A new draft of the reference's two lines, of its day, unless the test says otherwise."""
    named = {"client_id": client_id or client(), "issue_date": "2026-04-07"}
    return call("invoices.create", {**named, "line_items": LINES, **about}, headers=headers).data


def line(**about: Any) -> dict[str, Any]:
    """A line of a hundred euros."""
    return {"description": "Servei", "quantity": 1, "unit_price": 100, "tax_rate": 21, **about}


def settled(**about: Any) -> Any:
    """The settings of an organisation that may issue."""
    return call("invoices.settings_update", {**SELLER, **about}).data


def issued(client_id: str | None = None, headers: dict[str, str] | None = None, **about: Any) -> Any:
    """A new issued invoice."""
    return call("invoices.issue", {"id": draft(client_id, **about)["id"]}, headers=headers).data


def records(table: Any) -> list[dict[str, Any]]:
    """The items of the chain, in their order."""
    found: list[dict[str, Any]] = table.query(f"{ORGANISATION}#live#INR", consistent=True)
    return found


def chain(table: Any) -> Any:
    """What the verification of the chain finds."""
    return record_store.verified(SystemStore(table).of(Tenant.at(ORGANISATION, "live")))
