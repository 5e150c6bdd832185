"""What an agent was granted: operations by their names, and which of its calls a person decides first.

An operation is stored as it was sent: its name, or `{name, approval}`. Without an `approval`, a call waits for a person
when what it changes cannot be taken back. A tool of a server is stored with what the server said (server_tools.py).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bivelio_core.domain import StepType, step_types
from bivelio_core.operations import operations

from . import server_tools

NEVER, ALWAYS = "never", "always"

Granted = str | Mapping[str, Any]


def name_of(tool: Granted) -> str:
    """The name of a tool, as it was granted."""
    return tool if isinstance(tool, str) else str(tool["name"])


def scope_of(name: str) -> str | None:
    """The scope that a tool takes; None for one that touches no resource."""
    return server_tools.SCOPE if server_tools.is_server_tool(name) else step_types()[name].scope


def approvals_of(tools: Sequence[Granted]) -> dict[str, Any]:
    """The approvals that were said with tools, by their names."""
    return {name_of(tool): tool["approval"] for tool in tools if not isinstance(tool, str) and "approval" in tool}


def unbound_of(tools: Sequence[Granted]) -> frozenset[str]:
    """The names of tools whose calls in a conversation may be about anybody."""
    return frozenset(tool["name"] for tool in tools if not isinstance(tool, str) and tool.get("reach") == "all")


def tool_answer(tool: Granted) -> Granted:
    """A tool as the API answers it: limits are numbers of JSON, which an item has as decimals."""
    if isinstance(tool, str):
        return tool
    tool = {name: value for name, value in tool.items() if name != "words"}
    if isinstance(tool.get("approval"), str | None):
        return tool
    over = {field: float(limit) for field, limit in tool["approval"]["over"].items()}
    return {**tool, "approval": {"over": over}}


def usual_approval(step: StepType) -> str:
    """The approval of a tool that says none."""
    if not step.changes:
        return NEVER
    return NEVER if step.operation and operations()[step.operation].undone_by else ALWAYS


def exceeds(limits: Mapping[str, Any], values: Mapping[str, Any]) -> bool | None:
    """Whether one of the values is over its limit; None when none is, and a value that has a limit is no number."""
    numbers = {field: _number(values, field) for field in limits}
    if any(number is not None and number > Decimal(str(limits[field])) for field, number in numbers.items()):
        return True
    return None if None in numbers.values() else False


def _number(values: Mapping[str, Any], field: str) -> Decimal | None:
    value: Any = values
    for part in field.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None
