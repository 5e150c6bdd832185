"""What an MCP server says of a tool, and the pin that stands for it.

Who grants a tool to an agent sends the pin of what they read; the grant holds while the server says the same.
docs/adr/0136-tools-of-servers-are-pinned.md
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SAID = ("calls", "title", "description", "parameters", "read_only", "idempotent")
"""What of a tool, as `mcp.tools` lists it, is the server's word."""

PIN_LETTERS = 32


def words_of(tool: Mapping[str, Any]) -> dict[str, Any]:
    """What the server says of a tool, without its name."""
    return {name: tool.get(name) for name in SAID}


def pin_of(tool: Mapping[str, Any]) -> str:
    """What stands for all that the server says of a tool."""
    words = json.dumps(words_of(tool), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:PIN_LETTERS]
