"""A new employee has a first day, a welcome, and a computer, which for engineers an administrator approves."""

import pytest

from tests.api import call
from tests.workflows.calls import instance
from tests.workflows.stream import Stream

GIVEN = {"name": "Jordi Vila", "email": "jordi@example.com", "first_day": "2026-03-09"}


def titles():
    return [case["title"] for case in call("cases.list").data["cases"]]


@pytest.mark.parametrize("approved", [True, False])
def test_an_engineers_computer_is_approved_while_the_rest_goes_on(shop, approved):
    shop.create("new-employee")
    stream = Stream(("CT",))
    run = shop.run({**GIVEN, "team": "engineering"})
    assert run["status"] == "waiting"
    (event,) = call("calendar.events", {"from": "2026-03-01T00:00:00Z", "to": "2026-03-31T00:00:00Z"}).data["events"]
    assert (event["title"], event["start"]) == ("Benvinguda de Jordi Vila", "2026-03-09T08:00:00Z")
    ((to, _, text),) = shop.sent()
    assert (to, text) == ("jordi@example.com", "Hola Jordi Vila, ens veiem el 9 de març de 2026.")
    owner = {"actor_kind": "user", "actor": "usr_owner", "role": "owner"}
    decision = {"instance_id": run["instance_id"], "approved": approved}
    assert call("workflows.approve", decision, caller=owner).status == 200
    shop.states.run()
    assert titles() == (["Ordinador per a Jordi Vila"] if approved else [])
    (person,) = call("contacts.list").data["contacts"]
    shop.follow(stream)
    assert instance(run["instance_id"])["status"] == "waiting"
    call("contacts.add_tags", {"id": person["id"], "tags": ["documentació"]})
    shop.follow(stream)
    assert instance(run["instance_id"])["output"] == {"documents": True}


def test_others_have_their_computer_at_once(shop):
    shop.create("new-employee")
    shop.run({**GIVEN, "team": "sales"})
    assert titles() == ["Ordinador per a Jordi Vila"]
