"""/v1/workflows/rotate_url keeps its promises."""

import json
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.services import waiting
from tests.table_definition import stored_items
from tests.workflows.calls import QUICK, workflow
from tests.workflows.inbound import send

pytestmark = pytest.mark.usefixtures("table")


def rotated(identifier, **about):
    return call("workflows.rotate_url", {"id": identifier, **about}).data


def test_a_new_url_ends_those_before_it_after_the_overlap(table):
    identifier = workflow(QUICK, trigger_type="inbound")
    first = rotated(identifier)
    second = rotated(identifier, overlap_hours=2)
    third = rotated(identifier, overlap_hours=1)
    assert [send(each["token"], {}).status for each in (first, second, third)] == [202, 202, 202]
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert [send(each["token"], {}).status for each in (first, second, third)] == [404, 404, 202]
    fourth = rotated(identifier)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert [send(each["token"], {}).status for each in (third, fourth)] == [404, 202]


def test_a_repeated_request_whose_answer_was_lost_leaves_the_url_in_use_its_overlap(table):
    identifier = workflow(QUICK, trigger_type="inbound")
    in_use = rotated(identifier)
    for _ in range(2):
        call("workflows.rotate_url", {"id": identifier, "overlap_hours": 24}, headers={"Idempotency-Key": "once"})
    assert send(in_use["token"], {}).status == 202


def test_the_token_is_stored_nowhere(table):
    identifier = workflow(QUICK, trigger_type="inbound")
    token = rotated(identifier)["token"]
    send(token, {"name": "x"})
    stored = stored_items()
    assert token not in json.dumps([*stored, *waiting("inbound_starts")], default=str)


def test_the_url_of_live_is_whole_where_the_deployment_knows_its_address(table, monkeypatch):
    monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
    made = rotated(workflow(QUICK, trigger_type="inbound"))
    assert made["url"] == f"https://api.bivelio.com/v1/inbound/workflows/{made['token']}"


@pytest.mark.parametrize("trigger", ["manual", "api"])
def test_a_workflow_that_no_url_starts_has_none(table, trigger):
    refused = call("workflows.rotate_url", {"id": workflow(QUICK, trigger_type=trigger)})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_inbound")


def test_an_archived_workflow_gets_no_url_and_its_url_answers_nobody(table):
    identifier = workflow(QUICK, trigger_type="inbound")
    token = rotated(identifier)["token"]
    call("workflows.archive", {"id": identifier})
    assert send(token, {}).status == 404
    refused = call("workflows.rotate_url", {"id": identifier})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "archived")


def test_another_organisation_gets_403(table):
    identifier = workflow(QUICK, trigger_type="inbound")
    refused = call("workflows.rotate_url", {"id": identifier}, caller={"organisation": "org_1111111111111111"})
    assert refused.status == 403
