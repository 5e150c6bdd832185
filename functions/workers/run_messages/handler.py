"""State machine task: runs the message steps of workflows."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.messages import steps

handler = step_task(steps)
