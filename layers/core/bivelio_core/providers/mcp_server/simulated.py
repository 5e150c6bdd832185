"""The sandbox's server, whatever the connection: a spreadsheet; magic values of `spreadsheet_id` provoke each failure.

It answers as a server of spreadsheets does, in the names of the reference's example, so a connection's tool map does
not apply. docs/mcp.md documents the magic values.
"""

import re
import time
from collections.abc import Mapping
from typing import Any

from .failures import McpRefused, McpUnavailable
from .port import JsonObject, Permit, Target, Tool

SLOW_SECONDS = 3.0
SHEET = (
    ("Nom", "Email", "Pla", "Estat"),
    ("Empresa ABC", "abc@exemple.com", "pro", "actiu"),
    ("Empresa XYZ", "xyz@exemple.com", "starter", "trial"),
)
"""The sheet of the reference, which every spreadsheet of the sandbox has ("MCP")."""

_TEXT = {"type": "string"}
_PLACE = {"spreadsheet_id": _TEXT, "range": _TEXT}
_ROWS = {"type": "array", "items": {"type": "array"}}


def _schema(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


TOOLS = (
    Tool("read_range", "Read the values of a range.", _schema(_PLACE), is_read_only=True),
    Tool("update_range", "Write values into a range.", _schema({**_PLACE, "values": _ROWS}), is_idempotent=True),
    Tool("append_rows", "Append rows to a sheet.", _schema({**_PLACE, "values": _ROWS}), may_destroy=False),
)
"""One that only reads, one that overwrites and may be repeated, and one that adds and may not."""

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SimulatedServer:
    """Deterministic, and without effect: what is written is not kept."""

    def tools(self, target: Target) -> list[Tool]:  # noqa: ARG002 - every server of the sandbox is the same
        """See McpServer.tools."""
        return list(TOOLS)

    def call(self, target: Target, tool: str, arguments: JsonObject, permit: Permit) -> JsonObject:  # noqa: ARG002
        """See McpServer.call."""
        simulated_tool = next((each for each in TOOLS if each.name == tool), None)
        if simulated_tool is None:
            raise McpRefused("unknown_tool")
        if arguments.get("spreadsheet_id") == "simulate:unreachable":
            raise McpUnavailable("unreachable")
        permit(simulated_tool)
        _provoke(arguments.get("spreadsheet_id"))
        missing = [name for name in simulated_tool.input_schema["required"] if name not in arguments]
        if missing:
            raise McpRefused("tool_error", f"missing: {', '.join(missing)}")
        if tool == "read_range":
            return {"values": _values(str(arguments["range"]))}
        return {"updated_rows": len(arguments["values"]) if isinstance(arguments["values"], list) else 0}


def _provoke(magic: Any) -> None:
    """Fail as a magic value asks."""
    match magic:
        case "simulate:error":
            raise McpRefused("tool_error", "Requested entity was not found.")
        case "simulate:input_required":
            raise McpRefused("input_required")
        case "simulate:rate_limited":
            raise McpUnavailable("rate_limited", retry_after=23)
        case "simulate:timeout":
            raise McpUnavailable("timeout", was_called=True)
        case "simulate:too_large":
            raise McpRefused("too_large")
        case "simulate:unauthorized":
            raise McpRefused("unauthorized")
        case "simulate:slow":
            time.sleep(SLOW_SECONDS)


def _values(cells: str) -> list[list[str]]:
    """The part of the sheet within an A1 range such as `Sheet1!A1:D50`; all of it for anything else."""
    corners = _CELL.findall(cells.rpartition("!")[2].upper())
    if len(corners) != 2:  # noqa: PLR2004 - two corners make a range
        return [list(row) for row in SHEET]
    (left, top), (right, bottom) = ((_column(letters), int(number)) for letters, number in corners)
    return [list(row[left - 1 : right]) for row in SHEET[top - 1 : bottom]]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def connect() -> SimulatedServer:
    """The adapter, for the registry."""
    return SimulatedServer()
