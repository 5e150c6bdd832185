"""A lead is one contact, scored by an agent, of the sellers in turn; a good one is told to the seller at once."""

import json

import pytest
from bivelio_core.providers import language_model as lm

from tests.agents.world import Scripted, made
from tests.api import call
from tests.functions.messages.world import whatsapp, work_off
from tests.workflows.inbound import encoded, send, signed
from tests.workflows.inbound import work_off as start_runs

SCORE = {
    "type": "object",
    "properties": {"score": {"type": "integer"}},
    "required": ["score"],
    "additionalProperties": False,
}
SELLERS = ("34612345678", "34623456789")


@pytest.fixture
def url(shop, monkeypatch):
    """The URL of the workflow, with an agent that says 90 of each lead but the last, and WhatsApp."""
    model = Scripted(*['{"score": 90}'] * 3, '{"score": 10}')
    monkeypatch.setattr(lm, "model_for", lambda _environment: model)
    with whatsapp(monkeypatch) as (meta, _):
        shop.create("web-lead", ag_lead_score=made(output_schema=SCORE))
        token = call("workflows.rotate_url", {"id": shop.workflow_id}).data["token"]
        yield lambda number: _lead(shop, token, number), meta


def _lead(shop, token, number):
    form = {"submission_id": f"s{number}", "name": "Maria", "email": "Maria@Example.com", "message": "Quant val?"}
    body = encoded(form)
    assert send(token, body, headers=signed("replace this secret", body)).status == 202
    start_runs()
    shop.states.run()
    return shop.latest()


def test_four_leads_of_one_address_are_one_contact_and_go_to_the_sellers_in_turn(url):
    lead, meta = url
    runs = [lead(number) for number in range(4)]
    assert [run["status"] for run in runs] == ["completed"] * 4, runs
    (contact,) = call("contacts.list", {"tags": ["lead"]}).data["contacts"]
    assert (contact["email"], contact["tags"]) == ("maria@example.com", ["lead"])
    sellers = [run["output"]["seller"].removeprefix("+") for run in runs]
    assert sorted(sellers) == sorted(SELLERS * 2)
    assert sellers[0] == sellers[2] != sellers[1] == sellers[3]
    assert [run["output"]["score"] for run in runs] == [90, 90, 90, 10]
    work_off()
    told = [json.loads(got.body)["to"].removeprefix("+") for got in meta.received if got.method == "POST"]
    assert told == sellers[:3], "the last one is not a good one"
    priorities = [case["priority"] for case in call("cases.list").data["cases"]]
    assert sorted(priorities) == ["high", "high", "high", "normal"]
