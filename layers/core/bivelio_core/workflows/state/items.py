"""The items of the state of workflows, and the one way to change them.

A value is an item of its workflow's partition, with its JSON as text. The item HEAD counts the names, and has the
highest version of those that were removed, so that a name never has a version twice. Both change in one transaction.
Once the workflow is deleted, HEAD says so (forgetting.py).
"""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ResourceNotFound, ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import WORKFLOW_STATE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import ConditionCheck, Put, Write, absent, equals
from bivelio_core.workflows.execution.stored import load_workflow

from .forgetting import FORGOTTEN, HEAD
from .models import StateValue

MAXIMUM_NAMES = 100
TRIES = 24
"""How often a change is tried while others change the same value: runs of one workflow take turns by one counter."""


class Current(NamedTuple):
    """A value that is there, or that would be: then null, of version 0."""

    value: Any
    version: int
    updated_at: str | None = None


ABSENT = Current(None, 0)
Decide = Callable[[Current], Any]
"""The value that follows from the current one; null for none. It may raise an ApiError."""


def workflow_of(workflow_id: str | None, ctx: Context) -> str:
    """The workflow that is meant: the one that runs, for a step that names none.

    Raises ValidationError when nobody runs and none is named, ResourceForbidden, ResourceNotFound.
    """
    own = ctx.actor.id if ctx.actor.kind == "workflow" else None
    if workflow_id is None and own is None:
        raise ValidationError.of("workflow_id", "required")
    if workflow_id is None or workflow_id == own:
        return str(own)
    return str(load_workflow(ctx.store, workflow_id)["SK"])


def read(store: TenantStore, workflow: str, name: str) -> Current:
    """The value of a name."""
    return _current(store.get(WORKFLOW_STATE, _sk(name), workflow))


def read_all(store: TenantStore, workflow: str) -> list[tuple[str, Current]]:
    """Every value of a workflow with its name, in the order of the names."""
    items = store.query(WORKFLOW_STATE, workflow, consistent=True)
    return [(item["SK"].removeprefix(_sk("")), _current(item)) for item in items if item["SK"] != HEAD]


def change(operation: str, request: Any, ctx: Context, decide: Decide) -> StateValue:
    """Change the value of a request's name, once under the Idempotency-Key: repeated, it has the first answer.

    Raises what `workflow_of` and `decide` raise, Conflict when the workflow has as many names as it may have,
    ChangedMeanwhile when others kept changing the value.
    """
    workflow, store = workflow_of(request.workflow_id, ctx), ctx.store
    key = EffectKey.of(operation, ctx.idempotency_key, request)
    for tries in range(TRIES + 1):
        before = read(store, workflow, request.name)
        # In this order: had the effect happened before the value was read, the marker would be there.
        if (target := effect_target(store, key)) is not None:
            return state_value(workflow, request.name, Current(**json.loads(target)))
        if tries == TRIES:
            break
        value = decide(before)
        if same(value, before.value):
            if key.idempotency_key is None:
                return state_value(workflow, request.name, before)
            after, writes = before, _unchanged(store, workflow, request.name, before)
        else:
            after, writes = _writes(store, workflow, request.name, before, value)
        own = to_json(after._asdict())
        try:
            target = write_once(store, key, own, writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return state_value(workflow, request.name, Current(**json.loads(target)))
    raise ChangedMeanwhile


def state_value(workflow: str, name: str, current: Current) -> StateValue:
    """A value as the API shows it."""
    return StateValue(workflow_id=workflow, name=name, **current._asdict())


def _writes(
    store: TenantStore, workflow: str, name: str, before: Current, value: Any
) -> tuple[Current, Sequence[Write]]:
    """What the name has afterwards, and the writes for that: with the head where a name comes or goes."""
    sk, now = _sk(name), clock.timestamp()
    unchanged = equals("version", before.version) if before.version else absent()
    if before.version and value is not None:
        after = Current(value, before.version + 1, now)
        return after, [store.put_write(WORKFLOW_STATE, sk, _attributes(after), workflow, condition=unchanged)]
    head = store.get(WORKFLOW_STATE, HEAD, workflow) or {"names": 0, "highest": 0, "version": 0}
    if value is None:
        highest = max(head["highest"], before.version)
        write: Write = store.delete_write(WORKFLOW_STATE, sk, workflow, condition=unchanged)
        return ABSENT, [write, _head(store, workflow, head, head["names"] - 1, highest)]
    if FORGOTTEN in head:
        raise ResourceNotFound
    if head["names"] >= MAXIMUM_NAMES:
        raise Conflict(details={"reason": "state_names", "limit": MAXIMUM_NAMES})
    after = Current(value, head["highest"] + 1, now)
    return after, [
        store.put_write(WORKFLOW_STATE, sk, _attributes(after), workflow, condition=unchanged),
        _head(store, workflow, head, head["names"] + 1, head["highest"]),
    ]


def _unchanged(store: TenantStore, workflow: str, name: str, before: Current) -> Sequence[Write]:
    """What is written with the marker alone, so that a repetition does not undo what others set meanwhile."""
    condition = equals("version", before.version) if before.version else absent()
    return [ConditionCheck(store.key(WORKFLOW_STATE, _sk(name), workflow), condition)]


def _head(store: TenantStore, workflow: str, head: Item, names: int, highest: int) -> Put:
    unchanged = equals("version", head["version"]) if head["version"] else absent()
    about = {"names": names, "highest": highest, "version": head["version"] + 1}
    return store.put_write(WORKFLOW_STATE, HEAD, about, workflow, condition=unchanged)


def _attributes(current: Current) -> dict[str, Any]:
    return {"value": to_json(current.value), "version": current.version, "updated_at": current.updated_at}


def _current(item: Item | None) -> Current:
    return ABSENT if item is None else Current(json.loads(item["value"]), item["version"], item["updated_at"])


def _sk(name: str) -> str:
    return f"name#{name}"
