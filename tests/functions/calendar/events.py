"""Events and connections for the tests of the calendar."""

from typing import Any

from bivelio_core import ids
from bivelio_core.integrations import secrets, tokens
from bivelio_core.integrations.given import Tokens
from bivelio_core.store import connect
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call

DEMO: dict[str, Any] = {
    "title": "Demo de producte",
    "start": "2027-04-10T15:00:00Z",
    "end": "2027-04-10T16:00:00Z",
}
ATTENDEES = ["client@xyz.com", "team@bivelio.com"]


def create(**change: Any) -> Any:
    """A new event."""
    return call("calendar.create", {**DEMO, **change}).data


def listed(start: str = "2027-04-01T00:00:00Z", end: str = "2027-05-01T00:00:00Z", **about: Any) -> list[Any]:
    """The events of a range."""
    return list(call("calendar.events", {"from": start, "to": end, "per_page": 100, **about}).data["events"])


def store() -> TenantStore:
    """The organisation's store."""
    return TenantStore(connect.table(), Tenant.at(ORGANISATION, "live"))


def connect_mail(port: int = 587, password: str = "", **settings: Any) -> str:
    """The id of a new e-mail connection."""
    about = {"host": "127.0.0.1", "port": port, "security": "starttls", "from_address": "info@exemple.com", **settings}
    return _connected("smtp", about, secrets=secrets.sealed({"password": password} if password else {}, ORGANISATION))


def connect_google(account: str = "ya29.token", **settings: Any) -> str:
    """The id of a new connection to Google Calendar, with a token for a century."""
    about = tokens.token_attributes(Tokens(account, 36_500 * 24 * 3600), ORGANISATION)
    refresh = secrets.sealed({"refresh_token": f"refresh-of-{account}"}, ORGANISATION)
    return _connected("google_calendar", settings, account=f"{account}@exemple.com", secrets=refresh, **about)


def _connected(provider: str, settings: dict[str, Any], **about: Any) -> str:
    attributes = {
        "provider": provider,
        "name": provider,
        "status": "active",
        "settings": settings,
        **about,
        "created_at": "2026-11-20T09:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z",
    }
    return str(store().put(CONNECTION, ids.new_id("connection", ORGANISATION), attributes)["SK"])
