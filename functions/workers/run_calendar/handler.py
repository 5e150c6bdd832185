"""State machine task: runs the step of workflows that creates an event of the calendar."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.CALENDAR_SETTINGS),
    uses=("runs",),
    timeout=180,  # loops run inside it (execution/frames.py)
    fed_by=(StepTask("calendar"),),
)

handler = step_task()
