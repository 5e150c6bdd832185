"""Grants of tools: what of them is stored, and the scopes that they take."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core import domain
from bivelio_core.context import Context
from bivelio_core.errors import InsufficientScope, Unprocessable
from bivelio_core.nearest import close_to
from bivelio_core.scopes import includes

from . import grants, server_tools
from .errors import NOTHING_PINNED
from .models import GrantedTool, Tool
from .tools import is_tool


def stored(tools: Sequence[Tool], former: Sequence[grants.Granted], ctx: Context) -> list[grants.Granted]:
    """Tools as an agent keeps them; `former` are those that it has. A tool of a server is pinned (server_tools.py).

    Raises Unprocessable and InsufficientScope for what cannot be granted.
    """
    before = {grants.name_of(tool): tool for tool in former if not isinstance(tool, str)}
    listings: dict[str, server_tools.Listing] = {}
    return [_stored(tool, before, f"tools[{position}]", ctx, listings) for position, tool in enumerate(tools)]


def _stored(
    tool: Tool, before: Mapping[str, Any], field: str, ctx: Context, listings: dict[str, server_tools.Listing]
) -> grants.Granted:
    sent = tool.model_dump(exclude_none=True) if isinstance(tool, GrantedTool) else {"name": tool}
    if server_tools.is_server_tool(sent["name"]):
        return server_tools.granted(sent, before.get(sent["name"]), field, ctx, listings)
    if "pinned" in sent:
        raise Unprocessable.of(f"{field}.pinned", NOTHING_PINNED)
    return tool if isinstance(tool, str) else sent


def audited(tools: Sequence[grants.Granted]) -> list[grants.Granted]:
    """Tools as the audit log names them: without what servers say of theirs."""
    return [grants.tool_answer(tool) for tool in tools]


def accepted(tools: Sequence[grants.Granted], former: Sequence[grants.Granted]) -> list[dict[str, str]]:
    """Which words of servers a grant accepts, as the audit log names them: by their pins, of now and before."""
    before, now = _pins_of(former), _pins_of(tools)
    return [
        {"tool": name, "pinned": pin, **({"before": before[name]} if name in before else {})}
        for name, pin in now.items()
        if pin != before.get(name)
    ]


def _pins_of(tools: Sequence[grants.Granted]) -> dict[str, str]:
    return {tool["name"]: tool["pinned"] for tool in tools if not isinstance(tool, str) and "pinned" in tool}


def scopes_of(tools: Sequence[Tool], ctx: Context) -> list[str]:
    """The scopes of the tools. Raises Unprocessable for one that there is none, InsufficientScope for a missing one."""
    types = domain.step_types()
    scopes = set()
    for position, tool in enumerate(tool if isinstance(tool, str) else tool.name for tool in tools):
        if not server_tools.is_server_tool(tool) and (tool not in types or not is_tool(types[tool])):
            names = [name for name in types if is_tool(types[name])]
            raise Unprocessable.of(f"tools[{position}]", "choice", expected=", ".join(close_to(tool, names) or names))
        scope = grants.scope_of(tool)
        if scope is None:
            continue
        if not includes(ctx.scopes, scope):
            raise InsufficientScope.of(scope, field=f"tools[{position}]")
        scopes.add(scope)
    return sorted(scopes)
