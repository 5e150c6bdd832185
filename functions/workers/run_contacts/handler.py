"""State machine task: runs the contact steps of workflows."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.CONTACT,),
    # who may be the owner of a contact
    also=(Access((MEMBERS,), ("GetItem",)),),
    uses=("runs",),
    timeout=180,  # loops run inside it (execution/frames.py)
    fed_by=(StepTask("contacts"),),
)

handler = step_task()
