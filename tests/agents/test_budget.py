"""A day of an agent costs what it may and no more, whoever asks at once or dies; owners are told, desks hand over."""

import json
import threading
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock
from bivelio_core.agents import counters
from bivelio_core.agents.actions import invoke
from bivelio_core.credits import account, sweep
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import ApiError
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore

from tests.agents.desk_world import World, says, status
from tests.agents.test_parallel import AGENT, ATTRIBUTES, LIVE, REQUEST, context
from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import ORGANISATION, call, load
from tests.credits.rough import Died, Rough
from tests.credits.spending import audit
from tests.functions.messages.world import whatsapp
from tests.mail_server import MailServer
from tests.services import waiting

POINTS = 20
"""At how many points of an invocation with a limit a function may die."""


pytestmark = pytest.mark.usefixtures("table")


def limited(limit, dies=lambda: False):
    store = TenantStore(Rough(dies=dies).as_table(), LIVE)
    store.put(keys.AGENT, AGENT, {**ATTRIBUTES, "daily_credits": limit})
    account.grant(store, 100, "ORDER")
    return store


def day(store):
    return store.get(keys.AGENT_DAY, AGENT, counters.today())


def test_sixty_at_once_on_twenty_credits_are_twenty_answers():
    store, outcomes = limited(20), []
    begin = threading.Barrier(60)

    def one(number):
        begin.wait()
        try:
            outcomes.append(invoke.invoke(REQUEST, context(store, f"key-{number}")).credits_consumed)
        except ApiError as error:
            outcomes.append(error.status)

    with speaking(Scripted("Hola")):
        threads = [threading.Thread(target=one, args=(number,)) for number in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(outcomes) == {1: 20, 402: 40}
    assert audit(store) == {"charged": 20, "reserved": 0}
    assert (day(store)["credits"], day(store)["invocations"]) == (20, 20)
    assert counters.settled(day(store)) == 20, "no share is left"


def test_what_is_under_way_counts_and_what_fails_is_given_back():
    store, refused = limited(1), []

    def meanwhile():
        try:
            invoke.invoke(REQUEST, context(store, "other"))
        except CreditsExhausted as error:
            refused.append(error.details)

    with speaking(Scripted(RuntimeError("a mistake of ours"), before=meanwhile)), pytest.raises(RuntimeError):
        invoke.invoke(REQUEST, context(store, "key"))
    assert refused == [{"required": 1, "available": 0}]
    assert day(store)["credits"] == 0
    with speaking(Scripted("Hola")):
        assert invoke.invoke(REQUEST, context(store, "later")).credits_consumed == 1


def dying(at):
    points, armed = iter(range(10_000)), list[bool]()
    store = limited(1, dies=lambda: bool(armed) and next(points) == at)
    armed.append(True)
    return store, armed, points


def test_the_points_below_are_all_there_are():
    store, armed, points = dying(-1)
    with speaking(Scripted("Hola")):
        invoke.invoke(REQUEST, context(store, "key"))
    armed.clear()
    assert next(points) == POINTS


@pytest.mark.parametrize("at", range(POINTS))
def test_a_death_takes_nothing_of_the_day_and_a_repetition_is_counted_once(at):
    store, armed, _ = dying(at)
    with speaking(Scripted("Hola")):
        with pytest.raises(Died):
            invoke.invoke(REQUEST, context(store, "key"))
        armed.clear()
        first = invoke.invoke(REQUEST, context(store, "key"))
        assert invoke.invoke(REQUEST, context(store, "key")) == first
    assert audit(store) == {"charged": 1, "reserved": 0}
    assert day(store)["credits"] == 1


@pytest.mark.parametrize("at", range(POINTS))
def test_the_share_of_a_dead_function_is_free_when_its_reservation_has_ended(at):
    noon = clock.now().replace(hour=12)  # a limit is a day's: the same one before and after
    store, armed, _ = dying(at)
    with clock.frozen(noon), speaking(Scripted("Hola")), pytest.raises(Died):
        invoke.invoke(REQUEST, context(store, "key"))
    armed.clear()
    with clock.frozen(noon + account.OVERDUE * 2), speaking(Scripted("Hola")):
        for key in sweep.overdue(store.table):
            sweep.refund_overdue(store.table, key)
        charged = audit(store)["charged"]
        try:
            invoke.invoke(REQUEST, context(store, "another"))
        except CreditsExhausted:
            assert charged == 1
        assert audit(store)["charged"] == 1


def notices():
    return [(body["level"], body["limit"]) for body in waiting("turns") if "level" in body]


def test_each_level_is_told_of_once_and_a_new_limit_has_its_own():
    store = limited(5)
    with speaking(Scripted("Hola")):
        for number in range(4):
            invoke.invoke(REQUEST, context(store, f"key-{number}"))
        assert notices() == [(80, 5)]
        invoke.invoke(REQUEST, context(store, "key-4"))
        for number in range(3):
            with pytest.raises(CreditsExhausted):
                invoke.invoke(REQUEST, context(store, f"more-{number}"))
        assert notices() == [(100, 5)]
        store.put(keys.AGENT, AGENT, {**ATTRIBUTES, "daily_credits": 6})
        invoke.invoke(REQUEST, context(store, "key-5"))
    assert notices() == [(100, 6)]


def test_an_answer_given_before_is_given_again_on_a_day_that_is_used_up():
    store = limited(1)
    with speaking(Scripted("Hola")):
        first = invoke.invoke(REQUEST, context(store, "key"))
        with pytest.raises(CreditsExhausted):
            invoke.invoke(REQUEST, context(store, "another"))
        assert invoke.invoke(REQUEST, context(store, "key")) == first
    assert audit(store) == {"charged": 1, "reserved": 0}


@pytest.fixture
def mails(table, tmp_path, monkeypatch):
    for user, role in (("usr_anna", "owner"), ("usr_pau", "owner"), ("usr_mar", "member")):
        key = keys.organisation_member(ORGANISATION, user)
        table.put({"PK": key.pk, "SK": key.sk, "email": f"{user}@example.com", "role": role})
    with MailServer(tmp_path, tls="none") as server:
        monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
        monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{server.port}")
        yield server


def served(*bodies):
    records = [{"messageId": str(number), "body": json.dumps(body)} for number, body in enumerate(bodies)]
    return load("workers/answer_turn").handler({"Records": records}, None)


WORDS = {"ca": "no li queden prou", "es": "no le quedan bastantes", "en": "does not have enough"}


@pytest.mark.parametrize("language", WORDS)
def test_owners_get_one_mail_for_a_level_in_the_organisations_language(mails, table, language):
    key = keys.organisation(ORGANISATION)
    table.put({"PK": key.pk, "SK": key.sk, "language": language})
    agent = made(daily_credits=1)
    with speaking(Scripted("Hola")):
        assert [invoked(agent).status for _ in range(2)] == [200, 402]
    (notice,) = waiting("turns")
    for _ in range(2):
        assert served(notice) == {"batchItemFailures": []}
    sent = [message_from_bytes(mail.content, policy=policy.default) for mail in mails.mails]
    assert sorted(mail["To"] for mail in sent) == ["usr_anna@example.com", "usr_pau@example.com"]
    assert sent[0]["Subject"].endswith(": Assistent")
    text = sent[0].get_content()
    assert [each for each, words in WORDS.items() if words in text] == [language]


def test_a_mail_server_that_is_away_is_tried_again(mails, monkeypatch):
    agent = made(daily_credits=1)
    with speaking(Scripted("Hola")):
        invoked(agent)
    (notice,) = waiting("turns")
    with monkeypatch.context() as away:
        away.setenv("MAIL_SERVER", "127.0.0.1:9")
        assert served(notice) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert served(notice) == {"batchItemFailures": [{"itemIdentifier": "0"}]}, "somebody may be at it"
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert served(notice) == {"batchItemFailures": []}
    assert len(mails.mails) == 2


def test_the_desk_hands_over_when_its_agent_has_spent_the_day(table, monkeypatch):
    with whatsapp(monkeypatch) as (provider, connection):
        agent = made(daily_credits=1)
        call("agents.desk_update", {"enabled": True, "agent_id": agent, "channels": ["whatsapp"]})
        world = World(table, connection, provider)
        with speaking(Scripted(says("Obrim a les nou."))):
            for text in ("Bon dia, a quina hora obriu?", "i els dissabtes?"):
                message, job = world.writes(text)
                assert world.answers(job) == {"batchItemFailures": []}
        assert world.sent()[0] == "Obrim a les nou."
        assert "persona" in world.sent()[1]
        assert status(message["contact_id"])["handled_by"] == "person"
