"""An access token for the client is asked for once, kept sealed, and renewed when it is stale or refused."""

import json
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from urllib.parse import parse_qs

import pytest
from bivelio_core import clock, sealing

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow

SECRET = "client-secret-of-the-test"


class Server:
    """An authorisation server and an API that takes the tokens it gave."""

    def __init__(self, **about):
        self.given, self.valid, self.asked, self.called, self.about = 0, set(), [], [], about
        self.lock = Lock()

    def answer(self, got):
        with self.lock:
            return self.token(got) if got.path.endswith("/token") else self.api(got)

    def token(self, got):
        self.asked.append(got)
        if (status := self.about.get("status")) is not None:
            return Reply(status, {}, b'{"error": "invalid_client", "hint": "client-secret-of-the-test"}')
        self.given += 1
        token = f"token-{self.given}-{'x' * self.about.get('length', 10)}"
        self.valid.add(token)
        lifetime = self.about.get("expires_in", 3_600)
        return Reply(
            200, {}, json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": lifetime}).encode()
        )

    def api(self, got):
        self.called.append(got)
        token = got.headers["authorization"].removeprefix("Bearer ")
        return Reply(200, {}, json.dumps({"you_sent": token}).encode()) if token in self.valid else Reply(401)


@contextmanager
def served(**about):
    server = Server(**about)
    with Receiver(server.answer) as receiver:
        hosts = [f"127.0.0.1:{receiver.port}"]
        call("secrets.set", {"name": "client", "value": SECRET, "allowed_hosts": hosts})
        yield server, receiver


def step(receiver, **about):
    client = {"token_url": receiver.url + "/token", "client_id": "me", "client_secret": "{{ secrets.client }}"}
    auth = {"oauth2_client_credentials": {**client, "scope": "invoices", **about}}
    return {"id": "send", "type": "http_request", "input": {"method": "GET", "url": receiver.url, "auth": auth}}


def run(states, *steps):
    started = execute(workflow(*steps))["instance_id"]
    states.run()
    return instance(started)


def test_a_loop_of_many_requests_asks_for_one_token_and_leaves_none(states, table):
    with served() as (server, receiver):
        loop = {"id": "each", "type": "for_each", "input": {"items": [1] * 20, "steps": [step(receiver)]}}
        done = run(states, loop)
    assert done["status"] == "completed", done
    assert (len(server.asked), len(server.called)) == (1, 20)
    asked = server.asked[0]
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["invoices"]}
    assert asked.headers["authorization"].startswith("Basic ")
    left = str(table.query(f"{ORGANISATION}#live#SECT")) + json.dumps(done)
    assert "token-1-" not in left
    assert SECRET not in left
    assert "********" in json.dumps(done)


def test_a_token_is_renewed_shortly_before_its_end_and_when_the_secret_is_another(states):
    with served(expires_in=600) as (server, receiver):
        identifier = workflow(step(receiver), concurrency="allow")
        for minutes in (0, 5, 10, 11):
            with clock.frozen(clock.now() + timedelta(minutes=minutes)):
                execute(identifier)
                states.run()
        assert len(server.asked) == 2
        hosts = [f"127.0.0.1:{receiver.port}"]
        call("secrets.set", {"name": "client", "value": "another secret", "allowed_hosts": hosts})
        execute(identifier)
        states.run()
    assert len(server.asked) == 3


def test_a_token_that_is_refused_is_renewed_once_in_the_same_try(states):
    with served() as (server, receiver):
        identifier = workflow(step(receiver), concurrency="allow")
        execute(identifier)
        states.run()
        server.valid.clear()
        second = execute(identifier)["instance_id"]
        states.run()
    assert instance(second)["steps"][0]["attempts"] == 1
    assert (len(server.asked), len(server.called)) == (2, 3)
    assert len({got.headers["idempotency-key"] for got in server.called}) == 2


def test_client_and_secret_may_be_in_the_body(states):
    with served() as (server, receiver):
        assert run(states, step(receiver, client_in="body", audience="api"))["status"] == "completed"
    fields = parse_qs(server.asked[0].body.decode())
    assert (fields["client_id"], fields["client_secret"], fields["audience"]) == (["me"], [SECRET], ["api"])
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(("status", "tries"), [(401, 1), (400, 1), (503, 2)])
def test_a_server_that_gives_no_token_fails_the_step_without_repeating_what_it_said(states, status, tries):
    with served(status=status) as (server, receiver):
        done = run(states, {**step(receiver), "retry": {"attempts": 2}})
    assert done["error"]["code"] == "TOKEN_REFUSED"
    assert done["error"]["details"] == {"status": status}
    assert len(server.asked) == tries
    assert server.called == []


def test_a_token_that_is_too_large_to_seal_is_used_and_not_kept(states, table):
    with served(length=5_000) as (server, receiver):
        loop = {"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": [step(receiver)]}}
        assert run(states, loop)["status"] == "completed"
    assert len(server.asked) == 2
    assert "token" not in table.query(f"{ORGANISATION}#live#SECT")[0]


def test_the_secret_goes_to_no_token_url_that_is_not_among_its_hosts(states):
    with served() as (server, receiver), Receiver() as other:
        elsewhere = step(receiver, token_url="{{ input.url }}")
        started = execute(workflow(elsewhere), {"url": other.url + "/token"})["instance_id"]
        states.run()
    assert instance(started)["error"]["code"] == "SECRET_NOT_ALLOWED"
    assert other.received == server.asked == []


def test_a_function_that_dies_with_the_lease_delays_the_others_and_stops_nobody(states, table):
    with served() as (server, receiver):
        run(states, step(receiver))
        item = table.query(f"{ORGANISATION}#live#SECT")[0]
        table.put({**item, "access_until": 0, "renewing_until": int(clock.epoch()) + 2})
        sealing.forget()
        done = run(states, step(receiver))
    assert done["status"] == "completed"
    assert len(server.asked) == 2
