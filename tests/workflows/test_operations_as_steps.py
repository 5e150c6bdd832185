"""Every operation is a step of workflows: run by its family's function, under its policy, once under its key."""

import json
from types import SimpleNamespace
from typing import Any

from bivelio_core import domain
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError
from bivelio_core.operations import with_all_faces
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.table_definition import stored_items
from tools.endpoints import load_example

SANDBOX = {"environment": "sandbox"}
ADMIN = frozenset({"admin"})
REPEATED = {
    "documents.review": "the same review, with the time of its repetition",
    "webhooks.replay": "the replay begins again; what it delivers has the same ids, by which receivers know it",
}
"""What a repetition under a step's key writes again, and why nothing is there twice."""


def given(operation: str) -> Any:
    """What the operation's example sends."""
    return load_example(operation)["request"].get("data", {})


def test_each_runs_in_its_familys_function_and_answers_as_its_example(states):
    outcomes = {}
    for name in with_all_faces():
        step = {"id": "step", "type": name, "input": given(name)}
        workflow = call("workflows.create", {"name": name, "steps": [step]}, caller=SANDBOX).data["id"]
        started = call("workflows.execute", {"workflow_id": workflow}, caller=SANDBOX).data["instance_id"]
        states.run()
        run = call("workflows.instances_get", {"instance_id": started}, caller=SANDBOX).data
        (step,) = run["steps"]
        expected = load_example(name)["response"]["data"]
        missing = expected.keys() - (step.get("output") or {}).keys() if step["status"] == "completed" else ()
        outcomes[name] = (step.get("error") or {}).get("code") or sorted(missing)
    others = {name: outcome for name, outcome in outcomes.items() if outcome}
    assert others == {
        "documents.upload": ["classification"],  # a step is not told what is found out later
        "requests.get": "RESOURCE_NOT_FOUND",  # nobody made the request of the example
    }


def test_each_has_its_effect_once_under_the_key_of_its_step(table):
    """A step whose function died behind the effect is carried out again: nothing is there twice."""
    call("contacts.list", {}, caller=SANDBOX)  # opens the sandbox day
    tenant = Tenant.at(ORGANISATION, "sandbox")
    store = TenantStore(table, tenant)
    twice = {}
    for name, operation in with_all_faces().items():
        if not operation.changes:
            continue
        step = domain.step_types()[name]
        ctx = Context(tenant, Actor("workflow", "wf_1"), ADMIN, "r", "ca", store, LastingKey(f"in_1:{name}:"))
        request = step.input().model_validate_json(json.dumps(given(name)))
        outcomes = []
        for _ in range(2):
            try:
                step.carried_out_by(request, SimpleNamespace(ctx=ctx, timeout_seconds=30, key=str(ctx.idempotency_key)))
                outcomes.append(everything())
            except ApiError as error:
                outcomes.append({error.code})
        if outcomes[0] != outcomes[1]:
            twice[name] = sorted(outcomes[0] ^ outcomes[1])
    assert twice.keys() == REPEATED.keys(), twice


def everything() -> set[str]:
    """All items, but for sequences, which may have gaps."""
    items = (item for item in stored_items() if item["SK"]["S"] != "SEQ")
    return {json.dumps({**item, "_q": None, "_w": None}, sort_keys=True, default=str) for item in items}
