"""Makes cases through their endpoint, and what they refer to, for the tests of cases."""

from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.table import Table

from tests.api import ORGANISATION, call

PLAN: dict[str, Any] = {"title": "Canvi de pla a Enterprise"}
SANDBOX = {"environment": "sandbox"}


def case(**about: Any) -> Any:
    """A new case."""
    return call("cases.create", {**PLAN, **about}).data


def contact(name: str = "Empresa ABC S.L.") -> str:
    """The id of a new contact."""
    return str(call("contacts.create", {"type": "company", "name": name}).data["id"])


def member(table: Table, user: str = "usr_a1b2c3d4e5f6g7h8") -> str:
    """The id of a member of the organisation."""
    key = keys.organisation_member(ORGANISATION, user)
    table.put({"PK": key.pk, "SK": key.sk, "user": user, "organisation": ORGANISATION, "role": "member"})
    return user
