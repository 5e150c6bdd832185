"""What a URL starts: /v1/inbound/workflows/<token>, and the worker behind its queue."""

import base64
import hmac
import json
import os
from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.store import chain_header
from bivelio_core.store.chains import Chain
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.triggers import addresses

from tests.api import ORGANISATION, call
from tests.services import waiting
from tests.table_definition import stored_items
from tests.workflows.calls import APPROVE, QUICK, instance, workflow
from tests.workflows.inbound import FORM, be_on, encoded, inbound, now, send, signed, work_off
from tests.workflows.links import suspend
from tests.workflows.stream import instances

SECRET = "a secret of both"
HMAC = {"method": "hmac", "header": "X-Signature", "prefix": "sha256=", "secret": SECRET}
TIMED = {**HMAC, "signed": "{timestamp}.{body}", "timestamp_header": "X-Timestamp"}
BODY = {"name": "Empresa ABC"}

pytestmark = pytest.mark.usefixtures("table")


def test_a_call_is_accepted_with_the_id_of_the_run_that_it_starts(states):
    identifier, token = inbound(QUICK)
    answer = send(token, BODY, headers={"User-Agent": "form", "Authorization": "Bearer x1"}, query={"source": "web"})
    assert answer.status == 202
    assert answer.data["workflow_id"] == identifier
    assert instances(identifier) == []
    work_off(again=3)
    states.run()
    (run,) = instances(identifier)
    assert run["instance_id"] == answer.data["instance_id"]
    assert (run["status"], run["output"]["who"], run["input"]) == ("completed", "Empresa ABC", BODY)
    assert (run["started_by"], run["trigger"]["query"]) == ("inbound", {"source": "web"})
    assert run["trigger"]["headers"] == {"content-type": "application/json", "user-agent": "form"}


@pytest.mark.parametrize(
    ("body", "kind", "given"),
    [
        ({"a": "1", "b": ["2", "3"], "c": ""}, FORM, {"a": "1", "b": ["2", "3"], "c": ""}),
        ([1, {"x": None}], "application/json", {"body": [1, {"x": None}]}),
        (b"", "application/json", {}),
        ({"specversion": "1.0"}, "application/cloudevents+json; charset=utf-8", {"specversion": "1.0"}),
    ],
)
def test_json_and_forms_are_the_input(states, body, kind, given):
    identifier, token = inbound(QUICK)
    assert send(token, body, kind=kind).status == 202
    work_off()
    assert instances(identifier)[0]["input"] == given


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"a=%ff", FORM, 400),
        (b"&".join([b"a=1"] * 1_001), FORM, 400),
        (b"<a/>", "application/xml", 400),
        (b"[" * 5_000, "application/json", 400),
        (b'"' + b"x" * 1_000_000 + b'"', "application/json", 413),
    ],
)
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_a_body_that_cannot_be_an_input_is_refused_in_the_callers_language(body, kind, status, language):
    _, token = inbound(QUICK)
    refused = send(token, body, kind=kind, headers={"Accept-Language": language})
    assert (refused.status, refused.error["code"]) == (status, "VALIDATION_ERROR")
    assert refused.headers["Content-Language"] == language
    assert waiting("inbound_starts") == []


def test_a_large_body_waits_in_the_bucket(states):
    identifier, token = inbound({"id": "s", "type": "set", "input": {"length": "{{ length(input.text) }}"}})
    assert send(token, {"text": "é" * 400_000}).status == 202
    work_off()
    states.run()
    assert instances(identifier)[0]["output"] == {"length": 400_000}
    (file,) = (each["Key"] for each in _files() if "/inbound/" in each["Key"])
    assert file.startswith(f"live/inbound/{ORGANISATION}/{identifier}/")


def _files():
    return clients.client("s3").list_objects_v2(Bucket=os.environ["DOCUMENTS_BUCKET"]).get("Contents", [])


def test_a_signed_call_is_accepted_and_any_other_is_refused(states):
    _, token = inbound(QUICK, verify=HMAC)
    body = encoded(BODY)
    assert send(token, body, headers=signed(SECRET, body)).status == 202
    for headers in (
        {},
        {"X-Signature": ""},
        {"X-Signature": "sha256="},
        {"X-Signature": "sha256=é"},
        signed("another", body),
        signed(SECRET, body + b" "),
        {"X-Signature": signed(SECRET, body)["X-Signature"].removeprefix("sha256=")},
    ):
        refused = send(token, body, headers=headers)
        assert (refused.status, refused.error["code"]) == (401, "INBOUND_NOT_VERIFIED"), headers
    assert len(waiting("inbound_starts")) == 1


def test_a_token_in_a_header_verifies_too():
    _, token = inbound(QUICK, verify={"method": "token", "header": "X-Gitlab-Token", "secret": SECRET})
    assert send(token, BODY, headers={"X-Gitlab-Token": SECRET}).status == 202
    assert send(token, BODY, headers={"X-Gitlab-Token": SECRET + "x"}).status == 401


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_the_algorithm_and_the_encoding_are_of_choice(algorithm):
    verify = {**HMAC, "algorithm": algorithm, "encoding": "base64", "prefix": ""}
    _, token = inbound(QUICK, verify=verify)
    body = encoded(BODY)
    written = base64.b64encode(hmac.digest(SECRET.encode(), body, algorithm)).decode()
    assert send(token, body, headers={"X-Signature": written}).status == 202


def test_a_call_of_another_time_is_refused_and_one_that_is_repeated_starts_no_second_run(states):
    with clock.frozen(clock.now()):
        identifier, token = inbound(QUICK, verify=TIMED)
        body, at = encoded(BODY), now()
        first = send(token, body, headers=signed(SECRET, body, at=at))
        again = send(token, body, headers=signed(SECRET, body, at=at))
        assert first.data["instance_id"] == again.data["instance_id"]
        other = send(token, body, headers=signed(SECRET, body, at=at + 1))
        assert other.data["instance_id"] != first.data["instance_id"]
        work_off()
        assert len(instances(identifier)) == 2
        for sent in (at - 301, at + 301, 10**13):
            refused = send(token, body, headers=signed(SECRET, body, at=sent))
            assert (refused.status, refused.error["code"]) == (401, "INBOUND_TOO_OLD")
        moved = {**signed(SECRET, body, at=at - 400), "X-Timestamp": str(at)}
        assert send(token, body, headers=moved).error["code"] == "INBOUND_NOT_VERIFIED"


def test_calls_that_dedupe_calls_the_same_start_one_run(states):
    identifier, token = inbound(QUICK, trigger={"dedupe": 'headers."webhook-id" || input.id'})
    asked = [({"n": 1}, {"Webhook-Id": "a"}), ({"n": 2}, {"Webhook-Id": "a"}), ({"id": "b"}, {}), ({"id": 7}, {})]
    ids = [send(token, body, headers=headers).data["instance_id"] for body, headers in asked]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    work_off(again=2)
    assert {run["instance_id"] for run in instances(identifier)} == set(ids)
    refused = send(token, {"n": 3})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.dedupe")


@pytest.mark.parametrize("broken", ["length(input.nobody)", "input.list + `1`"])
def test_a_dedupe_that_cannot_be_evaluated_is_refused_when_it_is_saved_or_called(broken):
    trigger = {"trigger_type": "inbound", "trigger": {"dedupe": broken}}
    answer = call("workflows.create", {"name": "x", "steps": [QUICK], **trigger})
    if answer.status == 200:
        token = call("workflows.rotate_url", {"id": answer.data["id"]}).data["token"]
        answer = send(token, {})
    assert (answer.status, answer.error["details"]["field"]) == (422, "trigger.dedupe")


def test_the_limit_of_a_url_is_its_own(states):
    _, narrow = inbound(QUICK, trigger={"per_minute": 3})
    _, wide = inbound(QUICK)
    with clock.frozen(clock.now().replace(second=5)):
        assert [send(narrow, BODY).status for _ in range(4)] == [202, 202, 202, 429]
        refused = send(narrow, BODY, headers={"Accept-Language": "en"})
        assert (refused.headers["Retry-After"], refused.error["code"]) == ("55", "RATE_LIMIT_EXCEEDED")
        assert send(wide, BODY).status == 202
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert send(narrow, BODY).status == 202


@pytest.mark.parametrize("stated", [{}, {"per_minute": 6_000}])
def test_all_urls_of_an_organisation_share_what_its_plan_allows(states, stated):
    urls = [inbound(QUICK, trigger=stated)[1] for _ in range(2)]
    begin = clock.now().replace(second=5)
    for second in range(6):
        with clock.frozen(begin + timedelta(seconds=second)):
            answers = [send(urls[number % 2], {"n": number}).status for number in range(20)]
        assert answers == [202] * 20 if second < 5 else [429] * 20, "100 a minute"
    with clock.frozen(begin + timedelta(seconds=6)):
        refused = send(urls[0], BODY, headers={"Accept-Language": "es"})
    assert refused.error["message"] == "Has superado el límite de 100 peticiones por minuto."
    be_on("enterprise")
    with clock.frozen(begin + timedelta(seconds=7)):
        assert send(urls[0], BODY).status == 202, "the trigger's own limit alone"


def test_calls_beyond_a_urls_own_limit_take_nothing_of_the_plans(states):
    _, narrow = inbound(QUICK, trigger={"per_minute": 3})
    _, wide = inbound(QUICK)
    begin = clock.now().replace(second=5)
    for second in range(5):
        with clock.frozen(begin + timedelta(seconds=second)):
            for _ in range(20):
                send(narrow, BODY)
            assert [send(wide, BODY).status for _ in range(15)] == [202] * 15


@pytest.mark.parametrize("token", ["", "x", "wfu_" + "0" * 40, "wfu_" + "é" * 40])
def test_a_url_that_is_nobodys_is_not_found(token):
    assert send(token, BODY).status == 404


def test_a_url_of_a_suspended_organisation_is_not_found(states):
    _, token = inbound(QUICK)
    suspend()
    assert send(token, BODY).status == 404


def test_a_url_of_live_starts_nothing_in_the_sandbox():
    _, token = inbound(QUICK)
    assert send(token, BODY, stage="sandbox").status == 404


def test_a_url_of_the_sandbox_starts_runs_of_its_day(states):
    sandbox = {"environment": "sandbox"}
    made = call("workflows.create", {"name": "x", "trigger_type": "inbound", "steps": [QUICK]}, caller=sandbox).data
    token = call("workflows.rotate_url", {"id": made["id"]}, caller=sandbox).data["token"]
    accepted = send(token, BODY, stage="sandbox").data
    work_off()
    states.run()
    shown = call("workflows.instances_get", {"instance_id": accepted["instance_id"]}, caller=sandbox).data
    assert shown["output"]["who"] == "Empresa ABC"


def test_a_workflow_that_is_switched_off_says_so(table):
    identifier, token = inbound(QUICK)
    call("workflows.update", {"id": identifier, "status": "inactive"})
    refused = send(token, BODY)
    assert (refused.status, refused.error["details"]["reason"]) == (409, "workflow_inactive")


def test_a_call_of_a_paused_workflow_is_refused_and_one_accepted_before_can_be_retried(states):
    identifier, token = inbound(QUICK)
    accepted = send(token, BODY).data["instance_id"]
    call("workflows.pause", {"id": identifier})
    addresses.forget()
    refused = send(token, BODY)
    assert (refused.status, refused.error["details"]["reason"]) == (409, "workflow_paused")
    work_off(again=2)
    assert (instance(accepted)["status"], instance(accepted)["error"]["details"]["reason"]) == (
        "failed",
        "workflow_paused",
    )
    call("workflows.resume", {"id": identifier})
    assert call("workflows.retry", {"instance_id": accepted}).status == 200
    states.run()
    assert [run["status"] for run in instances(identifier)] == ["completed"]


def test_a_workflow_that_was_switched_off_meanwhile_or_is_busy_keeps_the_promised_run(states):
    identifier, token = inbound(APPROVE, concurrency="single")
    first, second = (send(token, {"client_name": str(n)}).data["instance_id"] for n in range(2))
    work_off()
    states.run()
    assert instance(first)["status"] == "waiting"
    assert (instance(second)["status"], instance(second)["error"]["code"]) == ("failed", "WORKFLOW_ALREADY_RUNNING")
    third = send(token, {"client_name": "3"}).data["instance_id"]
    call("workflows.archive", {"id": identifier})
    work_off(again=2)
    assert (instance(third)["status"], instance(third)["error"]["code"]) == ("failed", "CONFLICT")


def test_a_run_that_calls_a_url_of_ours_leads_to_a_run_of_its_chain(table, states):
    identifier, token = inbound(QUICK)
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    send(token, BODY, headers={chain_header.NAME: chain_header.signed(store, Chain(2, "run:x"))})
    work_off()
    (item,) = table.query(f"{ORGANISATION}#live#WFI")
    assert (item["depth"], item["root"]) == (3, "run:x")
    refused = send(token, BODY, headers={chain_header.NAME: chain_header.signed(store, Chain(5, "run:x"))})
    assert (refused.status, refused.error["code"]) == (409, "LOOP_DETECTED")
    assert len(instances(identifier)) == 1


def test_the_secret_is_neither_shown_nor_stored_as_it_is(table, logged):
    identifier, token = inbound(QUICK, verify=HMAC)
    body = encoded(BODY)
    send(token, body, headers=signed(SECRET, body))
    shown = call("workflows.get", {"id": identifier}).data
    assert "secret" not in shown["trigger"]["verify"]
    stored = stored_items()
    everything = json.dumps([*stored, *waiting("inbound_starts")], default=str) + logged.getvalue()
    for told in (SECRET, token, signed(SECRET, body)["X-Signature"]):
        assert told not in everything


def test_a_change_without_the_secret_keeps_it_and_the_first_needs_it(states):
    without = {name: value for name, value in HMAC.items() if name != "secret"}
    trigger = {"trigger_type": "inbound", "trigger": {"verify": without}}
    refused = call("workflows.create", {"name": "x", "steps": [QUICK], **trigger})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.verify.secret")
    identifier = workflow(QUICK)
    refused = call("workflows.update", {"id": identifier, **trigger})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.verify.secret")
    call("workflows.update", {"id": identifier, "trigger_type": "inbound", "trigger": {"verify": HMAC}}).data  # noqa: B018
    call("workflows.update", {"id": identifier, **trigger, "name": "y"}).data  # noqa: B018
    token = call("workflows.rotate_url", {"id": identifier}).data["token"]
    body = encoded(BODY)
    assert send(token, body, headers=signed(SECRET, body)).status == 202
    assert send(token, body).status == 401


@pytest.mark.parametrize(
    ("trigger", "field"),
    [
        ({"verify": {**HMAC, "signed": "{timestamp}.{body}"}}, "trigger.verify.signed"),
        ({"verify": {**TIMED, "signed": "{body}"}}, "trigger.verify.signed"),
        ({"verify": {**HMAC, "signed": "body"}}, "trigger.verify.signed"),
        ({"verify": {**HMAC, "header": "two words"}}, "trigger.verify.header"),
        ({"verify": {**HMAC, "secret": "short"}}, "trigger.verify.secret"),
        ({"verify": {**HMAC, "algorithm": "md5"}}, "trigger.verify.algorithm"),
        ({"per_minute": 0}, "trigger.per_minute"),
        ({"dedupe": "input."}, "trigger.dedupe"),
        ({"event": "contact.created"}, "trigger.event"),
    ],
)
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_a_trigger_that_makes_no_sense_is_refused_by_its_field(trigger, field, language):
    refused = call(
        "workflows.create",
        {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": trigger},
        headers={"Accept-Language": language},
    )
    assert (refused.status, refused.error["details"]["errors"][0]["field"]) == (422, field)
