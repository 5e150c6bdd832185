"""A step gives a contact an owner who is a member of the organisation, and no other."""

import pytest
from bivelio_core.store import keys

from tests.api import ORGANISATION, call

SANDBOX = {"environment": "sandbox"}
USER = "usr_a1b2c3d4e5f6g7h8"
STEPS = {
    "contacts.create": {"type": "person", "name": "Núria Puig"},
    "contacts.update": {"id": "ct_def456"},
    "contacts.upsert": {"email": "nuria@exemple.com"},
}


@pytest.mark.parametrize("step_type", STEPS)
def test_an_owner_is_a_member(states, table, step_type):
    key = keys.organisation_member(ORGANISATION, USER)
    table.put({"PK": key.pk, "SK": key.sk, "email": "anna@exemple.com", "role": "member"})
    outcomes = []
    for owner in (USER, "usr_nobody"):
        steps = [{"id": "lead", "type": step_type, "input": {**STEPS[step_type], "owner_id": owner}}]
        workflow = call("workflows.create", {"name": "Lead", "steps": steps}, caller=SANDBOX).data["id"]
        started = call("workflows.execute", {"workflow_id": workflow}, caller=SANDBOX).data["instance_id"]
        states.run()
        (step,) = call("workflows.instances_get", {"instance_id": started}, caller=SANDBOX).data["steps"]
        outcomes.append((step["status"], step.get("error", {}).get("code")))
    assert outcomes == [("completed", None), ("failed", "VALIDATION_ERROR")]
