"""The declaration of the domain calendar."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily

if TYPE_CHECKING:
    from bivelio_core.calendar import connections_used, models, samples, steps
else:
    connections_used, models, samples, steps = lazily(__package__, "connections_used", "models", "samples", "steps")

_HERE = "bivelio_core.calendar"

DOMAIN = Domain(
    name="calendar",
    tags={"calendar": "Events, with invitations and reminders by e-mail, in step with Google Calendar."},
    scopes=("calendar",),
    samples=lambda: samples.writes,
    uses_connections=lambda: connections_used.uses,
    steps=(
        StepType(
            "calendar.create",
            "calendar",
            lambda: models.CreateEvent,
            lambda: steps.create,
            scope="calendar:write",
            connection=lambda: connections_used.of_step,
        ),
    ),
    texts=(f"{_HERE}.times",),
)
