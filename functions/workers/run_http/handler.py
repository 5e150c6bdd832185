"""State machine task: runs the http_request step of workflows."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    # the key that tells our own API a run's chain, access tokens for secrets, answers that are kept as documents
    also=(
        Access((keys.CHAIN_KEY,), ("PutItem",)),
        Access((keys.SECRET_TOKEN,), ("UpdateItem",)),
        Access((keys.DOCUMENT, keys.EFFECT), ("PutItem", "UpdateItem")),
    ),
    uses=("api_hosts", "runs", "seal_secrets"),
    files=(Files("documents", ("write",)),),
    timeout=180,  # loops run inside it (execution/frames.py)
    fed_by=(StepTask("http"),),
)

handler = step_task()
