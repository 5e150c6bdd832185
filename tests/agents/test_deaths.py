"""An invocation whose function dies at any call, and is repeated: charged once, or refunded, never both."""

import pytest
from bivelio_core import clock
from bivelio_core.agents.actions import invoke
from bivelio_core.credits import account, sweep
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore

from tests.agents.test_parallel import AGENT, ATTRIBUTES, LIVE, REQUEST, context
from tests.agents.world import Scripted, speaking
from tests.credits.rough import Died, Rough
from tests.credits.spending import audit

CHANCES = 14
"""At how many points of an invocation a function may die: on either side of each of its seven calls."""


def dying(at):
    """A store whose function dies at this point of its first life, and how many points there were."""
    points = iter(range(10_000))
    table = Rough(dies=lambda: is_armed[0] and next(points) == at)
    is_armed = [False]
    store = TenantStore(table.as_table(), LIVE)
    store.put(keys.AGENT, AGENT, ATTRIBUTES)
    account.grant(store, 1, "ORDER")
    is_armed[0] = True
    return store, is_armed, points


def test_the_points_below_are_all_there_are():
    store, is_armed, points = dying(-1)
    with speaking(Scripted("Hola")):
        invoke.invoke(REQUEST, context(store, "key"))
    is_armed[0] = False
    assert next(points) == CHANCES


@pytest.mark.parametrize("at", range(CHANCES))
def test_the_repeated_request_is_answered_and_charged_once(at):
    store, is_armed, _ = dying(at)
    with speaking(Scripted("Hola")):
        with pytest.raises(Died):
            invoke.invoke(REQUEST, context(store, "key"))
        is_armed[0] = False
        first = invoke.invoke(REQUEST, context(store, "key"))
        assert invoke.invoke(REQUEST, context(store, "key")) == first
    assert audit(store) == {"charged": 1, "reserved": 0}
    (execution,) = store.query(keys.EXECUTION)
    assert execution["status"] == "completed"


@pytest.mark.parametrize("at", range(CHANCES))
def test_without_a_repetition_the_sweeper_refunds_what_was_not_answered(at):
    store, is_armed, _ = dying(at)
    with speaking(Scripted("Hola")), pytest.raises(Died):
        invoke.invoke(REQUEST, context(store, "key"))
    is_armed[0] = False
    with clock.frozen(clock.now() + account.OVERDUE):
        for key in sweep.overdue(store.table):
            sweep.refund_overdue(store.table, key)
    answered = len(store.query(keys.EXECUTION))
    assert audit(store) == {"charged": answered, "reserved": 0}
