"""Organisations move between gateway keys of their own and shared ones, and no request is ever without a usage plan."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.identity import gateway_keys, gateway_moves, key_text
from bivelio_core.store import keys
from bivelio_core.store.writes import Key, Update, present

from tests.functions.admin.dying import Died, dying
from tests.moved import (
    DELAY,
    MEMORY,
    PAUSE,
    Watcher,
    is_done,
    keys_by_plan,
    named_of,
    sweep,
    sweep_until_done,
    with_pool,
)
from tests.operated import new_key, new_organisation, operated, plan_keys

pytestmark = pytest.mark.usefixtures("deployment")
START = datetime(2026, 11, 30, 12, 5, tzinfo=UTC)
EVERY = int(os.environ.get("GATEWAY_KILLS_EVERY", "11"))
"""A kill at every so many calls; 1 is at each."""


@pytest.fixture(autouse=True)
def as_deployed(monkeypatch):
    monkeypatch.setenv("GATEWAY_KEY_DELAY_SECONDS", str(DELAY))
    monkeypatch.setenv("GATEWAY_KEY_MEMORY_SECONDS", str(MEMORY))
    monkeypatch.setenv("OWN_GATEWAY_KEYS", "2")


@pytest.fixture
def slept(monkeypatch):
    """What was slept, in seconds."""
    seconds: list[float] = []
    monkeypatch.setattr("time.sleep", seconds.append)
    return seconds


def of_plan(plan, name):
    with clock.frozen(START):
        return new_organisation(plan=plan, id=name)


def plans_named(organisation, *texts):
    there = keys_by_plan()
    return [there[value] for value, _ in named_of(organisation, *texts)]


SHARED, OWN = ["starter"] * 3, ["starter_own", "starter", "starter"]


def test_an_organisation_is_created_without_waiting_and_gets_a_key_of_its_own_when_that_is_known(slept):
    with_pool("org_a")
    of_plan("starter", "org_a")
    assert plans_named("org_a") == SHARED
    with clock.frozen(START):
        assert sweep() == {"taken_up": 1, "failed": 0}
        assert plans_named("org_a") == SHARED
    with clock.frozen(START + timedelta(seconds=DELAY - 1)):
        assert sweep() == {"taken_up": 0, "failed": 0}
    with clock.frozen(START + timedelta(seconds=DELAY)):
        assert sweep() == {"taken_up": 1, "failed": 0}
    assert plans_named("org_a") == OWN
    assert slept == []


def test_one_of_enterprise_gets_a_key_for_each_class_whatever_the_threshold(slept, monkeypatch):
    monkeypatch.setenv("OWN_GATEWAY_KEYS", "0")
    with_pool("org_a")
    of_plan("enterprise", "org_a")
    before = {value for value, _ in named_of("org_a")}
    sweep_until_done(START)
    after = {value for value, _ in named_of("org_a")}
    assert len(after - before) == 3
    assert plans_named("org_a") == ["enterprise"] * 3
    assert slept == []


def test_beyond_the_threshold_they_share_and_the_first_to_wait_gets_what_becomes_free(table):
    with_pool("org_a", "org_b", "org_c", "org_d")
    for number, name in enumerate(("org_a", "org_b", "org_c", "org_d")):
        of_plan("starter", name)
        sweep_until_done(START + timedelta(minutes=10 * number))
    assert [plans_named(each)[0] for each in ("org_a", "org_b")] == ["starter_own"] * 2
    assert [plans_named(each)[0] for each in ("org_c", "org_d")] == ["starter"] * 2
    later = START + timedelta(hours=1)
    with clock.frozen(later):
        operated("change_plan", organisation="org_a", plan="enterprise")
    sweep_until_done(later)
    assert [plans_named(each)[0] for each in ("org_b", "org_c", "org_d")] == ["starter_own"] * 2 + ["starter"]
    assert gateway_moves.own_count(table) == 2
    assert len(plan_keys("starter_own")) - 1 == 2, "moto leaves the deleted one in its usage plan"
    assert "starter_own" not in json.dumps(table.get(keys.organisation("org_a")), default=str)


def test_shared_keys_are_made_slot_by_slot_and_waited_for_once(monkeypatch, slept):
    with clock.frozen(START):
        new_organisation(plan="pro", id="org_first")
        assert slept == [DELAY], "before the deployment's first sweep its keys are made for it"
        sweep()
    assert len(plan_keys("pro")) == 3 * gateway_keys.SLOTS["pro"]
    assert len(plan_keys("enterprise")) == 3 * gateway_keys.SLOTS["enterprise"]
    monkeypatch.setattr(clients.client("apigateway"), "create_api_key", lambda **_: 1 / 0)
    with clock.frozen(START + PAUSE):
        for number in range(8):
            new_organisation(plan="pro", id=f"org_next{number}")
    assert slept == [DELAY]


def of_own(name):
    """One with a key of its own and three API keys, and the instant when it has it."""
    with_pool(name)
    of_plan("starter", name)
    texts = [new_key(name, "read") for _ in range(2)] + [new_key(name, "read", type="publishable")]
    return texts, sweep_until_done(START) + timedelta(minutes=1)


def to_own(name):
    with_pool(name)
    of_plan("starter", name)
    return [new_key(name, "read") for _ in range(2)], START, OWN


def to_shared(name):
    texts, now = of_own(name)
    os.environ["OWN_GATEWAY_KEYS"] = "0"
    with clock.frozen(now):
        assert operated("renew_gateway_keys", limit=200)["organisations"] == 1
    return texts, now, SHARED


def to_pro(name):
    texts, now = of_own(name)
    with clock.frozen(now):
        operated("change_plan", organisation=name, plan="pro")
    return texts, now, ["pro_own", "pro", "pro"]


def to_enterprise(name):
    texts, now = of_own(name)
    with clock.frozen(now):
        operated("change_plan", organisation=name, plan="enterprise")
    return texts, now, ["enterprise"] * 3


def own_values():
    return {value for value, plan in keys_by_plan().items() if plan.endswith("_own")}


def moved(move, table, name, at, *, carried_out):
    """A move whose sweep dies at its n-th call to AWS; returns how many calls there were."""
    os.environ["OWN_GATEWAY_KEYS"] = "9000"
    before = own_values()
    texts, now, plans = move(name)
    watcher, number = Watcher(name, *texts), 0
    watcher.look(now)
    while not is_done():
        with clock.frozen(now), dying(at - number, carried_out=carried_out) as calls, suppress(Died):
            sweep()
        number += len(calls)
        watcher.look(now)
        now += PAUSE
    assert plans_named(name, *texts) == plans * (1 + len(texts))
    assert gateway_moves.own_count(table) == len(own_values())
    assert len(own_values() - before) == (plans[0].endswith("_own")), "none is left over"
    return number


@pytest.mark.parametrize("move", [to_own, to_shared, to_pro, to_enterprise])
def test_a_move_that_dies_at_any_call_leaves_no_request_without_a_usage_plan_and_goes_on(move, table, slept):
    calls = moved(move, table, "org_undisturbed", 0, carried_out=False)
    kills = [(at, carried_out) for at in range(1, calls + 1) for carried_out in (False, True)]
    for number, (at, carried_out) in enumerate(kills[::EVERY]):
        moved(move, table, f"org_kill{number}", at, carried_out=carried_out)
    assert slept == []


def test_two_sweeps_at_once_give_one_key(table):
    """The second one runs whole between two calls of the first."""
    with_pool("org_a")
    of_plan("starter", "org_a")
    update = type(table).update
    seen: list[Key] = []

    def overtaken(self, key, change, condition=None):
        if not seen:
            seen.append(key)
            sweep()
        return update(self, key, change, condition)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(table), "update", overtaken)
        sweep_until_done(START)
    assert plans_named("org_a") == OWN
    assert gateway_moves.own_count(table) == len(own_values()) == 1


@pytest.mark.parametrize(
    "moment",
    [lambda change: "gateway_key" in change.set, lambda change: "GSI1PK" in change.remove],
    ids=["as it names its key", "as it is done"],
)
def test_a_change_of_plan_in_the_middle_of_a_move_wins(table, moment):
    with_pool("org_a")
    of_plan("starter", "org_a")
    update = type(table).update
    seen: list[Key] = []

    def overtaken(self, key, change, condition=None):
        if not seen and moment(change):
            seen.append(key)
            operated("change_plan", organisation="org_a", plan="pro")
        return update(self, key, change, condition)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(table), "update", overtaken)
        sweep_until_done(START)
    assert len(seen) == 1
    assert plans_named("org_a") == ["pro_own", "pro", "pro"]
    assert gateway_moves.own_count(table) == len(own_values()) == 1


def test_an_api_key_made_with_a_former_key_is_given_the_new_one_before_that_is_deleted(table):
    """It read the organisation before the move, and was written when the former key was to be deleted."""
    (texts, now) = of_own("org_a")
    former = table.get(keys.organisation("org_a"))["gateway_key"]
    with clock.frozen(now):
        operated("change_plan", organisation="org_a", plan="pro")
    while "gateway_retired" not in table.get(keys.organisation("org_a")):
        with clock.frozen(now):
            sweep()
        now += PAUSE
    place = keys.api_key(key_text.digest(texts[0]))
    table.update(place, Update(set={"gateway_key": former}), condition=present())
    last_named = now
    while not is_done():
        assert former in keys_by_plan()
        with clock.frozen(now):
            sweep()
        if table.get(place)["gateway_key"] == former:
            last_named = now
        now += PAUSE
    assert now - PAUSE - last_named >= timedelta(seconds=MEMORY), "an authorizer may have remembered it"
    assert plans_named("org_a", *texts) == ["pro_own", "pro", "pro"] * 4
    assert former not in keys_by_plan()


def test_an_api_key_that_came_back_from_a_copy_is_served_once_its_organisation_is_given_its_plan_again(table):
    texts, now = of_own("org_a")
    place = keys.api_key(key_text.digest(texts[0]))
    table.update(place, Update(set={"gateway_key": "f" * 40, "plan": "pro"}), condition=present())
    with clock.frozen(now):
        operated("change_plan", organisation="org_a", plan="starter")
    assert plans_named("org_a", *texts) == OWN * 4


def test_an_erased_organisation_leaves_no_key_and_its_room_is_free(table):
    _, now = of_own("org_a")
    with clock.frozen(now):
        operated("change_plan", organisation="org_a", plan="enterprise")
    sweep_until_done(now)
    shared = set(keys_by_plan()) - {value for value, _ in named_of("org_a")}
    for _ in range(2):
        gateway_moves.delete_all(table, "org_a")
    assert set(keys_by_plan()) == shared
    of_own("org_b")
    gateway_moves.delete_all(table, "org_b")
    assert gateway_moves.own_count(table) == 0
    assert own_values() == set()


def test_the_sweep_measures_how_many_keys_the_account_has(capsys):
    with_pool("org_a")
    of_plan("starter", "org_a")
    sweep_until_done(START)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "GatewayKeys" in line]
    assert [line["GatewayKeys"] for line in lines] == [10, 10]
    with clock.frozen(START.replace(hour=13, minute=0)):
        sweep()
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "GatewayKeys" in line]
    assert (line["GatewayKeys"], line["Environment"]) == (10, "live")
