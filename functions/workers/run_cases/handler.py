"""State machine task: runs the steps of workflows that create and change cases and deals."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.CASE, keys.CASE_NOTE, keys.CASE_NUMBER, keys.DEAL, keys.DEAL_TALLY, keys.PIPELINE),
    also=(Access((MEMBERS,), ("GetItem",)),),
    uses=("runs",),
    timeout=180,  # loops run inside it (execution/frames.py)
    fed_by=(StepTask("cases"),),
)

handler = step_task()
