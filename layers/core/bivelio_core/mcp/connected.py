"""The MCP servers that an organisation has connected, by the names it gave them."""

from collections.abc import Callable
from typing import Any, TypeVar

from bivelio_core.context import Context
from bivelio_core.integrations import connections, tokens
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.providers.mcp_server import McpRefused, McpUnavailable, Target
from bivelio_core.providers.messaging.failures import Refused, Unavailable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION

Result = TypeVar("Result")
RETRY_SECONDS = 5

SANDBOX_ID = "cn_s1h2e3t4"
SANDBOX: Item = {
    "provider": "mcp",
    "name": "google_sheets",
    "status": "active",
    "settings": {"url": "https://sheets.sandbox.bivelio.com/mcp"},
    "allowed": {},
    "sample": True,
    "unlisted": True,
    "created_at": "2026-03-01T09:00:00Z",
}
"""The server that every sandbox has from the start, until a connection takes its name. It is simulated."""


def every(ctx: Context) -> list[Item]:
    """All of them, by name: there are at most 50 connections, which are read at once."""
    items = [each for each in connections.every(ctx.store) if each["provider"] == "mcp"]
    if ctx.tenant.is_sandbox and connections.named(items, "mcp", SANDBOX["name"]) is None:
        items.append({**SANDBOX, **(ctx.store.get(CONNECTION, SANDBOX_ID) or {"SK": SANDBOX_ID})})
    return sorted(items, key=lambda item: str(item["name"]))


def named(name: str, ctx: Context) -> Item:
    """The connection of a name. Raises IntegrationError when there is none, or none that works."""
    connection = connections.named(every(ctx), "mcp", name)
    if connection is None:
        raise IntegrationError("not_connected", provider=name)
    if connection["status"] != "active":
        raise IntegrationError("connection_broken", provider=name)
    return connection


def with_server(connection: Item, ctx: Context, work: Callable[[Target], Result]) -> Result:
    """What `work` gives with the server of a connection, whose token is renewed if the server refuses it.

    A connection by consent whose new token is refused too is broken: its owner has to sign in again.
    """
    target = _target(connection, ctx)
    try:
        return work(target)
    except McpRefused as refusal:
        if refusal.reason != "unauthorized" or not _is_by_consent(connection):
            raise
        renewed = _target(connection, ctx, refused=target.token)
    try:
        return work(renewed)
    except McpRefused as refusal:
        if refusal.reason == "unauthorized":
            connections.mark_broken(ctx.store, connection["SK"], "credentials_rejected")
        raise


def _target(connection: Item, ctx: Context, *, refused: str | None = None) -> Target:
    """The server of a connection, with its token."""
    if not _is_by_consent(connection):
        account = connections.account(connection, ctx.organisation)
        return Target(account.settings["url"], account.secrets.get("token"))
    try:
        token = tokens.access_token(ctx.store, connection["SK"], refused=refused)
    except Refused as refusal:
        raise McpRefused("unauthorized") from refusal
    except Unavailable as unavailable:
        raise McpUnavailable("unavailable", retry_after=unavailable.retry_after or RETRY_SECONDS) from unavailable
    return Target(connection["settings"]["url"], token)


def _is_by_consent(connection: Item) -> bool:
    return "oauth" in connection["settings"]


def tools(connection: Item) -> dict[str, Any]:
    """The connection's own names for tools of the server (tool_map.py)."""
    return dict(connection["settings"].get("tools", {}))
