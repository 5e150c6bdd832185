"""State machine task: begins a frame of a workflow run, or continues it after a wait."""

from bivelio_core.entrypoints.task import plan_task
from bivelio_core.needs import Needs
from bivelio_core.triggers import StepTask

NEEDS = Needs(uses=("runs",), timeout=60, fed_by=(StepTask(),))

handler = plan_task()
