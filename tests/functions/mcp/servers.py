"""Connections to MCP servers, as `/integrations/connect` writes them."""

from typing import Any

from bivelio_core import ids
from bivelio_core.integrations import secrets
from bivelio_core.store import connect
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION

SHEETS = {
    "read_range": {
        "tool": "read",
        "parameters": {"spreadsheet_id": "path"},
        "ranges": {"range": {"sheet": "sheet", "cells": "range"}},
    },
    "append_rows": {"tool": "write", "parameters": {"spreadsheet_id": "path"}},
}
READ = {
    "provider": "sheets",
    "tool": "read_range",
    "parameters": {"spreadsheet_id": "clients.xlsx", "range": "Sheet1!A1:B2"},
}
APPEND = {"provider": "sheets", "tool": "append_rows", "parameters": {"spreadsheet_id": "clients.xlsx"}}


def connected(url: str, name: str = "sheets", *, organisation: str = ORGANISATION, **about: Any) -> str:
    """The id of a new connection to a server."""
    store = TenantStore(connect.table(), Tenant.at(organisation, "live"))
    attributes = {
        "provider": "mcp",
        "name": name,
        "status": "active",
        "settings": {"url": url, "tools": SHEETS},
        "secrets": secrets.sealed({"token": "t0ken"}, organisation),
        "created_at": "2026-11-20T09:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z",
        **about,
    }
    return str(store.put(CONNECTION, ids.new_id("connection", organisation), attributes)["SK"])
