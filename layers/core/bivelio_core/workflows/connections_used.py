"""Which workflows go by a connection, and by which of their steps: told by the definitions as they are saved now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bivelio_core import domain
from bivelio_core.expressions.rendering import has_expression
from bivelio_core.integrations.choice import UNKNOWN, Use, UsingStep
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW_VERSION
from bivelio_core.store.tenant_store import TenantStore

from .definitions.program import Program
from .execution import payloads
from .execution.stored import every_workflow, version_key

READ_AT_ONCE = 50
"""How many definitions are held in memory, of up to 200 kB each."""

SUREST = ("named", "default", "possible")


def uses(store: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """The workflows that go by a connection, newest first: all in use are read, as many as there may be."""
    items = [item for item in every_workflow(store) if item["status"] != "archived"]
    for start in range(0, len(items), READ_AT_ONCE):
        chunk = items[start : start + READ_AT_ONCE]
        places = [version_key(item["SK"], item["version"]) for item in chunk]
        versions = store.get_many(WORKFLOW_VERSION, places, consistent=True)
        for item, place in zip(chunk, places, strict=True):
            if place in versions and (steps := _steps(payloads.read(versions[place], "definition"), one, every)):
                how = min((step.how for step in steps), key=SUREST.index)
                yield Use("workflow", how, item["SK"], item["name"], item["status"], steps)


def _steps(definition: Mapping[str, Any], one: Item, every: Sequence[Item]) -> list[UsingStep]:
    using, kinds = [], domain.step_types()
    for node in Program(definition).nodes.values():
        kind = kinds.get(node.type)
        if kind is None or kind.connection is None:
            continue
        inputs = {name: UNKNOWN if has_expression(value) else value for name, value in node.input.items()}
        if how := kind.connection()(inputs, one, every):
            using.append(UsingStep(node.id, node.name, node.type, how))
    return using
