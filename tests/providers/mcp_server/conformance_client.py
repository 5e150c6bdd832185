"""Our client, as the conformance suite of the protocol runs it: `python conformance_client.py URL`.

It lists the tools of the suite's server and calls each once, with the arguments that the suite names or that the tool's
schema requires, through the same guard as in production.
"""

import json
import os
import sys
from typing import Any

os.environ["DEPLOYMENT"] = "local"

from bivelio_core.providers.mcp_server import McpRefused, Target, Tool
from bivelio_core.providers.mcp_server.client import SdkServer

SAMPLES: dict[str, Any] = {"string": "text", "number": 5, "integer": 5, "boolean": True, "array": [], "object": {}}


def sample(schema: Any) -> Any:
    """A value of a schema's type."""
    kind = schema.get("type", "string") if isinstance(schema, dict) else "string"
    return SAMPLES.get(kind if isinstance(kind, str) else kind[0])


def calls_of(tools: list[Tool]) -> list[tuple[str, dict[str, Any]]]:
    """The calls that the suite asks for, else one of each tool."""
    context = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT", "{}"))
    if named := context.get("toolCalls"):
        return [(each["name"], each.get("arguments", {})) for each in named]
    return [
        (tool.name, {name: sample(schema) for name, schema in tool.input_schema.get("properties", {}).items()})
        for tool in tools
    ]


def main(url: str) -> None:
    """List and call; what a tool refuses is the suite's to judge."""
    server, target = SdkServer(), Target(url)
    for name, arguments in calls_of(server.tools(target)):
        try:
            server.call(target, name, arguments, lambda _: None)
        except McpRefused as refused:
            sys.stderr.write(f"{name}: {refused.details}\n")


if __name__ == "__main__":
    main(sys.argv[1])
