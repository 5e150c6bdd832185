"""POST /v1/organisation/update keeps its promises."""

import pytest
from bivelio_core.contacts import retention
from bivelio_core.credits import plans
from bivelio_core.requests import body_keys, settings
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.functions.organisation.erasing import Owners, much_later
from tests.operated import new_organisation, operated


@pytest.fixture
def owner(deployment):
    return {"organisation": new_organisation(), "actor_kind": "user", "actor": "usr_ana"}


def entries(owner):
    found = operated("read_audit", organisation=owner["organisation"])["entries"]
    return [entry for entry in found if entry["action"] == "organisation.updated"]


def test_only_what_is_sent_changes_and_the_audit_log_names_it(owner):
    before = call("organisation.get", caller=owner).data
    changed = call("organisation.update", {"name": "Empresa Nova", "language": "en"}, caller=owner).data
    assert (
        changed == {**before, "name": "Empresa Nova", "language": "en"} == call("organisation.get", caller=owner).data
    )
    (entry,) = entries(owner)
    assert (entry["actor"], entry["details"]) == ("usr_ana", {"fields": ["language", "name"]})


def test_what_is_so_already_leaves_no_entry(owner):
    call("organisation.update", {"language": "ca", "retention": {"request_days": 7}}, caller=owner)
    assert entries(owner) == []


def test_the_months_of_credits_have_the_new_time_zone(owner):
    call("organisation.update", {"time_zone": "Atlantic/Canary"}, caller=owner)
    store = SystemStore(the_table()).of(Tenant(owner["organisation"], "live"))
    assert plans.plan_of(store) == plans.Plan("starter", "Atlantic/Canary")


def test_retention_changes_field_by_field(owner):
    call("organisation.update", {"retention": {"request_days": 2}}, caller=owner)
    changed = call("organisation.update", {"retention": {"request_bodies": False}}, caller=owner).data
    assert changed["retention"] == {"request_days": 2, "request_bodies": False}


def test_a_repeated_request_changes_once(owner):
    headers = {"Idempotency-Key": "k1"}
    first = call("organisation.update", {"name": "Empresa Nova"}, caller=owner, headers=headers)
    operated_name = call("organisation.update", {"name": "Una altra"}, caller=owner).data["name"]
    again = call("organisation.update", {"name": "Empresa Nova"}, caller=owner, headers=headers)
    assert (operated_name, again.data, again.headers["Idempotent-Replayed"]) == ("Una altra", first.data, "true")
    assert call("organisation.get", caller=owner).data["name"] == "Una altra"


@pytest.mark.parametrize(
    ("data", "field", "status"),
    [
        ({}, "data", 400),
        ({"name": ""}, "name", 400),
        ({"name": None}, "name", 400),
        ({"name": "a\nb"}, "name", 400),
        ({"language": "fr"}, "language", 400),
        ({"time_zone": "Europe/Barcelona"}, "time_zone", 400),
        ({"time_zone": "posix/Europe/Madrid"}, "time_zone", 400),
        ({"retention": {"request_days": 8}}, "retention.request_days", 400),
        ({"plan": "enterprise"}, "plan", 400),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(owner, data, field, status):
    before = call("organisation.get", caller=owner).data
    answer = call("organisation.update", data, caller=owner)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert call("organisation.get", caller=owner).data == before


def test_from_the_sandbox_it_cannot_be_changed(owner):
    answer = call("organisation.update", {"name": "Empresa Nova"}, caller={**owner, "environment": "sandbox"})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "organisation_from_sandbox")
    assert call("organisation.get", caller=owner).data["name"] == "Empresa ABC"


def test_members_and_keys_may_not(owner):
    asked = {"name": "Empresa Nova"}
    assert call("organisation.update", asked, caller={**owner, "scopes": "write"}).status == 403
    assert call("organisation.update", asked, caller={**owner, "actor_kind": "api_key"}).status == 403


@pytest.fixture
def owners(deployment):
    return Owners()


def keep_contacts(owners, days, role="owner"):
    return owners.ask("update", role=role, data={"retention": {"archived_contacts_days": days}})


def test_an_owner_says_after_how_many_days_archived_contacts_are_erased(owners):
    assert "archived_contacts_days" not in owners.ask("get").data["retention"]
    changed = keep_contacts(owners, 365).data
    assert changed["retention"] == {"request_days": 7, "request_bodies": True, "archived_contacts_days": 365}
    assert owners.ask("update", data={"retention": {"request_days": 2}}).data["retention"] == {
        **changed["retention"],
        "request_days": 2,
    }
    assert [key.pk for key in retention.due(the_table())] == [f"{owners.organisation}#live#RQC"]
    assert "archived_contacts_days" not in keep_contacts(owners, None).data["retention"]
    assert list(retention.due(the_table())) == []
    assert [entry["details"] for entry in entries({"organisation": owners.organisation})] == [
        {"fields": ["retention"]}
    ] * 3


def test_a_key_is_renewed_whatever_is_said_of_contacts(owners):
    """The sealing key of requests is in the same item."""
    keep_contacts(owners, 365)
    body_keys.renewed(the_table(), owners.organisation, settings.RequestSettings())
    assert owners.ask("get").data["retention"]["archived_contacts_days"] == 365


@pytest.mark.parametrize("days", [0, 29, 3651, 30.5, "30", True])
def test_a_time_for_archived_contacts_is_a_month_to_ten_years(owners, days):
    answer = keep_contacts(owners, days)
    assert (answer.status, answer.error["details"]["field"]) == (400, "retention.archived_contacts_days")
    assert list(retention.due(the_table())) == []


def test_only_an_owner_who_has_just_proved_who_it_is_has_archived_contacts_erased(owners):
    assert keep_contacts(owners, 365, role="admin").status == 403
    with much_later():
        assert keep_contacts(owners, 365).status == 403
        assert keep_contacts(owners, None, role="admin").status == 200
    assert "archived_contacts_days" not in owners.ask("get").data["retention"]
