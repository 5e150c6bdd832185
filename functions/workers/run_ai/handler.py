"""State machine task: runs the steps of workflows that may ask a model."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.AGENT_WAIT, keys.EXTRACTION, keys.EXTRACTED_NUMBER, keys.DOCUMENT),
    uses=("agent_seconds", "runs"),
    files=(Files("documents", ("read", "write", "delete")), Files("uploads", ("read", "write", "delete"))),
    layers=("documents", "ai"),
    timeout=150,
    memory=1769,  # room for the process that reads files, which has 512 MB at most
    fed_by=(StepTask("ai"),),
)

handler = step_task()
