"""The step of workflows that calls a tool: it takes what the endpoint takes."""

from typing import TYPE_CHECKING

from .actions.execute import execute as execute_tool
from .models import ExecutedTool, ExecuteTool

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def execute(request: ExecuteTool, call: "Call") -> ExecutedTool:
    """mcp.execute: the result of the call, made once even if the step is retried."""
    return execute_tool(request, call.ctx)
