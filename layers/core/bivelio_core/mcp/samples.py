"""The reference's example of a call, under its documented id."""

from bivelio_core.providers.mcp_server.simulated import SHEET
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import executions
from .tool_map import with_counts

EXECUTION_ID = "mcp_k4l5m6n7"


def writes(store: TenantStore) -> list[Write]:
    """The call of the reference, completed."""
    parameters = {"spreadsheet_id": "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgVE2upms", "range": "Sheet1!A1:D50"}
    example = {
        "provider": "google_sheets",
        "tool": "read_range",
        "parameters": executions.packed(parameters),
        "status": executions.COMPLETED,
        "lease_until": 0,
        "sample": True,
        "result": executions.packed(with_counts({"values": [list(row) for row in SHEET]})),
        "duration_ms": 450,
        "started_at": "2026-04-07T12:50:00Z",
        "completed_at": "2026-04-07T12:50:00Z",
    }
    return [store.put_write(keys.MCP_EXECUTION, EXECUTION_ID, example)]
