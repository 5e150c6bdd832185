"""A secret reaches the hosts that it is allowed for, at the moment of sending, and stays nowhere else."""

import base64
import hmac
import json
from typing import Any

import pytest
from bivelio_core import clients

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.table_definition import stored_items
from tests.workflows.calls import execute, instance, workflow

TOKEN = 'tok/7f3a+9c"ñ&21e5'
PASSWORD = "pa55-wörd"
ENCODED = (TOKEN, PASSWORD, json.dumps(TOKEN)[1:-1], "tok%2F7f3a", "tok/7f3a%2B", "7f3a+9c", "pa55",
           base64.b64encode(f"maria:{PASSWORD}".encode()).decode(),
           base64.b64encode(TOKEN.encode()).decode()[:16])  # fmt: skip
SANDBOX = {"environment": "sandbox"}


def keep(name="erp", value="tok_7f3a9c21e5", hosts=("api.example.com",), **about):
    return call("secrets.set", {"name": name, "value": value, "allowed_hosts": list(hosts)}, **about)


def host(receiver):
    return f"127.0.0.1:{receiver.port}"


def request(**about):
    return {"id": "send", "type": "http_request", "input": {"url": "https://api.example.com/x", **about}}


def refused(step, **about):
    answer = call("workflows.create", {"name": "Test", "steps": [step], **about})
    assert answer.status == 422, answer
    return [(fault["field"], fault["constraint"]) for fault in answer.error["details"]["errors"]]


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (request(url="https://api.example.com/{{ secrets.erp }}"), ("steps[0].input.url", "secret_place")),
        (request(method="{{ secrets.erp }}"), ("steps[0].input.method", "secret_place")),
        ({**request(), "when": "secrets.erp"}, ("steps[0].when", "secret_place")),
        ({"id": "s", "type": "set", "input": {"a": ["{{ secrets.erp }}"]}}, ("steps[0].input.a", "secret_place")),
        (request(json={"a": "{{ upper(secrets.erp) }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ secrets }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ upper(hmac_sha256('a', secrets.erp)) }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ hmac_sha256(secrets.erp, 'k') }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ hmac_sha256(secrets.erp, secrets.erp) }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ hmac_sha256('a', secrets.erp, `5`) }}"}), ("steps[0].input.json", "expression")),
        (request(json={"a": "{{ [hmac_sha256('a', secrets.erp)] }}"}), ("steps[0].input.json", "expression")),
        (request(method="{{ hmac_sha256('a', secrets.erp) }}"), ("steps[0].input.method", "secret_place")),
        ({**request(), "when": "hmac_sha256('a', secrets.erp)"}, ("steps[0].when", "secret_place")),
        (request(json={"a": "{{ hmac_sha256('a', secrets.other) }}"}), ("steps[0].input.json", "unknown_secret")),
        (
            request(url="https://evil.example/", json="{{ hmac_sha256('a', secrets.erp) }}"),
            ("steps[0].input.json", "secret_host"),
        ),
        (request(json={"a": "{{ secrets.erp || 'x' }}"}), ("steps[0].input.json", "expression")),
        (request(headers={"X": "{{ secrets.other }}"}), ("steps[0].input.headers", "unknown_secret")),
        (request(url="https://evil.example/", json="{{ secrets.erp }}"), ("steps[0].input.json", "secret_host")),
        (request(auth={"bearer": {"token": "a"}, "basic": {"username": "b"}}), ("steps[0].input.auth", "exactly_one")),
        (request(auth={"digest": {}}), ("steps[0].input.auth.digest", "unknown_field")),
    ],
)
def test_a_secret_elsewhere_or_for_another_host_is_refused_when_it_is_saved(step, fault):
    keep()
    assert fault in refused(step)


@pytest.mark.usefixtures("states")
def test_a_secret_in_the_output_is_refused():
    keep()
    assert ("output", "secret_place") in refused(request(), output={"a": "{{ secrets.erp }}"})


def everything(table):
    """All that a run left: every item of the table, every file of the bucket."""
    files = clients.client("s3")
    items = str(stored_items())
    bucket = files.list_buckets()["Buckets"][0]["Name"]
    kept = [f["Key"] for f in files.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return items + "".join(files.get_object(Bucket=bucket, Key=key)["Body"].read().decode() for key in kept)


def sent_by(got):
    """The secret of a request that has the long one."""
    return "" if any(place in got.path for place in ("header", "basic", "bearer")) else TOKEN


def repeat(got):
    """Everything back: headers, path and body, as text, as JSON and encoded."""
    headers = {f"X-{number}": value for number, value in enumerate(got.headers.values())}
    body = {"path": got.path, "headers": got.headers, "body": got.body.decode()}
    body["encoded"] = base64.b64encode(sent_by(got).encode()).decode()
    return Reply(200 if "fail" not in got.path else 400, headers, (json.dumps(body) + " ").encode())


STEPS: dict[str, dict[str, Any]] = {
    "header": {"headers": {"X-Key": "key {{ secrets.ascii }}"}},
    "query": {"query": {"key": "{{ secrets.erp }}"}},
    "json": {"json": {"deep": [{"key": "{{ secrets.erp }}"}]}},
    "body": {"body": "<key>{{ secrets.erp }}</key>"},
    "form": {"form": {"key": "{{ secrets.erp }}"}},
    "basic": {"auth": {"basic": {"username": "maria", "password": "{{ secrets.password }}"}}},
    "bearer": {"auth": {"bearer": {"token": "{{ secrets.ascii }}"}}},
    "api_key": {"auth": {"api_key": {"name": "key", "value": "{{ secrets.erp }}", "in": "query"}}},
}


def test_secrets_arrive_in_every_place_and_a_receiver_that_repeats_them_leaves_no_trace(states, table, capfd):
    with Receiver(repeat) as receiver:
        for name, value in {"erp": TOKEN, "password": PASSWORD, "ascii": "tok-ascii-1"}.items():
            keep(name, value, [host(receiver)])
        steps = [
            {"id": name, "type": "http_request", "input": {"url": f"{receiver.url}/{name}", **about}}
            for name, about in STEPS.items()
        ]
        failing = {"url": f"{receiver.url}/fail", "json": "{{ secrets.erp }}"}
        steps.append({"id": "fail", "type": "http_request", "input": failing, "on_error": "continue"})
        steps.append({"id": "all", "type": "set", "input": {"seen": "{{ steps.bearer.output }}"}})
        identifier = workflow(*steps, output={"fail": "{{ steps.fail.error }}", "query": "{{ steps.query.output }}"})
        run = execute(identifier)["instance_id"]
        states.run()
    done = instance(run)
    assert done["status"] == "completed", done
    got = {request.path.partition("?")[0].rpartition("/")[2]: request for request in receiver.received}
    assert got["header"].headers["x-key"] == "key tok-ascii-1"
    assert got["query"].path.endswith("?key=tok%2F7f3a%2B9c%22%C3%B1%2621e5")
    assert json.loads(got["json"].body) == {"deep": [{"key": TOKEN}]}
    assert got["body"].body.decode() == f"<key>{TOKEN}</key>"
    assert got["form"].body == b"key=tok%2F7f3a%2B9c%22%C3%B1%2621e5"
    assert base64.b64decode(got["basic"].headers["authorization"].split()[1]).decode() == f"maria:{PASSWORD}"
    assert got["bearer"].headers["authorization"] == "Bearer tok-ascii-1"
    assert got["api_key"].path.endswith("?key=tok%2F7f3a%2B9c%22%C3%B1%2621e5")
    left = everything(table) + json.dumps(done) + json.dumps(done, ensure_ascii=False) + "".join(capfd.readouterr())
    left += json.dumps(call("workflows.get", {"id": identifier}).data)
    for form in (*ENCODED, "tok-ascii-1"):
        assert form not in left, form
    assert left.count("********") > 10


def test_a_code_made_with_a_secret_is_sent_and_leaves_no_trace(states, table, capfd):
    with Receiver(repeat) as receiver:
        keep("erp", TOKEN, [host(receiver)])
        about = {
            "url": f"{receiver.url}/signed",
            "body": "{{ to_json(input.order) }}",
            "headers": {
                "Content-Type": "application/json",
                "X-Hex": "sha256={{ hmac_sha256(to_json(input.order), secrets.erp) }}",
                "X-Base64": "{{ hmac_sha256(join('.', [run.id, 'é']), secrets.erp, 'base64') }}",
            },
        }
        identifier = workflow({"id": "send", "type": "http_request", "input": about})
        run = execute(identifier, {"order": {"id": 7, "name": "Núria"}})["instance_id"]
        states.run()
    done = instance(run)
    assert done["status"] == "completed", done
    (got,) = receiver.received
    assert got.body.decode() == '{"id":7,"name":"Núria"}'
    code = hmac.new(TOKEN.encode(), got.body, "sha256").hexdigest()
    other = base64.b64encode(hmac.digest(TOKEN.encode(), f"{run}.é".encode(), "sha256")).decode()
    assert (got.headers["x-hex"], got.headers["x-base64"]) == (f"sha256={code}", other)
    left = everything(table) + json.dumps(done) + "".join(capfd.readouterr())
    for form in (*ENCODED, code, other, other.rstrip("=")):
        assert form not in left, form
    assert "sha256=********" in left


def test_what_a_later_step_brings_back_of_an_earlier_ones_secret_leaves_no_trace(states, table, stream, capfd):
    """A service keeps what it was sent, and returns it to a step that sends no secret, or another one."""
    kept: list[str] = []

    def remember(got):
        kept.append(got.body.decode() + got.headers.get("authorization", ""))
        return Reply(200 if "fail" not in got.path else 400, {"X-Kept": "".join(kept[0][:40].split("\n"))},
                     json.dumps({"kept": kept}).encode())  # fmt: skip

    with Receiver(remember) as receiver:
        for name, value in {"first": "tok-first-1", "second": "tok-second-2"}.items():
            keep(name, value, [host(receiver)])
        at = {"type": "http_request"}
        steps = [
            {"id": "a", **at, "input": {"url": receiver.url, "body": "{{ secrets.first }}"}},
            {"id": "b", **at, "input": {"url": receiver.url, "json": {"seen": "{{ steps.a.output }}"}}},
            {"id": "c", **at, "input": {"url": receiver.url, "auth": {"bearer": {"token": "{{ secrets.second }}"}}}},
            {"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": [
                {"id": "d", **at, "input": {"url": receiver.url, "json": {"seen": "{{ steps.c.output }}"}}}]}},
            {"id": "kept", "type": "set", "input": {"all": "{{ steps.each.output.items }}"}},
            {"id": "fail", **at, "input": {"url": f"{receiver.url}/fail"}, "retry": {"attempts": 2}},
        ]  # fmt: skip
        run = execute(workflow(*steps))["instance_id"]
        states.run()
        stream.publish()
    done = instance(run)
    assert done["status"] == "failed", done
    assert "tok-first-1" in kept[0]
    assert any("tok-second-2" in sent for sent in kept)
    loop = call("workflows.instances_steps", {"instance_id": run, "step_id": "each"}).data
    events = call("events.list", {}).data
    left = everything(table) + json.dumps([done, loop, events]) + "".join(capfd.readouterr())
    for value in ("tok-first-1", "tok-second-2"):
        assert value not in left
    assert done["error"]["details"]["body"].count("********") > 1


def test_a_host_that_a_run_gives_is_judged_when_it_is_called(states):
    with Receiver() as allowed, Receiver() as other:
        keep(hosts=[host(allowed)])
        send = {"url": "{{ input.url }}", "json": {"key": "{{ secrets.erp }}"}}
        identifier = workflow({"id": "send", "type": "http_request", "input": send}, concurrency="allow")
        refused, sent = (execute(identifier, {"url": one.url})["instance_id"] for one in (other, allowed))
        states.run()
    assert instance(refused)["error"]["code"] == "SECRET_NOT_ALLOWED"
    assert instance(sent)["status"] == "completed"
    assert other.received == []


def test_a_redirect_to_another_host_is_not_followed(states):
    with Receiver() as other, Receiver(lambda _: Reply(307, {"Location": other.url})) as allowed:
        keep(hosts=[host(allowed)])
        bearer = {"bearer": {"token": "{{ secrets.erp }}"}}
        run = execute(workflow(request(url=allowed.url, auth=bearer)))["instance_id"]
        states.run()
    assert instance(run)["error"]["details"]["status"] == 307
    assert other.received == []


def test_a_secret_that_was_deleted_fails_the_step(states):
    with Receiver() as receiver:
        keep(hosts=[host(receiver)])
        identifier = workflow(request(url=receiver.url, json="{{ secrets.erp }}"))
        call("secrets.delete", {"name": "erp"})
        run = execute(identifier)["instance_id"]
        states.run()
    assert instance(run)["error"]["code"] == "SECRET_NOT_FOUND"
    assert receiver.received == []


def test_data_that_name_a_secret_are_no_secret(states):
    with Receiver() as receiver:
        keep(hosts=[host(receiver)])
        send = {"a": "{{ input.text }}", "b": "{{ secrets.erp }}"}
        text = "{{ secrets.erp }} secret.erp. secret.00000000000000000000000000.erp."
        execute(workflow(request(url=receiver.url, json=send)), {"text": text})
        states.run()
    assert json.loads(receiver.received[0].body) == {"a": text, "b": "tok_7f3a9c21e5"}


def test_the_sandbox_shows_stars_and_judges_hosts_all_the_same(states):
    keep(caller=SANDBOX)
    auth = {"bearer": {"token": "{{ secrets.erp }}"}}
    steps = [request(json={"key": "{{ secrets.erp }}"}, auth=auth)]
    made = call("workflows.create", {"name": "Test", "steps": steps}, caller=SANDBOX).data["id"]
    run = call("workflows.execute", {"workflow_id": made, "input": {}}, caller=SANDBOX).data["instance_id"]
    states.run()
    done = call("workflows.instances_get", {"instance_id": run}, caller=SANDBOX).data
    assert done["steps"][0]["output"]["json"]["received"] == {"key": "********"}
