"""Organisations of before get the keys of one made today, are served at every moment of it, and lose none twice."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clients, clock, config
from bivelio_core.identity import gateway_moves, key_text
from bivelio_core.store import connect, keys
from bivelio_core.store.writes import Update, present

from tests.functions.authorizer.judged import judge
from tests.moved import DELAY, MEMORY, PAUSE, Watcher, is_done, keys_by_plan, named_of, sweep, sweep_until_done
from tests.operated import access_token, new_key, new_organisation, operated

pytestmark = pytest.mark.usefixtures("deployment")
OWN = {"starter": "a" * 40, "pro": "b" * 40}
START = datetime(2026, 11, 30, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_deployed(monkeypatch):
    monkeypatch.setenv("GATEWAY_KEY_DELAY_SECONDS", str(DELAY))
    monkeypatch.setenv("GATEWAY_KEY_MEMORY_SECONDS", str(MEMORY))
    monkeypatch.setattr("time.sleep", lambda _: None)


def of_before(plan="starter", organisation="org_before"):
    """An organisation as the first release made it, with one key of its own, and the texts of its API keys."""
    new_organisation(plan=plan, id=organisation)
    texts = [new_key(organisation, "read"), new_key(organisation, "read", type="publishable")]
    table, gateway, value = connect.table(), clients.client("apigateway"), OWN.get(plan, "c" * 40)
    key = gateway.create_api_key(name=f"{organisation}-{plan}", value=value, enabled=True)
    gateway.create_usage_plan_key(usagePlanId=config.usage_plan_id(plan), keyId=key["id"], keyType="API_KEY")
    about = {"gateway_key": value}
    former = ["gateway_keys", "GSI1PK", "GSI1SK"]
    named = Update(set={**about, f"gateway_key_{plan}": value, "gateway_key_id": key["id"]}, remove=former)
    table.update(keys.organisation(organisation), named, condition=present())
    for text in texts:
        place = keys.api_key(key_text.digest(text))
        table.update(place, Update(set=about, remove=["gateway_keys"]), condition=present())
    return texts


def renewed(**asked):
    return operated("renew_gateway_keys", **asked)


def plans_named(*texts):
    there = keys_by_plan()
    return [there[value] for value, _ in named_of("org_before", *texts)]


def test_an_organisation_of_before_is_served_by_its_one_key():
    secret, publishable = of_before()
    token = access_token("org_before")
    for headers in ({"X_API_Key": secret}, {"X_API_Key": publishable}, {"Authorization": f"Bearer {token}"}):
        assert judge(**headers)["usageIdentifierKey"] == OWN["starter"]


@pytest.mark.parametrize(
    ("own_keys", "plans"), [("10", ["starter_own", "starter", "starter"]), ("0", ["starter", "starter", "starter"])]
)
def test_a_renewal_gives_it_the_keys_of_today_and_deletes_its_former_one(table, monkeypatch, own_keys, plans):
    monkeypatch.setenv("OWN_GATEWAY_KEYS", own_keys)
    with clock.frozen(START):
        texts = of_before()
        assert renewed() == {"organisations": 1, "cursor": None}
    watcher, now = Watcher("org_before", *texts), START
    watcher.look(now)
    while not is_done():
        with clock.frozen(now):
            sweep()
        watcher.look(now)
        now += PAUSE
    assert plans_named(*texts) == plans * 3
    assert OWN["starter"] not in keys_by_plan()
    assert "gateway_key_starter" not in table.get(keys.organisation("org_before"))
    assert gateway_moves.own_count(table) == (own_keys == "10")
    assert renewed() == {"organisations": 0, "cursor": None}


def test_one_of_enterprise_keeps_its_key_and_gets_two_more(table):
    texts = of_before("enterprise")
    assert renewed() == {"organisations": 1, "cursor": None}
    sweep_until_done(clock.now())
    assert plans_named(*texts) == ["enterprise"] * 9
    assert table.get(keys.organisation("org_before"))["gateway_key"] == "c" * 40
    assert renewed() == {"organisations": 0, "cursor": None}


def test_a_lower_threshold_has_as_many_share_as_are_too_many(table, monkeypatch):
    for number in range(4):
        new_organisation(id=f"org_small{number}")
    now = sweep_until_done(clock.now()) + PAUSE
    monkeypatch.setenv("OWN_GATEWAY_KEYS", "3")
    assert renewed() == {"organisations": 1, "cursor": None}
    sweep_until_done(now)
    assert gateway_moves.own_count(table) == 3
    assert renewed() == {"organisations": 0, "cursor": None}


def test_keys_of_other_stacks_and_of_other_things_stay():
    gateway = clients.client("apigateway")
    of_before()
    for name, value in (("org_elsewhere-starter", "d" * 40), ("org_before-pro", "e" * 40), ("something", "f" * 40)):
        gateway.create_api_key(name=name, value=value, enabled=True)
    renewed()
    sweep_until_done(clock.now())
    values = {each["value"] for each in gateway.get_api_keys(includeValues=True, limit=500)["items"]}
    assert OWN["starter"] not in values
    assert {"d" * 40, "e" * 40, "f" * 40} < values
