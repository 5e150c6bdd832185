"""Runs as the API shows them: whole, in a list, and as what starting one answers."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.redaction import redacted_data
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import localised
from bivelio_core.workflows.execution.runs import (
    instance_id,
)
from bivelio_core.workflows.runs.models import (
    Execution,
    InstanceSummary,
)
from bivelio_core.workflows.runs.steps.show import is_small


def execution_of(ctx: Context, item: Item) -> Execution:
    """A run as starting or retrying it answers."""
    names = [name for name in Execution.model_fields if name not in ("instance_id", "output", "error")]
    return Execution(
        instance_id=instance_id(ctx.store, item),
        **{name: item.get(name) for name in names},
        output=shown(ctx, payloads.read(item, "output")),
        error=shown(ctx, localised(payloads.read(item, "error"), ctx.language)),
    )


def shows_credentials(ctx: Context) -> bool:
    """Whether the caller may write workflows, and so read what these were given."""
    return allows(ctx.scopes, "workflows", "admin")


def shown(ctx: Context, value: Any) -> Any:
    """A value of a run as the caller may see it."""
    return value if shows_credentials(ctx) else redacted_data(value)


def summary_of(ctx: Context, item: Item, *, is_whole: bool = False) -> InstanceSummary:
    """A run as lists show it; with `is_whole` however large its input is."""
    names = [name for name in InstanceSummary.model_fields if name not in ("instance_id", "input", "input_omitted")]
    shows_input = is_whole or is_small(item, "input")
    return InstanceSummary(
        instance_id=instance_id(ctx.store, item),
        input=shown(ctx, payloads.read_if_kept(item, "input", {})) if shows_input else None,
        input_omitted=None if shows_input else True,
        **{name: item.get(name) for name in names},
    )
