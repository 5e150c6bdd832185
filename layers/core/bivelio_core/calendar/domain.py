"""The declaration of the domain calendar."""

from bivelio_core.domain import Domain, StepType

_HERE = "bivelio_core.calendar"

DOMAIN = Domain(
    name="calendar",
    tags={"calendar": "Events, with invitations and reminders by e-mail, in step with Google Calendar."},
    scopes=("calendar",),
    samples=f"{_HERE}.samples:writes",
    uses_connections=f"{_HERE}.connections_used:uses",
    steps=(
        StepType(
            "calendar.create",
            "calendar",
            f"{_HERE}.models:CreateEvent",
            f"{_HERE}.steps:create",
            scope="calendar:write",
            connection=f"{_HERE}.connections_used:of_step",
        ),
    ),
    texts=(f"{_HERE}.times",),
)
