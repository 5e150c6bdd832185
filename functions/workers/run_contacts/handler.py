"""State machine task: runs the contact steps of workflows."""

from bivelio_core.contacts import steps
from bivelio_core.entrypoints.task import step_task

handler = step_task(steps)
