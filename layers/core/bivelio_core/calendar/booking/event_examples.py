"""An example of the data of each event of bookings; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "evt_b1k2i3n4",
    "calendar_id": "biel",
    "service_id": "svc_e5f6g7h8",
    "service_name": "Taller de cuina",
    "contact_id": "ct_abc123",
    "name": "Maria Garcia",
    "email": "maria@exemple.com",
    "places": 2,
    "start": "2050-05-11T16:00:00Z",
    "end": "2050-05-11T18:00:00Z",
    "person_id": "biel",
    "timezone": "Europe/Madrid",
    "status": "confirmed",
}
MOVED: dict[str, Any] = {
    **CREATED,
    "start": "2050-05-18T16:00:00Z",
    "end": "2050-05-18T18:00:00Z",
    "previous": {"start": "2050-05-11T16:00:00Z", "end": "2050-05-11T18:00:00Z", "person_id": "biel"},
}
CANCELLED: dict[str, Any] = {**CREATED, "status": "cancelled"}
