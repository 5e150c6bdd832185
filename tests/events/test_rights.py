"""A key gets events about what it may read: through the feed, and through the webhooks that it registers or changes."""

from datetime import timedelta

import pytest
from bivelio_core import clock, domain
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log, rights
from bivelio_core.events.log import Draft
from bivelio_core.scopes import allows
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.writes import Update, UpdateWrite
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.webhooks.registered import EXAMPLE_URL, register

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant.at(ORGANISATION, "live")
HOOKS_ONLY = {"scopes": "webhooks:admin"}
TYPES = tuple(domain.event_types())


def caller(*scopes):
    return {"scopes": " ".join(scopes)}


def missing(answer):
    """What a refused caller lacks."""
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    return answer.error["details"]["resource"], answer.error["details"]["required_scope"]


@pytest.fixture
def recorded():
    """An event of every type, settled."""
    drafts = [Draft(f"evn_{name.replace('.', '')}", name, "2026-04-07T12:00:00Z", {}) for name in TYPES]
    log.record(store_of(LIVE), drafts)
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        yield


RESOURCES = {"task": "contacts", "calendar": "calendar", "booking": "calendar", "conversation": "messages"}
"""Of types that do not name theirs."""


def test_each_type_is_about_a_resource_that_scopes_can_name():
    assert domain.event_resources() == {
        name: RESOURCES.get(name.split(".")[0], f"{name.split('.')[0]}s") for name in TYPES
    }
    assert set(domain.event_resources().values()) <= domain.scopes()


@pytest.mark.parametrize("bundle", ["read", "write", "admin"])
def test_a_bundle_reads_all(bundle):
    assert rights.readable(frozenset({bundle})) == set(TYPES)


def test_a_webhook_takes_the_right_to_read_what_its_events_are_about():
    for event_type, resource in domain.event_resources().items():
        wanted = {"url": EXAMPLE_URL, "events": [event_type]}
        if resource != "webhooks":  # who manages webhooks reads them
            assert missing(call("webhooks.create", wanted, caller=HOOKS_ONLY)) == (resource, "read")
        for scope in (f"{resource}:read", "read"):
            created = call("webhooks.create", wanted, caller=caller("webhooks:admin", scope))
            assert created.status == 200
            call("webhooks.delete", {"webhook_id": created.data["webhook_id"]})


def test_a_change_of_events_takes_the_right_to_the_events():
    hook = register(events=["workflow.failed"])["webhook_id"]
    wanted = {"webhook_id": hook, "events": ["contact.created"]}
    assert missing(call("webhooks.update", wanted, caller=HOOKS_ONLY)) == ("contacts", "read")
    assert call("webhooks.update", wanted, caller=caller("webhooks:admin", "contacts:read")).status == 200


def test_events_that_a_key_may_not_read_cannot_be_sent_to_another_address():
    hook = register(events=["contact.created"])["webhook_id"]
    elsewhere = {"webhook_id": hook, "url": "https://el-teu-servidor.com/elsewhere"}
    assert missing(call("webhooks.update", elsewhere, caller=HOOKS_ONLY)) == ("contacts", "read")
    assert call("webhooks.get", {"webhook_id": hook}).data["url"] == EXAMPLE_URL
    narrower = {**elsewhere, "events": ["workflow.failed"]}
    assert call("webhooks.update", narrower, caller=caller("webhooks:admin", "workflows:read")).status == 200


def test_what_gives_nobody_data_takes_the_right_to_webhooks_alone():
    hook = register(events=["contact.created"])["webhook_id"]
    for change in ({"description": "x"}, {"status": "disabled"}):
        assert call("webhooks.update", {"webhook_id": hook, **change}, caller=HOOKS_ONLY).status == 200
    assert call("webhooks.enable", {"webhook_id": hook}, caller=HOOKS_ONLY).status == 200
    assert call("webhooks.delete", {"webhook_id": hook}, caller=HOOKS_ONLY).status == 200


@pytest.fixture
def overtaken(table):
    """A webhook whose events somebody else changes when its address is about to be written."""
    hook = register(events=["workflow.failed"])["webhook_id"]

    class Overtaken(DynamoTable):
        def transact(self, writes, token=None):
            for write in writes:
                if isinstance(write, UpdateWrite) and write.key.sk == hook and "url" in write.update.set:
                    table.__class__ = DynamoTable
                    self.update(write.key, Update(set={"events": ["contact.created"], "version": 2}))
            return DynamoTable.transact(self, writes, token)

    table.__class__ = Overtaken
    return hook


@pytest.mark.parametrize("reads_contacts", [False, True])
def test_an_address_changed_under_events_that_somebody_added_takes_the_right_to_these(overtaken, reads_contacts):
    """The change is decided again on the webhook as it is now."""
    elsewhere = "https://el-teu-servidor.com/elsewhere"
    scopes = ("webhooks:admin", "workflows:read", *(["contacts:read"] if reads_contacts else []))
    answer = call("webhooks.update", {"webhook_id": overtaken, "url": elsewhere}, caller=caller(*scopes))
    if reads_contacts:
        assert answer.data["events"] == ["contact.created"]
    else:
        assert missing(answer) == ("contacts", "read")
    webhook = call("webhooks.get", {"webhook_id": overtaken}).data
    assert webhook["events"] == ["contact.created"]
    assert webhook["url"] == (elsewhere if reads_contacts else EXAMPLE_URL)


def test_an_event_that_a_webhook_does_not_want_takes_the_right_to_read_it(recorded):
    hook = register(events=["contact.created"])["webhook_id"]
    for event_type, status in (("contactcreated", 202), ("workflowfailed", 403)):
        wanted = {"webhook_id": hook, "event_id": f"evn_{event_type}", "dry_run": True}
        assert call("webhooks.replay", wanted, caller=HOOKS_ONLY).status == status
        assert call("webhooks.replay", wanted, caller=caller("webhooks:admin", "read")).status == 202


@pytest.mark.parametrize(
    "scopes",
    [("read",), ("admin",), ("events:read", "contacts:read"), ("events:read", "invoices:admin"), ("events:read",)],
)
def test_the_feed_has_what_the_caller_may_read(recorded, scopes):
    readable = [n for n, about in domain.event_resources().items() if allows(frozenset(scopes), about, "read")]
    page = call("events.list", {"limit": 100}, caller=caller(*scopes)).data
    assert [event["event"] for event in page["events"]] == readable
    assert not page["has_more"]
    for name in TYPES:
        got = call("events.get", {"id": f"evn_{name.replace('.', '')}"}, caller=caller(*scopes))
        listed = call("events.list", {"types": [name]}, caller=caller(*scopes))
        if name in readable:
            assert got.data["event"] == listed.data["events"][0]["event"] == name
        else:
            about = (domain.event_resources()[name], "read")
            assert (missing(got), missing(listed)) == (about, about)


def test_a_narrow_reader_passes_what_it_may_not_read(recorded):
    """Pages that hold none of its events are no end of the feed."""
    scopes, seen, after = caller("events:read", "documents:read"), [], None
    while True:
        page = call("events.list", {"limit": 1, **({"after": after} if after else {})}, caller=scopes).data
        seen += [event["event"] for event in page["events"]]
        after = page["next_after"]
        if not page["has_more"]:
            break
    assert seen == [name for name in TYPES if name.startswith("document.")]
