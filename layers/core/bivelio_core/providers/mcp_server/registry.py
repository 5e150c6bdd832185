"""Chooses the adapter of an environment; its module is imported on first use."""

from functools import cache
from importlib import import_module
from typing import Any

from .port import McpServer

ADAPTERS = {"live": "client", "sandbox": "simulated"}


def server_for(environment: str) -> McpServer:
    """What calls MCP servers in an environment: in the sandbox nobody is called."""
    return _adapter(ADAPTERS[environment])


@cache
def _adapter(name: str) -> McpServer:
    module: Any = import_module(f"{__package__}.{name}")
    adapter: McpServer = module.connect()
    return adapter
