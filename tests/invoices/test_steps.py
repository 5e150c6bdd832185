"""invoice.create, invoice.issue and invoice.mark_paid as steps of workflows: each done once, whatever dies."""

import boto3
import pytest
from bivelio_core.workflows.execution import runs

from tests.api import call
from tests.documents.test_killed_workers import after
from tests.invoices.world import LINES, chain, client, settled
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import States

INVOICE = {"client_id": "{{ input.client }}", "line_items": LINES}
CREATE = {"id": "create", "type": "invoice.create", "input": INVOICE}
ISSUE = {"id": "issue", "type": "invoice.issue", "input": {"id": "{{ steps.create.output.id }}"}}
PART = {"id": "part", "type": "invoice.mark_paid", "input": {"id": "{{ steps.create.output.id }}", "amount": 235.50}}
REST = {"id": "rest", "type": "invoice.mark_paid", "input": {"id": "{{ steps.create.output.id }}"}}
ID = {"id": "inv_g0h1i2j3"}
SANDBOX = {"environment": "sandbox"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "PutObject", "DeleteObject"}


@pytest.fixture
def states(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def test_a_workflow_creates_issues_and_collects_an_invoice(states):
    settled()
    started = execute(workflow(CREATE, ISSUE, PART, REST), {"client": client()})
    states.run()
    ended = instance(started["instance_id"])
    assert ended["status"] == "completed"
    (listed,) = call("invoices.list", {}).data["invoices"]
    shown = call("invoices.get", {"id": listed["id"]}).data
    assert (shown["total"], shown["number_status"], shown["status"]) == (4235.00, "final", "paid")
    assert [payment["amount"] for payment in shown["payments"]] == [235.50, 3999.50]
    assert shown["pdf_url"]
    assert (ended["output"]["number"], ended["output"]["amount_due"]) == (shown["number"], 0)


def test_steps_that_die_after_any_of_their_writes_make_one_invoice_with_one_record(states, table):
    settled()
    who, killer, kills = client(), Killer(), 0
    workflow_id = workflow(CREATE, ISSUE, PART)
    execute(workflow_id, {"client": who})
    with killer.armed(lambda *_: False):
        states.run()
    names, made = list(killer.calls), 1
    for number in (place for place, name in enumerate(names) if name in WRITES):
        started = execute(workflow_id, {"client": who})
        with killer.armed(after(number)):
            states.run()
        kills += killer.kills
        made += 1
        assert instance(started["instance_id"])["status"] == "completed", number
        listed = call("invoices.list", {}).data
        newest = call("invoices.get", {"id": listed["invoices"][0]["id"]}).data
        assert listed["pagination"]["total"] == made, number
        assert newest["number"].endswith(f"-{made:03}"), number
        assert [payment["amount"] for payment in newest["payments"]] == [235.50], number
        assert "pdf_url" in newest, number
    verdict = chain(table)
    assert (verdict.is_unbroken, verdict.records) == (True, made)
    assert kills > 10, "the transactions of each step and the files are among them"


def test_a_step_sends_what_it_creates_and_warns_when_it_cannot(states):
    """As the endpoint: without a connected account the invoice is issued, and a warning says that it was not sent."""
    settled()
    definition = {**CREATE, "input": {**INVOICE, "auto_send": "{{ input.send }}"}}
    started = execute(workflow(definition), {"client": client(), "send": True})
    states.run()
    ended = instance(started["instance_id"])
    assert ended["status"] == "completed"
    assert (ended["output"]["number_status"], ended["output"]["status"]) == ("final", "pending")
    assert [warning["code"] for warning in ended["output"]["warnings"]][-1] == "not_sent"


@pytest.mark.parametrize("step", [CREATE, {**ISSUE, "input": ID}, {**PART, "input": ID}])
@pytest.mark.usefixtures("states")
def test_who_may_not_write_invoices_cannot_save_a_step(step):
    answer = call("workflows.create", {"name": "Test", "steps": [step]}, caller={"scopes": "workflows:admin"})
    assert answer.error["code"] == "AUTH_INSUFFICIENT_SCOPE"
    assert (answer.error["details"]["resource"], answer.error["details"]["required_scope"]) == ("invoices", "write")


def test_monthly_invoicing_issues_an_invoice_for_each_client_once_somebody_approves(states):
    before = call("invoices.list", {}, caller=SANDBOX).data["pagination"]["total"]
    asked = {"workflow_id": "wf_e5f6g7h8", "input": {"clients": ["ct_abc123"]}}
    started = call("workflows.execute", asked, caller=SANDBOX).data["instance_id"]
    states.run()
    call("workflows.approve", {"instance_id": started}, caller=SANDBOX)
    states.run()
    ended = call("workflows.instances_get", {"instance_id": started}, caller=SANDBOX).data
    assert ended["status"] == "completed", ended
    listed = call("invoices.list", {}, caller=SANDBOX).data
    newest = listed["invoices"][0]
    assert listed["pagination"]["total"] == before + 1
    assert (newest["status"], newest["total"]) == ("pending", 605.00)
    line = {"number": newest["number"], "client": newest["client"]["name"], "total": 605.00}
    assert ended["output"]["invoices"] == [line]
