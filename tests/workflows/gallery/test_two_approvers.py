"""Two different people have to approve, neither of them who asked; one is not enough, and time ends it."""

import pytest

from tests.api import call
from tests.workflows.calls import instance


def user(name, role="admin"):
    return {"actor_kind": "user", "actor": f"usr_{name}", "role": role}


@pytest.fixture
def asked(shop):
    """A run that somebody has asked for."""
    shop.create("two-approvers")
    supplier = call("contacts.create", {"type": "company", "name": "Proveïdor"}).data["id"]
    given = {"name": "Proveïdor", "contact_id": supplier, "iban": "ES9121000418450200051332"}
    asking = {"workflow_id": shop.workflow_id, "input": given}
    run = call("workflows.execute", asking, caller=user("anna")).data["instance_id"]
    shop.states.run()
    return run, supplier


def decide(run, name, *, approved=True):
    return call("workflows.approve", {"instance_id": run, "approved": approved}, caller=user(name))


def iban(supplier):
    return call("contacts.get", {"id": supplier}).data["custom_fields"].get("iban")


def test_two_different_people_are_needed_and_who_asked_is_none_of_them(shop, asked):
    run, supplier = asked
    assert decide(run, "anna").status == 403
    assert decide(run, "berta").status == 200
    shop.states.run()
    assert instance(run)["status"] == "waiting"
    assert decide(run, "berta").status in {200, 403, 409}
    shop.states.run()
    assert (instance(run)["status"], iban(supplier)) == ("waiting", None)
    assert decide(run, "carles").status == 200
    shop.states.run()
    assert (instance(run)["output"], iban(supplier)) == ({"changed": True}, "ES9121000418450200051332")


@pytest.mark.parametrize("refused", [True, False])
def test_a_refusal_or_two_days_without_both_leave_it_as_it_was(shop, asked, refused):
    run, supplier = asked
    decide(run, "berta")
    if refused:
        decide(run, "carles", approved=False)
    else:
        shop.states.expires.add("token-1")
    shop.states.run()
    assert (instance(run)["output"], iban(supplier)) == ({"changed": False}, None)
    (case,) = call("cases.list").data["cases"]
    assert case["title"] == "El compte de Proveïdor no s'ha canviat"
