"""State machine task: runs the step of workflows that calls a tool of an MCP server."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import Needs
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.CONNECTION, keys.MCP_EXECUTION),  # a connection's access token is renewed
    uses=("runs", "seal_secrets"),
    layers=("mcp",),
    timeout=60,
    memory=1024,
    fed_by=(StepTask("mcp"),),
)

handler = step_task()
