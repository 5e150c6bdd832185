"""Deals as steps of workflows: made and moved once, and a trigger for those that are won."""

import boto3
import pytest
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import runs

from tests.api import ORGANISATION, call
from tests.functions.deals.made import listed, sums
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.states import States

OPEN = {"id": "open", "type": "deal.create", "input": {"title": "Alta de {{ input.name }}", "amount": "950.50"}}
WIN = {"id": "win", "type": "deal.move", "input": {"id": "{{ steps.open.output.id }}", "stage_id": "won"}}


@pytest.fixture
def states(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def test_a_workflow_makes_a_deal_and_moves_it(states):
    started = execute(workflow(OPEN, WIN), {"name": "Empresa ABC"})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    (deal,) = listed()["deals"]
    assert (deal["title"], deal["status"], deal["amount"]) == ("Alta de Empresa ABC", "won", 950.5)
    assert sums() == {"won": (1, {"EUR": 950.5})}


def test_who_may_not_write_deals_saves_no_such_step(table):
    definition = {"name": "Oportunitats", "trigger_type": "manual", "steps": [OPEN]}
    answer = call("workflows.create", definition, caller={"scopes": "workflows:admin"})
    assert (answer.status, answer.error["details"]["required_scope"]) == (403, "write")
    assert answer.error["details"]["resource"] == "deals"


def test_a_workflow_may_start_when_a_deal_is_won(table):
    step = {"id": "note", "type": "case.create", "input": {"title": "Facturar {{ trigger.data.title }}"}}
    about = {"name": "Facturar", "trigger_type": "event", "trigger": {"event": "deal.won"}, "steps": [step]}
    made = call("workflows.create", about)
    assert made.status == 200, made
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    assert [each["SK"].split("#")[0] for each in store.query(keys.WORKFLOW_TRIGGER)] == ["deal.won"]
