"""A webhook may want all types of a resource, or all that its creator may read; new types join by themselves."""

from datetime import UTC, datetime

import pytest
from bivelio_core import domain
from bivelio_core.events.patterns import all_patterns
from bivelio_core.webhooks.queues import Delivery

from tests.api import call
from tests.functions.webhooks.registered import EXAMPLE_URL, register
from tests.webhooks.world import World

pytestmark = pytest.mark.usefixtures("table")
EVERY = tuple(domain.event_types())
ELSEWHERE = "https://el-teu-servidor.com/elsewhere"


def caller(*scopes):
    return {"scopes": " ".join(scopes)}


@pytest.fixture
def world(table):
    """Deliveries over the API's own table."""
    made = World(datetime.now(UTC), table=table)
    yield made
    made.close()


def sent_to(world, webhook):
    """The types of event, of each type one, that are sent to a webhook."""
    types = {event.id: name for name in EVERY for event in world.happen(event_type=name)}
    messages = [sent.message for sent in world.sent if isinstance(sent.message, Delivery)]
    return [types[each.event] for each in messages if each.webhook == webhook["webhook_id"] and each.event in types]


def about(*resources):
    return [name for name in EVERY if domain.event_resources()[name] in resources]


def test_each_pattern_is_about_one_resource():
    for pattern in all_patterns()[:-1]:
        types = [name for name in EVERY if name.startswith(pattern.removesuffix("*"))]
        assert len({domain.event_resources()[name] for name in types}) == 1


def test_all_types_of_a_resource_are_sent_and_shown_as_they_were_asked_for(world):
    webhook = register(events=["invoice.paid", "contact.*"])
    assert webhook["events"] == ["invoice.paid", "contact.*"]
    of_contacts = [name for name in EVERY if name.startswith("contact.")]
    assert sent_to(world, webhook) == [*of_contacts, "invoice.paid"]


def test_a_star_is_all_that_its_creator_may_read(world):
    every = register(events=["*"])
    assert "resources" not in every
    scopes = caller("webhooks:admin", "contacts:read", "calendar:read")
    few = call("webhooks.create", {"url": EXAMPLE_URL, "events": ["*"]}, caller=scopes).data
    assert sorted(few["resources"]) == ["calendar", "contacts", "webhooks"]
    assert sent_to(world, every) == list(EVERY)
    assert sent_to(world, few) == about("contacts", "calendar", "webhooks")


def test_a_type_that_is_new_joins(world, monkeypatch):
    webhooks = [register(events=["contact.*"]), register(events=["*"])]
    types = {**domain.event_types(), "contact.greeted": domain.event_types()["contact.archived"]}
    resources = {**domain.event_resources(), "contact.greeted": "contacts"}
    monkeypatch.setattr(domain, "event_types", lambda: types)
    monkeypatch.setattr(domain, "event_resources", lambda: resources)
    monkeypatch.setattr("tests.webhooks.world.data_of", lambda *_: {})
    world.happen(event_type="contact.greeted")
    assert {sent.message.webhook for sent in world.sent} == {each["webhook_id"] for each in webhooks}


def test_what_a_star_stands_for_follows_who_asks_for_it():
    """Neither a change of something else nor a new address gives anybody more than may be read."""
    narrow = caller("webhooks:admin", "contacts:read")
    hook = call("webhooks.create", {"url": EXAMPLE_URL, "events": ["*"]}, caller=narrow).data["webhook_id"]
    changed = call("webhooks.update", {"webhook_id": hook, "description": "x"}).data
    assert sorted(changed["resources"]) == ["contacts", "webhooks"]
    other = caller("webhooks:admin", "invoices:read")
    answer = call("webhooks.update", {"webhook_id": hook, "url": ELSEWHERE}, caller=other)
    assert (answer.status, answer.error["details"]["resource"]) == (403, "contacts")
    assert call("webhooks.update", {"webhook_id": hook, "url": ELSEWHERE}, caller=narrow).status == 200
    widened = call("webhooks.update", {"webhook_id": hook, "events": ["*"]}).data
    assert "resources" not in widened
    answer = call("webhooks.update", {"webhook_id": hook, "url": EXAMPLE_URL}, caller=narrow)
    assert answer.status == 403


def test_a_pattern_takes_the_right_to_read_what_it_is_about():
    wanted = {"url": EXAMPLE_URL, "events": ["invoice.*"]}
    answer = call("webhooks.create", wanted, caller=caller("webhooks:admin", "contacts:read"))
    assert (answer.status, answer.error["details"]["resource"]) == (403, "invoices")
    assert call("webhooks.create", wanted, caller=caller("webhooks:admin", "invoices:read")).status == 200


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("contacts.*", "contact.*"), ("invoice.payed", "invoice.paid"), ("invoice*", "invoice.*")]
)
def test_a_pattern_that_covers_nothing_is_refused_with_the_nearest(wrong, nearest):
    answer = call("webhooks.create", {"url": EXAMPLE_URL, "events": [wrong]}, headers={"Accept-Language": "en"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "events[0]")
    assert answer.error["message"].endswith(f"Perhaps you meant '{nearest}'.")


def test_a_replay_may_be_limited_to_a_type_that_a_pattern_covers():
    hook = register(events=["contact.*"])["webhook_id"]
    asked = {"webhook_id": hook, "since": "2026-01-01T00:00:00Z", "dry_run": True}
    assert call("webhooks.replay", {**asked, "events": ["contact.archived"]}).status == 202
    refused = call("webhooks.replay", {**asked, "events": ["invoice.paid"]})
    assert (refused.status, refused.error["details"]["field"]) == (400, "events[0]")
    assert call("webhooks.replay", {**asked, "events": ["contact.*"]}).status == 400


def test_a_workflow_starts_at_one_type(table):
    about = {"name": "x", "trigger_type": "event", "steps": [{"id": "s", "type": "set"}]}
    english = {"Accept-Language": "en"}
    for event, said in (("contact.*", "one type"), ("*", "one type"), ("contact.creatd", "'contact.created'")):
        answer = call("workflows.create", {**about, "trigger": {"event": event}}, headers=english)
        assert (answer.status, answer.error["details"]["field"]) == (422, "trigger.event")
        assert said in answer.error["message"]
