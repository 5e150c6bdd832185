"""Events and e-mails about webhooks that fail or are disabled: once for each time, and never in a loop."""

import os
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock, config
from bivelio_core.events import publish
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import health
from bivelio_core.webhooks.events import tell
from bivelio_core.webhooks.fan_out import fan_out
from bivelio_core.webhooks.request import ReceiverAnswer

from tests import streams
from tests.api import ORGANISATION
from tests.mail_server import MailServer
from tests.webhooks.test_killed_workers import Killed, MortalWorld
from tests.webhooks.world import FAILED, TAKEN

ROUNDS = int(os.environ.get("KILLS", "60"))


@pytest.fixture
def mails(world, tmp_path, monkeypatch):
    """The mailbox of the platform; the organisation has two owners and a member."""
    for user, role in (("usr_anna", "owner"), ("usr_pau", "owner"), ("usr_mar", "member")):
        key = keys.organisation_member(ORGANISATION, user)
        world.table.put({"PK": key.pk, "SK": key.sk, "email": f"{user}@example.com", "role": role})
    with MailServer(tmp_path, tls="none") as server:
        monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
        monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{server.port}")
        yield server


def sent(server):
    """The mails: to whom, their ids and their texts."""
    found = [message_from_bytes(mail.content, policy=policy.default) for mail in server.mails]
    return [(mail["To"], mail["Message-ID"], mail["Subject"], mail.get_content()) for mail in found]


def told(world, before, webhook_id="wh_test", outbox=None):
    """What the stream makes of a webhook's change; the record is the same each time."""
    change = streams.record(before, world.stored(webhook_id))
    publishes(world, change, outbox or world)
    return change


def publishes(world, change, outbox):
    def react(events, store):
        fan_out(events, store, outbox)
        tell(events, store, lambda: outbox)

    derived = publish.read(Change(change))
    publish.write([derived] if derived else [], lambda tenant: TenantStore(world.table, tenant), react)


def events(world):
    return [
        (item["type"], item["data"]) for item in world.store.query(keys.EVENT) if item["type"].startswith("webhook")
    ]


def fail(world, count=5):
    world.answer = lambda _: FAILED
    world.happen(count)
    world.run(timedelta(seconds=1))


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("ca", "Un webhook falla: 127.0.0.1", "lliuraments"),
        ("es", "Un webhook falla: 127.0.0.1", "entregas"),
        ("en", "A webhook fails: 127.0.0.1", "deliveries"),
    ],
)
def test_five_failures_are_told_once_to_the_owners_in_their_language_with_a_link(
    world, mails, language, subject, words
):
    key = keys.organisation(world.store.tenant.organisation)
    world.table.put({"PK": key.pk, "SK": key.sk, "language": language})
    world.webhook()
    before = dict(world.stored())
    fail(world)
    change = told(world, before)
    publishes(world, change, world)
    world.run(timedelta(seconds=5))
    assert [name for name, _ in events(world)] == ["webhook.failing"]
    found = sent(mails)
    assert sorted(to for to, *_ in found) == ["usr_anna@example.com", "usr_pau@example.com"]
    assert found[0][2] == subject
    assert all(word in found[0][3] for word in (words, "127.0.0.1", f"{config.app_url()}/webhooks/wh_test"))
    others = {"lliuraments", "entregas", "deliveries"} - {words}
    assert not [word for word in others if word in found[0][3]]


def test_a_disabled_webhook_is_told_hours_after_the_mail_before_and_not_if_it_works_again(world, mails):
    world.webhook()
    before = dict(world.stored())
    fail(world)
    told(world, before)
    world.run(timedelta(minutes=1))
    before = dict(world.stored())
    world.run(timedelta(hours=2))
    assert world.stored()["status"] == "disabled"
    told(world, before)
    world.run(timedelta(hours=1))
    assert len(sent(mails)) == 2, "the mail before was sent a short time ago"
    world.run()
    assert ["desactivat" in subject for _, _, subject, _ in sent(mails)] == [False, False, True, True]
    assert [name for name, _ in events(world)] == ["webhook.failing", "webhook.disabled"]


def test_a_user_who_disables_a_webhook_gets_an_event_and_no_mail(world, mails):
    world.webhook()
    before = dict(world.stored())
    health.disable(world.store, "wh_test", "user")
    told(world, before)
    world.run()
    ((name, data),) = events(world)
    assert name == "webhook.disabled"
    assert '"reason":"user"' in data
    assert "/hook" not in data, "the address may carry a token"
    assert sent(mails) == []


def test_what_is_well_again_when_the_mail_is_due_is_not_mailed(world, mails):
    world.webhook()
    before = dict(world.stored())
    fail(world)
    world.answer = lambda _: TAKEN
    told(world, before)
    world.store.update(keys.WEBHOOK, "wh_test", Update(remove=["failing", "failing_since"]))
    world.run()
    assert sent(mails) == []


def test_a_webhook_is_not_told_of_itself_so_failing_makes_no_loop(world):
    for webhook_id in ("wh_a", "wh_b"):
        world.webhook(webhook_id, ("webhook.failing", "webhook.disabled", "contact.created"))
    world.answer = lambda _: FAILED
    world.happen(5)
    seen = {name: dict(world.stored(name)) for name in ("wh_a", "wh_b")}
    for _ in range(100):
        world.run(timedelta(hours=1))
        for name, before in seen.items():
            if before != world.stored(name):
                told(world, before, name)
                seen[name] = dict(world.stored(name))
    names = [name for name, _ in events(world)]
    assert sorted(names) == ["webhook.disabled", "webhook.disabled", "webhook.failing", "webhook.failing"]
    own = [event for _, event in world.called]
    about = {item["id"]: item["data"] for item in world.store.query(keys.EVENT) if item["type"].startswith("webhook")}
    for webhook_id in ("wh_a", "wh_b"):
        attempts = world.store.query(keys.DELIVERY_ATTEMPT, webhook_id)
        assert not [each for each in attempts if f'"{webhook_id}"' in about.get(each["event_id"], "")]
    assert len(own) < 100


def test_one_event_is_in_the_sandbox_day_of_its_change(world):
    key = {"PK": f"{ORGANISATION}#sandbox#WH", "SK": "wh_test", "url": "https://example.com/", "events": []}
    active = {**key, "status": "active"}
    gone = {**key, "status": "disabled", "disabled_reason": "gone", "disabled_at": clock.timestamp()}
    derived = publish.read(Change(streams.record(active, gone)))
    assert derived is not None
    assert derived.tenant.day is not None


def test_killed_at_any_line_each_change_is_mailed_under_one_id(world, mails):
    mortal = MortalWorld(world.now, table=world.table)
    mortal.webhook()
    mortal.begin(seed=5, risk=0.08)
    changes = deaths = 0
    while mortal.kills < ROUNDS:
        changes += 1
        before = dict(mortal.alive.get(mortal.store.key(keys.WEBHOOK, "wh_test")))
        after = {**before, "status": "disabled", "disabled_reason": "gone", "disabled_at": clock.timestamp()}
        mortal.alive.put(after)
        record = streams.record(before, after)
        while True:
            try:
                publishes(mortal, record, mortal.outbox)
            except Killed:
                deaths += 1
                mortal.pass_time(seconds=1)
            else:
                break
        mortal.run()
        mortal.alive.update(mortal.store.key(keys.WEBHOOK, "wh_test"), health.enabling())
        mortal.pass_time(hours=12)
    found = sent(mails)
    assert len({name for _, name, *_ in found}) == 2 * changes, "each owner, each change"
    assert len(found) - 2 * changes < 2 * mortal.kills, "only a death between the mail and its note repeats it"
    latest = mortal.alive.get(mortal.store.key(keys.WEBHOOK, "wh_test"))
    assert "telling_until" not in latest
    print(f"{changes} changes, {mortal.kills} deaths, {len(found) - 2 * changes} mails repeated")  # noqa: T201
    mortal.close()


def test_gone_is_told_with_its_reason(world):
    world.webhook()
    before = dict(world.stored())
    world.answer = lambda _: ReceiverAnswer("failed", 5, 410, "", "the receiver answered 410")
    world.happen()
    world.run()
    told(world, before)
    assert '"reason":"gone"' in events(world)[0][1]
