"""The stored calls of tools: each is written before the tool is called, so that a repetition finds it.

An execution runs until its lease ends, which is later than any function that made it can live. One that still says
`running` after that was left by a function that died, and nobody knows whether the tool ran.
"""

import json
import zlib
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import IdempotencyConflict
from bivelio_core.json_text import to_json
from bivelio_core.providers.mcp_server import McpRefused
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import MCP_EXECUTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Update, absent, all_of, equals

from .models import ExecuteTool

LEASE_SECONDS = 35
"""Longer than any function that calls tools can run (functions/mcp/template.yaml)."""

LIFETIME = timedelta(days=30)
RUNNING, COMPLETED, FAILED, UNKNOWN = "running", "completed", "failed", "unknown"


class Begun(NamedTuple):
    """An execution that this request carries out. `may_have_run` if an earlier try may have called the tool."""

    id: str
    lease_until: int
    may_have_run: bool = False


def begin(request: ExecuteTool, ctx: Context) -> Begun | Item:
    """Store a call that is about to be made; the item of the call that the same request made before.

    Raises IdempotencyConflict while that one is being made, IdempotencyMismatch when the key was used otherwise.
    """
    new_id, lease = ids.new_id("mcp_execution", ctx.organisation), _lease()
    attributes = {
        "provider": request.provider,
        "tool": request.tool,
        "parameters": packed(request.parameters),
        "status": RUNNING,
        "lease_until": lease,
        "started_at": clock.timestamp(),
        **({} if ctx.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME)}),
    }
    put = ctx.store.put_write(MCP_EXECUTION, new_id, attributes, condition=absent())
    key = EffectKey.of("mcp.execute", ctx.idempotency_key, request)
    target_id = write_once(ctx.store, key, new_id, [put])
    return Begun(new_id, lease) if target_id == new_id else _repeat(ctx.store, target_id)


def _repeat(store: TenantStore, execution_id: str) -> Begun | Item:
    """What became of an execution; taken over when it failed in a way that a repetition can help, or was left."""
    item = existing(store.get(MCP_EXECUTION, execution_id))
    may_have_run = item["status"] in (RUNNING, UNKNOWN)
    if item["status"] == RUNNING and item["lease_until"] > clock.epoch():
        raise IdempotencyConflict(retry_after=1)
    if not may_have_run and not item.get("may_be_retried"):
        return item
    lease = _lease()
    lease_update = Update(set={"status": RUNNING, "lease_until": lease}, remove=["error", "may_be_retried"])
    unchanged = all_of(equals("status", item["status"]), equals("lease_until", item["lease_until"]))
    try:
        store.update(MCP_EXECUTION, execution_id, lease_update, condition=unchanged)
    except ConditionFailed as error:
        raise IdempotencyConflict(retry_after=1) from error
    return Begun(execution_id, lease, may_have_run)


def complete(store: TenantStore, execution: Begun, result: dict[str, Any], duration_ms: int) -> Item:
    """Record the result of a call."""
    about = {"status": COMPLETED, "result": packed(result), **_ended(duration_ms)}
    return _end(store, execution, Update(set=about))


def fail(
    store: TenantStore,
    execution: Begun,
    status: str,
    details: dict[str, Any],
    duration_ms: int,
    *,
    may_be_retried: bool,
) -> None:
    """Record why a call has no result: it `failed`, or nobody knows whether the tool ran (`unknown`)."""
    error: dict[str, Any] = {name: details[name] for name in ("reason", "message", "protocol_code") if name in details}
    if "structured" in details:
        error["structured"] = packed(details["structured"])
    about = {"status": status, "error": error, **_ended(duration_ms)}
    _end(store, execution, Update(set={**about, **({"may_be_retried": True} if may_be_retried else {})}))


def _end(store: TenantStore, execution: Begun, update: Update) -> Item:
    mine = all_of(equals("status", RUNNING), equals("lease_until", execution.lease_until))
    try:
        return store.update(MCP_EXECUTION, execution.id, update, condition=mine)
    except ConditionFailed as error:  # this function was stopped for longer than its lease, and another took over
        raise McpRefused("outcome_unknown") from error


def _ended(duration_ms: int) -> dict[str, Any]:
    return {"duration_ms": duration_ms, "completed_at": clock.timestamp()}


def _lease() -> int:
    return int(clock.epoch()) + LEASE_SECONDS


def failure(item: Item) -> dict[str, Any]:
    """Why a call has no result, as it was recorded."""
    error = dict(item["error"])
    return {**error, "structured": unpacked(error["structured"])} if "structured" in error else error


def packed(document: dict[str, Any]) -> bytes:
    """A JSON object as it is stored: compressed, as deep as it likes and with its numbers as they are."""
    return zlib.compress(to_json(document).encode())


def unpacked(stored: Any) -> dict[str, Any]:
    """The object that `packed` made bytes of."""
    document: dict[str, Any] = json.loads(zlib.decompress(bytes(stored)))
    return document
