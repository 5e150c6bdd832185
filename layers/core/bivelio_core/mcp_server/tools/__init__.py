"""The tools, in the order in which they are listed: tasks as people speak of them, then all of the API."""

from bivelio_core.mcp_server.tool import Tool

from . import acting, anything, lookup, overview, people, selling

TOOLS: tuple[Tool, ...] = (
    *people.TOOLS,
    *selling.TOOLS,
    *acting.TOOLS,
    *overview.TOOLS,
    *lookup.TOOLS,
    *anything.TOOLS,
)
