"""State machine task: runs the step of workflows that creates an event of the calendar."""

from bivelio_core.calendar import steps
from bivelio_core.entrypoints.task import step_task

handler = step_task(steps)
