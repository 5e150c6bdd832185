"""Which tools of a connected server may be called: what its owner decided, else what can be undone.

A connection has `allowed`, by the server's name of a tool the fingerprint with which it was allowed, or OFF; and
`seen`, the fingerprints with which tools were first seen. A tool that says something else of itself than then is not
called until somebody allows it again: its server may have been taken over. Connections from before have no `allowed`:
their tools are called as they were.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.providers.mcp_server import McpRefused, Tool
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.writes import Condition, Update, absent, all_of, equals, present

OFF = ""
MAXIMUM_SEEN = 500
"""How many tools of a server are remembered; of those beyond, only decisions are."""


class Standing(NamedTuple):
    """Whether a tool may be called, and whether it has changed since that was decided."""

    allowed: bool
    changed: bool = False


def standing(tool: Tool, connection: Item) -> Standing:
    """How a tool stands in a connection."""
    decisions: Mapping[str, str] | None = connection.get("allowed")
    if decisions is None:
        return Standing(allowed=True)
    decision = decisions.get(tool.name)
    if decision == OFF:
        return Standing(allowed=False)
    fingerprint = decision or connection.get("seen", {}).get(tool.name)
    if fingerprint not in (None, tool.fingerprint):
        return Standing(allowed=False, changed=True)
    return Standing(decision is not None or not tool.is_destructive or tool.name in _named(connection))


def require_allowed(tool: Tool, connection: Item) -> None:
    """Raise McpRefused for a tool that may not be called."""
    stands = standing(tool, connection)
    if stands.changed:
        raise McpRefused("tool_changed")
    if not stands.allowed:
        raise McpRefused("tool_not_allowed")


def remember(tools: Iterable[Tool], connection: Item, ctx: Context) -> None:
    """Note with which fingerprints tools are seen for the first time."""
    if "allowed" not in connection or connection.get("unlisted"):
        return
    seen: dict[str, str] = connection.get("seen", {})
    new = {tool.name: tool.fingerprint for tool in tools if tool.name not in {*seen, *connection["allowed"]}}
    if not new or len(seen) + len(new) > MAXIMUM_SEEN:
        return
    change = Update(set={"seen": {**seen, **new}})
    with suppress(ConditionFailed):  # another function has seen some meanwhile: the next one notes the rest
        ctx.store.update(CONNECTION, connection["SK"], change, condition=_as_read("seen", connection))


def decide(
    decisions: Mapping[str, bool], tools: Iterable[Tool], connection: Item, key: EffectKey, ctx: Context
) -> Item:
    """Write which tools may be called, as they are now; the connection as it is then.

    Raises ChangedMeanwhile when somebody else decided at the same time.
    """
    fingerprints = {tool.name: tool.fingerprint for tool in tools}
    before: Mapping[str, str] = connection.get("allowed", fingerprints)  # of one from before, all stay as they were
    decided = {name: fingerprints[name] if is_allowed else OFF for name, is_allowed in decisions.items()}
    after = {**before, **decided}
    about = {"allowed": after, "updated_at": clock.timestamp()}
    if connection.get("unlisted"):  # the sandbox's own server, which is no item until somebody decides
        own = {name: value for name, value in connection.items() if name not in {"PK", "SK", *about}}
        write = ctx.store.update_write(CONNECTION, connection["SK"], Update(set=about, default=own))
    else:
        as_read = _as_read("allowed", connection)
        write = ctx.store.update_write(CONNECTION, connection["SK"], Update(set=about), condition=as_read)
    entry = audit.of(ctx, "connection.tools_changed", connection=connection["SK"], provider="mcp")
    try:
        write_once(ctx.store, key, connection["SK"], [write, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return {**connection, "allowed": after}


def _as_read(name: str, connection: Item) -> Condition:
    return equals(name, connection[name]) if name in connection else all_of(present(), absent(name))


def _named(connection: Item) -> set[str]:
    """The server's tools to which the connection gives names: who connected has chosen them."""
    return {str(each["tool"]) for each in connection["settings"].get("tools", {}).values()}
