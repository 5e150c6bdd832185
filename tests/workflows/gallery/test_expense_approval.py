"""An expense is paid once somebody else has approved it; what nobody decides goes to an owner."""

import pytest

from tests.api import call
from tests.workflows.calls import instance

EXPENSE = {"amount": 120, "reason": "Taxi"}


def user(name, role):
    return {"actor_kind": "user", "actor": f"usr_{name}", "role": role}


@pytest.mark.parametrize(("approved", "paid"), [(True, 1), (False, 0)])
def test_what_nobody_decides_in_time_goes_to_an_owner(shop, approved, paid):
    shop.create("expense-approval")
    run = shop.run(EXPENSE)["instance_id"]
    shop.states.expires.add("token-1")
    shop.states.run()
    (asked,) = instance(run)["waiting"]
    assert (asked["step_id"], asked["deciders"]["roles"]) == ("escalated", ["owner"])
    decision = {"instance_id": run, "step_id": "escalated", "approved": approved}
    assert call("workflows.approve", decision, caller=user("admin", "admin")).status == 403
    assert call("workflows.approve", decision, caller=user("owner", "owner")).status == 200
    shop.states.run()
    assert instance(run)["status"] == "completed"
    assert len(shop.service.received) == paid
