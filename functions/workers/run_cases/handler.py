"""State machine task: runs the steps of workflows that create and change cases."""

from bivelio_core.cases import steps
from bivelio_core.entrypoints.task import step_task

handler = step_task(steps)
