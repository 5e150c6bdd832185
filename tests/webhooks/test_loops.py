"""A webhook whose deliveries come back to the workflow that causes them: the loop ends, and its owner is told."""

import json
from email import message_from_bytes, policy

import pytest
from bivelio_core import ids
from bivelio_core.events import log
from bivelio_core.store import chain_header, keys
from bivelio_core.store.chains import MAXIMUM_DEPTH
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import loops

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.mail_server import MailServer
from tests.receiver import Receiver, Reply
from tests.services import waiting
from tests.workflows.calls import instance
from tests.workflows.inbound import be_on, inbound, reach, work_off
from tests.workflows.states import States
from tests.workflows.stream import Stream

NAME = chain_header.NAME.lower()
MAKE = {"id": "a", "type": "contact.create", "input": {"type": "person", "name": "loop {{ input.data.id || 'x' }}"}}
ROUNDS = 30


@pytest.fixture
def states(table):
    """Step Functions in this process."""
    return States().attach()


@pytest.fixture
def store(states, table):
    """The organisation, whose plan limits no calls."""
    be_on("enterprise")
    return TenantStore(table, Tenant.at(ORGANISATION, "live"))


@pytest.fixture
def stream(states):
    return Stream(("CT", "WFI", "WH"))


@pytest.fixture
def mails(table, tmp_path, monkeypatch):
    """The mailbox of the organisation's owner."""
    key = keys.organisation_member(ORGANISATION, "usr_anna")
    table.put({"PK": key.pk, "SK": key.sk, "email": "anna@example.com", "role": "owner"})
    with MailServer(tmp_path, tls="none") as server:
        monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
        monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{server.port}")
        yield server


def as_sent(got):
    return got.headers, got.body


def without_our_headers(got):
    """A forwarder of the body alone."""
    return {"content-type": "application/json"}, got.body


def all_but_the_id(got):
    """Another automation, which makes a body of its own and keeps the event's id."""
    return {"content-type": "application/json"}, json.dumps({"source": f"crm/{json.loads(got.body)['id']}"}).encode()


def nothing_of_it(got):
    """Another automation, which tells what happened in its own words."""
    return {"content-type": "application/json"}, json.dumps({"who": json.loads(got.body)["data"]["name"]}).encode()


class Loop:
    """A workflow with a URL, and a receiver that calls it with what webhooks deliver, through `passing`."""

    def __init__(self, passing, *, webhooks: int) -> None:
        self.workflow, self.token = inbound(MAKE, concurrency="allow", trigger={"per_minute": 6_000})
        self._passing = passing
        self.answers: list[int] = []
        self.receiver = Receiver(self._serve)
        self.wanted = webhooks

    def _serve(self, got):
        headers, body = self._passing(got)
        answer = reach("workflows", self.token, body, headers)
        self.answers.append(answer["statusCode"])
        return Reply(answer["statusCode"], {}, answer["body"].encode())

    def __enter__(self):
        self.receiver.__enter__()
        self.hooks = [
            call("webhooks.create", {"url": f"{self.receiver.url}/{n}", "events": ["contact.created"]}).data[
                "webhook_id"
            ]
            for n in range(self.wanted)
        ]
        return self

    def __exit__(self, *_):
        self.receiver.__exit__()

    def statuses(self):
        found = [call("webhooks.get", {"webhook_id": hook}).data for hook in self.hooks]
        return [(hook["status"], hook.get("disabled_reason")) for hook in found]


def seed():
    call("contacts.create", {"type": "person", "name": "By hand"})


def deliver(queue):
    jobs = waiting(queue)
    for job in jobs:
        records = {"Records": [{"messageId": "1", "body": json.dumps(job)}]}
        assert load("workers/deliver_webhook").handler(records, None) == {"batchItemFailures": []}
    return len(jobs)


def turn(states, stream):
    """Everything that is due, once; whether there was anything."""
    made = stream.publish() + deliver("deliveries") + deliver("redeliveries") + work_off()
    states.run()
    return made


def until_it_ends(states, stream, rounds=ROUNDS):
    for number in range(rounds):
        if not turn(states, stream):
            return number
    pytest.fail("a loop without end")


def contacts():
    return call("contacts.list", {}).data["pagination"]["total"]


@pytest.mark.parametrize("webhooks", [1, 2])
@pytest.mark.parametrize("passing", [as_sent, without_our_headers, all_but_the_id])
def test_a_loop_over_a_workflows_url_ends_at_the_depth_limit_and_its_owner_is_told(
    states, stream, store, mails, monkeypatch, passing, webhooks
):
    with Loop(passing, webhooks=webhooks) as loop:
        if passing is as_sent:
            monkeypatch.setenv("API_HOSTS", f"127.0.0.1:{loop.receiver.port}")
        stream.collect()
        seed()
        until_it_ends(states, stream)
        levels = [webhooks**level for level in range(MAXIMUM_DEPTH + 1)]
        assert contacts() == sum(levels)
        assert set(loop.answers) == {202}, "a refusal would only be tried again"
        runs = call("workflows.instances", {"workflow_id": loop.workflow, "status": "failed"}).data["instances"]
        codes = {instance(run["instance_id"])["error"]["code"] for run in runs}
        assert codes == {"LOOP_DETECTED"}
        is_known = passing is not all_but_the_id or webhooks == 1
        assert loop.statuses() == [("disabled", "loop") if is_known else ("active", None)] * webhooks
        told = [message_from_bytes(mail.content, policy=policy.default) for mail in mails.mails]
        assert sorted(hook for mail in told for hook in loop.hooks if hook in mail.get_content()) == sorted(
            loop.hooks if is_known else []
        )
        assert all("cicle" in mail.get_content() for mail in told)
        disabled = [event for event in log.after(store, "", 500, "9") if event.type == "webhook.disabled"]
        assert [event.data["reason"] for event in disabled] == ["loop"] * webhooks * is_known


def test_a_receiver_that_leaves_nothing_of_the_event_is_held_by_the_number_of_a_day(states, stream, store, monkeypatch):
    monkeypatch.setitem(loops.A_DAY, "enterprise", 10)
    with Loop(nothing_of_it, webhooks=1) as loop:
        stream.collect()
        seed()
        until_it_ends(states, stream)
        assert loop.statuses() == [("disabled", "loop")]
        assert contacts() == 1 + 1 + 10, "the one by hand, what it led to, and an allowance"
        call("webhooks.enable", {"webhook_id": loop.hooks[0]})
        seed()
        until_it_ends(states, stream)
        assert (loop.statuses(), contacts()) == ([("disabled", "loop")], 12 + 1 + 1 + 10)


def test_events_that_nobody_called_for_are_not_counted(states, stream, store, monkeypatch):
    monkeypatch.setitem(loops.A_DAY, "enterprise", 2)
    with Receiver() as receiver:
        hook = call("webhooks.create", {"url": receiver.url, "events": ["contact.created"]}).data["webhook_id"]
        stream.collect()
        for _ in range(5):
            seed()
        until_it_ends(states, stream)
        assert len(receiver.received) == 5
        assert call("webhooks.get", {"webhook_id": hook}).data["status"] == "active"
        assert NAME not in receiver.received[0].headers, "only our own API is told"


def test_what_a_person_has_sent_again_begins_a_chain_of_its_own(states, stream, store, monkeypatch):
    """The loop is broken, the webhook enabled, and what was missed is replayed: that is no loop."""
    with Loop(as_sent, webhooks=1) as loop:
        monkeypatch.setenv("API_HOSTS", f"127.0.0.1:{loop.receiver.port}")
        stream.collect()
        seed()
        until_it_ends(states, stream)
        call("webhooks.enable", {"webhook_id": loop.hooks[0]})
        latest = [event for event in log.after(store, "", 500, "9") if event.type == "contact.created"][-1]
        assert latest.place_in_chain.depth == MAXIMUM_DEPTH
        loop.receiver.received.clear()
        call("webhooks.replay", {"webhook_id": loop.hooks[0], "event_id": latest.id})
        deliver("deliveries")
        deliver("redeliveries")
        sent = chain_header.read(store, loop.receiver.received[0].headers[NAME])
        assert sent == (0, f"event:{latest.id}")


def test_a_call_that_names_a_webhook_or_event_of_others_changes_nothing(states, stream, store):
    """Whoever knows the URL may write what he likes; only a webhook that was sent the event can be held."""
    with Loop(as_sent, webhooks=1) as loop, Receiver() as receiver:
        other = call("webhooks.create", {"url": receiver.url, "events": ["invoice.paid"]}).data["webhook_id"]
        stream.collect()
        seed()
        until_it_ends(states, stream)
        latest = [event for event in log.after(store, "", 500, "9") if event.type == "contact.created"][-1]
        body = json.dumps({"id": latest.id, "webhook_id": other}).encode()
        reach("workflows", loop.token, body, {"content-type": "application/json"})
        foreign = {"id": ids.new_id("event", OTHER_ORGANISATION), "webhook_id": other}
        reach("workflows", loop.token, json.dumps(foreign).encode(), {"content-type": "application/json"})
        until_it_ends(states, stream)
        assert call("webhooks.get", {"webhook_id": other}).data["status"] == "active"
