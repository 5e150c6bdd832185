"""State machine task with a token: waits for a decision, or for another workflow."""

from bivelio_core.entrypoints.task import suspend_task
from bivelio_core.needs import Needs
from bivelio_core.triggers import StepTask

NEEDS = Needs(uses=("runs",), timeout=60, fed_by=(StepTask(),))

handler = suspend_task()
