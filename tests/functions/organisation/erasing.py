"""Owners who ask for the erasure of their organisation, on the pages of the dashboard."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.store.codec import Item
from bivelio_core.store.connect import table
from bivelio_core.tenancy import Tenant

from tests import gateway
from tests.api import Answer
from tests.operated import access_token, new_organisation, operated

LONG_AGO = timedelta(minutes=20)


class Owners:
    """An organisation, whose people ask by their tokens."""

    def __init__(self) -> None:
        self.organisation = new_organisation(plan="pro")
        self.tokens = {role: access_token(self.organisation, role) for role in ("owner", "admin")}

    def ask(self, verb: str, role: str = "owner", stage: str = "v1", data: dict[str, Any] | None = None) -> Answer:
        """What one of them is answered."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer: Answer = gateway.request(f"/organisation/{verb}", {"data": data or {}}, headers=headers, stage=stage)
        return answer

    def item(self) -> Item:
        """The erasure as it is stored."""
        return erasures.find(table(), Subject(Tenant(self.organisation, "live"))) or {}

    def audited(self) -> list[Any]:
        """The actions of the log about the erasure."""
        entries = operated("read_audit", organisation=self.organisation, limit=100)["entries"]
        return [each["action"] for each in entries if "erasure" in each["action"]]


def much_later() -> Any:
    """The time when a sign-in is no recent proof any more."""
    return clock.frozen(clock.real_now() + LONG_AGO)
