"""The MCP servers that an organisation has connected, by the names it gave them."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.integrations import connections
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.providers.mcp_server import Target
from bivelio_core.store.codec import Item

SANDBOX: Item = {
    "provider": "mcp",
    "name": "google_sheets",
    "status": "active",
    "settings": {"url": "https://sheets.sandbox.bivelio.com/mcp"},
    "created_at": "2026-03-01T09:00:00Z",
}
"""The server that every sandbox has from the start, until a connection takes its name. It is simulated."""


def every(ctx: Context) -> list[Item]:
    """All of them, by name: there are at most 50 connections, which are read at once."""
    items = [each for each in connections.every(ctx.store) if each["provider"] == "mcp"]
    if ctx.tenant.is_sandbox and connections.named(items, "mcp", SANDBOX["name"]) is None:
        items.append(SANDBOX)
    return sorted(items, key=lambda item: str(item["name"]))


def named(name: str, ctx: Context) -> Item:
    """The connection of a name. Raises IntegrationError when there is none, or none that works."""
    connection = connections.named(every(ctx), "mcp", name)
    if connection is None:
        raise IntegrationError("not_connected", provider=name)
    if connection["status"] != "active":
        raise IntegrationError("connection_broken", provider=name)
    return connection


def target(connection: Item, ctx: Context) -> Target:
    """The server of a connection, with its token."""
    account = connections.account(connection, ctx.organisation)
    return Target(account.settings["url"], account.secrets.get("token"))


def tools(connection: Item) -> dict[str, Any]:
    """The connection's own names for tools of the server (tool_map.py)."""
    return dict(connection["settings"].get("tools", {}))
