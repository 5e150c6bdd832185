"""State machine task: runs the steps of workflows that create and issue invoices, and count their payments."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.invoices import steps

handler = step_task(steps)
