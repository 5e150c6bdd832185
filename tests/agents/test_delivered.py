"""An answer that exists is given; what failed holds no credits; a repeated request does not ask the model again."""

from typing import Any

import pytest
from bivelio_core import generation
from bivelio_core.agents import counters
from bivelio_core.agents.actions import invoke
from bivelio_core.agents.models import InvokeAgent
from bivelio_core.credits import account
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore

from tests.agents.test_parallel import AGENT, ATTRIBUTES, LIVE, REQUEST, context
from tests.agents.world import Scripted, speaking
from tests.credits.rough import Rough
from tests.credits.spending import audit

PROMPT = lm.Prompt("Escriu.", (lm.UserTurn(("Un formulari",)),), schema={"type": "object"})


class Busy(Rough):
    """A table that takes no transaction that has an item of this kind."""

    refused: keys.Kind | None = None

    def transact(self, writes, token=None):
        parts = [write.item["PK"] if hasattr(write, "item") else write.key.pk for write in writes]
        if self.refused is not None and any(part.endswith(f"#{self.refused.partition}") for part in parts):
            raise TableBusy("the transaction kept conflicting")
        super().transact(writes, token)


@pytest.fixture
def world():
    table = Busy()
    store = TenantStore(table.as_table(), LIVE)
    store.put(keys.AGENT, AGENT, ATTRIBUTES)
    return table, store


def drafted(store, key="key"):
    """A draft, as the endpoints of workflows and forms make it."""
    effect = EffectKey("forms.generate", key, "fingerprint")
    return generation.generate(context(store, key), effect, 3, PROMPT, lambda _: ())


def test_nobody_who_changes_the_balance_delays_an_answer(world):
    table, store = world
    balance, day = store.key(keys.CREDIT_BALANCE, "BAL"), store.key(keys.AGENT_DAY, AGENT, counters.today())

    def others():
        table._in_flight |= {balance, day}

    with speaking(Scripted("Hola", before=others)):
        assert invoke.invoke(REQUEST, context(store, "key")).output == {"text": "Hola"}
    table._in_flight.clear()
    assert audit(store) == {"charged": 1, "reserved": 0}


def test_a_table_that_takes_no_settlement_does_not_keep_the_answer(world):
    table, store = world
    table.refused = keys.EXECUTION
    with speaking(Scripted("Hola")):
        assert invoke.invoke(REQUEST, context(store, "key")).output == {"text": "Hola"}
    assert audit(store) == {"charged": 0, "reserved": 1}, "for the sweeper"


def test_what_fails_unexpectedly_holds_no_credits(world):
    _, store = world
    with speaking(Scripted(RuntimeError("a mistake of ours"))):
        with pytest.raises(RuntimeError):
            invoke.invoke(REQUEST, context(store, "key"))
        with pytest.raises(RuntimeError):
            drafted(store, "other")
    assert audit(store) == {"charged": 0, "reserved": 0}
    (execution,) = store.query(keys.EXECUTION)
    assert (execution["status"], execution["error"]) == ("failed", {"code": "INTERNAL_ERROR"})


def test_a_stream_that_its_reader_leaves_holds_no_credits(world):
    _, store = world
    streamed = invoke.stream(InvokeAgent(**REQUEST.model_dump() | {"stream": True}), context(store, "key"))
    with speaking(Scripted("Hola i adéu")):
        next(streamed)
        del streamed
    assert audit(store) == {"charged": 0, "reserved": 0}


@pytest.mark.parametrize("is_stream", [False, True])
def test_an_answer_that_was_lost_is_given_again_without_asking(world, is_stream):
    _, store = world
    request = InvokeAgent(**REQUEST.model_dump() | {"stream": is_stream})

    def given():
        if not is_stream:
            return invoke.invoke(request, context(store, "key"))
        return list(invoke.stream(request, context(store, "key")))[-1]

    with speaking(Scripted("Hola", RuntimeError("asked again"))):
        first = given()
        assert given() == first
    assert audit(store) == {"charged": 1, "reserved": 0}


def test_two_attempts_of_one_request_give_one_answer(world):
    """A step whose first function was thought dead: both have asked, and the first to settle counts."""
    _, store = world
    other: list[Any] = []

    def first_attempt():
        if not other:
            other.append(None)
            other[0] = invoke.invoke(REQUEST, context(store, "key"))

    with speaking(Scripted("Hola", "Adéu", before=first_attempt)):
        assert invoke.invoke(REQUEST, context(store, "key")) == other[0]
    assert audit(store) == {"charged": 1, "reserved": 0}


def test_a_draft_that_was_lost_is_given_again_without_asking(world):
    _, store = world
    with speaking(Scripted('{"title": "Alta"}', RuntimeError("asked again"))):
        first = drafted(store)
        assert drafted(store) == first
    assert (first.document, first.credits_consumed) == ({"title": "Alta"}, 3)
    assert audit(store) == {"charged": 3, "reserved": 0}


def test_a_draft_that_cannot_be_settled_is_given(world):
    table, store = world
    table.refused = keys.CREDIT_RESERVATION
    with speaking(Scripted('{"title": "Alta"}')):
        assert drafted(store).document == {"title": "Alta"}
    assert audit(store) == {"charged": 0, "reserved": 3}


def test_a_draft_whose_credits_were_given_back_is_given_for_nothing(world):
    _, store = world

    def swept():
        for item in store.query(keys.CREDIT_RESERVATION):
            account.refund(store, account.Reservation.of(item))

    with speaking(Scripted('{"title": "Alta"}', before=swept)):
        assert drafted(store).credits_consumed == 0
    assert audit(store) == {"charged": 0, "reserved": 0}


def test_rules_draft_for_nothing(world):
    _, store = world
    prompt = lm.Prompt("Escriu.", PROMPT.turns, schema=PROMPT.schema, rules=lambda: {"title": "Alta"})
    effect = EffectKey("forms.generate", "key", "fingerprint")
    with speaking(lm.registry.adapter("offline")):
        made = generation.generate(context(store, "key"), effect, 3, prompt, lambda _: ())
    assert (made.model, made.credits_consumed) == ("offline-rules", 0)
    assert store.query(keys.CREDIT_RESERVATION) == []
