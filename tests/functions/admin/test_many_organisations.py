"""Many organisations: each is made without waiting, counted exactly whoever shares its gateway key, and not held up.

`ORGANISATIONS=20000` makes as many as two accounts could have with a key for each.
"""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from bivelio_core import clock, config
from bivelio_core.entrypoints import rate_limit
from bivelio_core.identity import gateway_keys, gateway_moves, gateway_pool, gateway_quota
from bivelio_core.identity.usage_plans import UsagePlan
from bivelio_core.plan_limits import PLANS
from bivelio_core.store import connect, keys
from hypothesis import given
from hypothesis import strategies as st

from tests.declared import of_type
from tests.examples import examples
from tests.functions.authorizer.judged import effect, judge
from tests.moved import DELAY, MEMORY, PAUSE, is_done, keys_by_plan, named_of, sweep
from tests.operated import new_key, new_organisation
from tests.there import there

ORGANISATIONS = int(os.environ.get("ORGANISATIONS", "60"))
OWN = ORGANISATIONS * 3 // 10
"""As 6,000 of 20,000."""
START = datetime(2026, 11, 30, 12, 5, tzinfo=UTC)
THROTTLES = {name: each["Throttle"] for name, each in of_type("AWS::ApiGateway::UsagePlan").items()}


@pytest.fixture
def as_deployed(deployment, monkeypatch):
    """A deployment whose shared keys are made; what is slept fails."""
    monkeypatch.setenv("GATEWAY_KEY_DELAY_SECONDS", str(DELAY))
    monkeypatch.setenv("GATEWAY_KEY_MEMORY_SECONDS", str(MEMORY))
    monkeypatch.setenv("OWN_GATEWAY_KEYS", str(OWN))
    monkeypatch.setattr("time.sleep", lambda _: 1 / 0)
    with clock.frozen(START - timedelta(hours=1)):
        for plan in gateway_keys.SLOTS:
            gateway_pool.fill(connect.table(), UsagePlan.of_plan(plan), float("inf"))
    return deployment


def test_of_many_organisations_the_first_have_a_key_of_their_own_and_the_others_share(as_deployed):
    organisations = []
    with clock.frozen(START):
        for number in range(ORGANISATIONS):
            plan = "pro" if number % 4 == 3 else "starter"
            organisations.append(new_organisation(plan=plan, slug=f"company-{number}"))
    shared = sum(gateway_keys.SLOTS.values()) * 3
    assert gateway_quota.key_count() == shared, "none is made while they are"
    now = START
    while not is_done():
        with clock.frozen(now):
            assert sweep()["failed"] == 0
        now += PAUSE
    assert gateway_moves.own_count(as_deployed) == OWN
    assert gateway_quota.key_count() == shared + OWN
    there_are, named = keys_by_plan(), [named_of(each) for each in organisations]
    assert all(there_are[value].removesuffix("_own") == plan for each in named for value, plan in each)
    own = Counter(each[0][0] for each in named if there_are[each[0][0]].endswith("_own"))
    assert (len(own), set(own.values())) == (OWN, {1}), "nobody has another one's key"


def of_one_slot(count, plan="starter"):
    """Organisations that share the gateway keys of a plan, with the text of a key of each."""
    slot = gateway_keys.keyring("org_same0", UsagePlan.of_plan(plan))
    names = (f"org_same{number}" for number in range(10_000))
    same = islice((name for name in names if gateway_keys.keyring(name, UsagePlan.of_plan(plan)) == slot), count)
    return {name: new_key(new_organisation(plan=plan, id=name), "read") for name in same}


@pytest.mark.parametrize("plan", ["starter", "pro"])
@pytest.mark.usefixtures("as_deployed")
def test_each_of_those_that_share_a_gateway_key_holds_exactly_to_its_own_limit(plan):
    """Requests in a drawn order over three minutes, beside an oracle that counts each organisation by itself."""
    limits, texts = there(PLANS[plan]), of_one_slot(3, plan)
    values = {name: judge(X_API_Key=text)["usageIdentifierKey"] for name, text in texts.items()}
    assert len(set(values.values())) == 1
    days = iter(range(1, 10_000))

    @examples(6)
    @given(st.lists(st.tuples(st.sampled_from(sorted(texts)), st.integers(0, 150), st.integers(1, 70)), max_size=12))
    def hold(bursts):
        rate_limit.forget()
        minutes: Counter[tuple[str, int]] = Counter()
        seconds: Counter[tuple[str, int]] = Counter()
        start = START.replace(second=0) + timedelta(days=next(days))
        for name, second, requests in sorted(bursts, key=lambda burst: burst[1]):
            minute = second // 60
            with clock.frozen(start + timedelta(seconds=second)):
                for _ in range(requests):
                    is_below = minutes[name, minute] < limits.per_minute and seconds[name, second] < limits.per_second
                    assert effect(judge(X_API_Key=texts[name])) == ("Allow" if is_below else "Deny")
                    minutes[name, minute] += is_below
                    seconds[name, second] += is_below

    hold()


@pytest.mark.parametrize("plan", ["starter", "pro"])
def test_the_edge_never_refuses_what_the_counters_of_both_environments_admit(plan):
    """API Gateway throttles by a token bucket: refilled at the rate, as full as the burst."""
    limits, throttle = there(PLANS[plan]), THROTTLES[f"{plan.capitalize()}OwnPlan"]

    @examples(200)
    @given(st.lists(st.tuples(st.integers(0, 8_000), st.booleans(), st.integers(1, 120)), max_size=40))
    def admit(bursts):
        tokens, at = float(throttle["BurstLimit"]), 0
        seconds: Counter[tuple[bool, int]] = Counter()
        minutes: Counter[bool] = Counter()
        for millisecond, is_live, requests in sorted(bursts):
            tokens = min(throttle["BurstLimit"], tokens + (millisecond - at) / 1000 * throttle["RateLimit"])
            at, window = millisecond, (is_live, millisecond // 1000)
            admitted = min(requests, limits.per_second - seconds[window], limits.per_minute - minutes[is_live])
            seconds[window] += admitted
            minutes[is_live] += admitted
            assert admitted <= tokens + 1e-6
            tokens -= admitted

    admit()


@pytest.mark.parametrize(("plan", "at_once"), [("starter", 10), ("pro", 5)])
def test_what_is_shared_has_the_tiers_rate_for_those_that_use_a_key_at_once(plan, at_once):
    limits, throttle = there(PLANS[plan]), THROTTLES[f"{plan.capitalize()}Plan"]
    assert throttle == dict.fromkeys(("RateLimit", "BurstLimit"), at_once * limits.per_second)


@pytest.mark.usefixtures("as_deployed")
def test_one_that_floods_a_shared_gateway_key_takes_nothing_of_the_others(deployment):
    flooding, *others = of_one_slot(3).values()
    with clock.frozen(START + timedelta(minutes=1)):
        assert Counter(effect(judge(X_API_Key=flooding)) for _ in range(300)) == {"Allow": 20, "Deny": 280}
        for text in others:
            assert Counter(effect(judge(X_API_Key=text)) for _ in range(25)) == {"Allow": 20, "Deny": 5}


def test_the_default_leaves_room_for_shared_keys_and_the_plan_enterprise(deployment):
    shared = 3 * sum(gateway_keys.SLOTS.values())
    assert config.own_gateway_keys() == 6_000
    assert (10_000 - shared - config.own_gateway_keys()) // 3 == 1_265, "as docs/deployment.md says"
    assert deployment.get(keys.own_gateway_keys()) is None
