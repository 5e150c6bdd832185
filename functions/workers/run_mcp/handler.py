"""State machine task: runs the step of workflows that calls a tool of an MCP server."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.mcp import steps

handler = step_task(steps)
