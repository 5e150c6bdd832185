"""Servers of the Model Context Protocol: one port, a client of real servers, and the sandbox's (docs/mcp.md).

from bivelio_core.providers import mcp_server

server = mcp_server.server_for(ctx.tenant.environment)
server.tools(mcp_server.Target("https://...", token))                # McpRefused (422) or McpUnavailable (503)
server.call(target, "read_range", {"range": "A1:D3"}, permit)        # at most one call, permitted just before it
"""

from .failures import McpRefused, McpUnavailable
from .port import MAXIMUM_RESULT_BYTES, McpServer, Permit, Target, Tool
from .registry import server_for

__all__ = [
    "MAXIMUM_RESULT_BYTES",
    "McpRefused",
    "McpServer",
    "McpUnavailable",
    "Permit",
    "Target",
    "Tool",
    "server_for",
]
