"""The sweep of gateway keys over a deployment, and what must hold of every key that an authorizer may name."""

from datetime import datetime, timedelta

from bivelio_core import clients, clock, config
from bivelio_core.identity import gateway_keys, key_text
from bivelio_core.identity.usage_plans import UsagePlan
from bivelio_core.store import connect, keys
from bivelio_core.store.tenant_store import existing

from tests.api import load
from tests.operated import gateway_keys_of

PLANS = ("starter", "starter_own", "pro", "pro_own", "enterprise")
DELAY, MEMORY = 30, 35
"""As deployed: seconds until a new key is known everywhere, and for which an authorizer may name a former one."""
PAUSE = timedelta(seconds=17)
"""Between two runs of the sweep: shorter than both, so that one that is too early is seen."""


def sweep() -> dict[str, int]:
    """One run of the sweep."""
    answer: dict[str, int] = load("workers/sweep_gateway_keys").handler({}, None)
    return answer


def sweep_until_done(now: datetime) -> datetime:
    """Runs of the sweep, some time apart, until nothing is due; returns the instant of the last one."""
    for _ in range(40):
        with clock.frozen(now):
            sweep()
        if is_done():
            return now
        now += PAUSE
    raise AssertionError("it never ends")


def is_done() -> bool:
    """Whether no organisation is to move, now or later."""
    return not connect.table().query_index("GATEWAY#MOVES", high="~")


def with_pool(*organisations: str) -> None:
    """The shared keys of some organisations, made long ago, and noted as all those of the deployment."""
    for plan in map(UsagePlan.of_plan, gateway_keys.SLOTS):
        for each in organisations:
            gateway_keys.ensure(gateway_keys.keyring(each, plan).values())
        key = keys.gateway_pool(plan.name)
        slots = {"usage_plan": plan.id, "slots": gateway_keys.SLOTS[plan.name], "known_at": 0}
        connect.table().put({"PK": key.pk, "SK": key.sk, **slots})


def keys_by_plan() -> dict[str, str]:
    """The usage plan of each gateway key that exists, by the key's value."""
    gateway = clients.client("apigateway")
    pages = gateway.get_paginator("get_api_keys").paginate(includeValues=True)
    values = {each["value"] for page in pages for each in page["items"]}
    members: dict[str, str] = {}
    for plan in PLANS:
        pages = gateway.get_paginator("get_usage_plan_keys").paginate(usagePlanId=config.usage_plan_id(plan))
        members |= {each["value"]: plan for page in pages for each in page["items"]}
    return {value: plan for value, plan in members.items() if value in values}  # moto leaves deleted ones in their plan


def named_of(organisation: str, *texts: str) -> list[tuple[str, str]]:
    """Each gateway key that the organisation and its API keys name, with the plan that is named beside it."""
    places = [keys.organisation(organisation), *(keys.api_key(key_text.digest(text)) for text in texts)]
    items = [existing(connect.table().get(place)) for place in places]
    return [(value, item["plan"]) for item in items for value in gateway_keys_of(item)]


class Watcher:
    """Sees which keys exist and which are named, and whether each named one is of use wherever it is looked up."""

    def __init__(self, organisation: str, *texts: str) -> None:
        self.organisation, self.texts = organisation, texts
        self.is_old = set(keys_by_plan())
        self.first_seen: dict[str, float] = {}
        self.last_named: dict[str, float] = {}

    def look(self, now: datetime) -> None:
        """Look at this instant."""
        there, second = keys_by_plan(), now.timestamp()
        for value in there:
            self.first_seen.setdefault(value, second)
        for value, plan in named_of(self.organisation, *self.texts):
            assert there[value].removesuffix("_own") == plan
            assert value in self.is_old or second - self.first_seen[value] >= DELAY, "not known everywhere yet"
            self.last_named[value] = second
        for value, last in self.last_named.items():
            assert value in there or second - last >= MEMORY, "an authorizer may still name it"
