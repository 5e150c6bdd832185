"""State machine task: runs the message steps of workflows."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import MEMBERS, Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.CANNED_REPLY,),
    # who may be in charge of a conversation, and who is
    also=(Access((MEMBERS,), ("GetItem", "BatchGetItem")),),
    uses=("runs", "send_messages"),
    files=(Files("documents", ("read",)),),
    timeout=180,  # loops run inside it (execution/frames.py)
    memory=1024,  # a file that goes with the message is held whole
    fed_by=(StepTask("messages"),),
)

handler = step_task()
