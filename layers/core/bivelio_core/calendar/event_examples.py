"""An example of the data of each event of calendars, after the reference; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "evt_u8v9w0x1",
    "calendar_id": "primary",
    "title": "Reunió amb client ABC",
    "description": "Revisió trimestral del projecte",
    "start": "2026-04-08T10:00:00Z",
    "end": "2026-04-08T11:00:00Z",
    "all_day": False,
    "timezone": "Europe/Madrid",
    "location": "Google Meet",
    "attendees": [{"email": "contacte@empresaabc.com", "status": "needs_action"}],
    "reminders": [{"method": "email", "minutes_before": 60}],
    "status": "confirmed",
    "source": "bivelio",
    "sync_to_google": False,
    "version": 1,
    "created_at": "2026-04-01T09:00:00Z",
    "updated_at": "2026-04-01T09:00:00Z",
}
UPDATED: dict[str, Any] = {
    **CREATED,
    "start": "2026-04-08T14:00:00Z",
    "end": "2026-04-08T15:00:00Z",
    "version": 2,
    "updated_at": "2026-04-02T08:30:00Z",
    "previous": {"start": "2026-04-08T10:00:00Z", "end": "2026-04-08T11:00:00Z"},
}
CANCELLED: dict[str, Any] = {
    **CREATED,
    "status": "cancelled",
    "version": 3,
    "updated_at": "2026-04-03T07:15:00Z",
    "cancelled_at": "2026-04-03T07:15:00Z",
}
STARTING: dict[str, Any] = {**CREATED, "before": "24h"}
