"""What of mcp goes by a connection: the step that calls a tool of a server."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.integrations.choice import UNKNOWN, How
from bivelio_core.store.codec import Item


def of_step(step_input: Mapping[str, Any], one: Item, _: Sequence[Item]) -> How | None:
    """How a step that names its server goes by a connection; None when it does not."""
    if one["provider"] != "mcp":
        return None
    if step_input.get("provider") is UNKNOWN:
        return "possible"
    return "named" if step_input.get("provider") == one["name"] else None
