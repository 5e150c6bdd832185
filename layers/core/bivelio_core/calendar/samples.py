"""The reference's example event under its documented id, and one each to change and to cancel."""

from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import entries
from .booking import samples as booking_samples

COMMON: dict[str, Any] = {
    "calendar_id": "primary",
    "timezone": "Europe/Madrid",
    "reminders": [],
    "status": "confirmed",
    "sync_to_google": False,
    "sequence": 0,
    "version": 1,
    "sample": True,
    "created_at": "2026-04-01T09:00:00Z",
    "updated_at": "2026-04-01T09:00:00Z",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "evt_u8v9w0x1": {
        "title": "Reunio amb client ABC",
        "description": "Revisio trimestral del projecte",
        "starts": "2026-04-08T10:00:00Z",
        "ends": "2026-04-08T11:00:00Z",
        "location": "Google Meet",
        "attendees": [
            {"email": "contacte@empresaabc.com", "status": "accepted"},
            {"email": "team@bivelio.com", "status": "accepted"},
        ],
        "source": "google_calendar",
        "google_event_id": "abc123def456",
    },
    "evt_m1n2o3p4": {
        "title": "Formacio interna",
        "starts": "2026-05-06T08:00:00Z",
        "ends": "2026-05-06T10:00:00Z",
        "attendees": [],
        "source": "bivelio",
    },
    "evt_c5d6e7f8": {
        "title": "Visita de proveidor",
        "starts": "2026-05-12T14:00:00Z",
        "ends": "2026-05-12T15:00:00Z",
        "attendees": [],
        "source": "bivelio",
    },
}


def writes(store: TenantStore) -> list[Write]:
    """The events, and their places in the list of their calendar."""
    write_list: list[Write] = []
    for event_id, about in EXAMPLES.items():
        put = store.put_write(keys.CALENDAR_EVENT, event_id, {**COMMON, **about})
        write_list += [put, *entries.changes(store, None, put.item)]
    return [*write_list, *booking_samples.writes(store)]
