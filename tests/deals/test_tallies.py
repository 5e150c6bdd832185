"""The sums of deals are those of the deals that there are, whoever dies or races with whom."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from bivelio_core.deals import tallies
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from hypothesis import given
from hypothesis import strategies as st

from tests.api import ORGANISATION, call, lose_answers
from tests.conftest import fresh_table
from tests.examples import examples
from tests.functions.cases.made import member
from tests.functions.deals.made import STAGES, deal
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

LIVE = Tenant(ORGANISATION, "live")
USERS = ("usr_a1b2c3d4e5f6g7h8", "usr_b1b2c3d4e5f6g7h8")
MONEY = st.one_of(st.none(), st.integers(0, 10**12), st.decimals(0, 1_000, places=2).map(str))


def stored(table):
    """What the tallies say, and what the deals that are there come to."""
    store = TenantStore(table, LIVE)
    said = {
        item["SK"]: (item["count"], item["amount"])
        for item in store.query(keys.DEAL_TALLY)
        if item["count"] or item["amount"]
    }
    summed: dict[str, tuple[int, int]] = {}
    for item in store.query(keys.DEAL):
        for sk, units in tallies.counted(item).items():
            count, amount = summed.get(sk, (0, 0))
            summed[sk] = (count + 1, amount + units)
    return said, summed


def agree(table):
    said, summed = stored(table)
    return said == summed


CHANGES: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(st.just("deals.create"), st.fixed_dictionaries({"title": st.just("N"), "amount": MONEY})),
    st.tuples(
        st.just("deals.update"),
        st.fixed_dictionaries(
            {},
            optional={
                "amount": MONEY,
                "currency": st.sampled_from(["EUR", "USD"]),
                "owner_id": st.sampled_from([None, *USERS]),
                "archived": st.booleans(),
            },
        ).filter(bool),
    ),
    st.tuples(st.just("deals.archive"), st.just({})),
    st.tuples(
        st.just("deals.move"), st.fixed_dictionaries({"stage_id": st.sampled_from(["lead", "proposal", "won", "lost"])})
    ),
)


@examples(25)
@given(st.lists(st.tuples(CHANGES, st.integers(0, 5)), min_size=1, max_size=12))
def test_any_history_of_deals_leaves_the_sums_of_what_is_there(history):
    with fresh_table() as table:
        for user in USERS:
            member(table, user)
        made = [deal(amount=10)["id"]]
        for (operation, data), place in history:
            named = {} if operation == "deals.create" else {"id": made[place % len(made)]}
            answer = call(operation, {**data, **named})
            assert answer.status == 200, answer
            if operation == "deals.create":
                made.append(answer.data["id"])
            said, summed = stored(table)
            assert said == summed


def test_deals_that_move_at_the_same_time_are_each_counted_once(table):
    made = [deal(amount=10)["id"] for _ in range(8)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda each: call("deals.move", {"id": each, "stage_id": "won"}), made))
    assert {answer.status for answer in answers} == {200}
    assert stored(table)[0] == {"-#default#won#EUR": (8, 8000)}


@pytest.mark.parametrize(
    ("operation", "data"),
    [
        ("deals.create", {"title": "Web", "amount": 100}),
        ("deals.update", {"amount": 7}),
        ("deals.move", {"stage_id": "lost", "lost_reason": "Preu"}),
        ("deals.archive", {}),
    ],
)
def test_a_request_that_dies_at_any_call_and_is_sent_again_counts_once(table, operation, data):
    killer, number, kills = Killer(), 0, 0
    while kills == number * 2:
        for when in ("before", "after"):
            made = deal(amount=10)
            named = {} if operation == "deals.create" else {"id": made["id"]}
            headers = {"Idempotency-Key": f"{number}-{when}"}
            with killer.armed(lambda *place, wanted=(number, when): place == wanted), suppress(Killed):
                call(operation, {**data, **named}, headers=headers)
            kills += killer.kills
            lose_answers(table)
            assert call(operation, {**data, **named}, headers=headers).status == 200
            assert agree(table), (number, when)
        number += 1
    assert kills > 6


def test_pipelines_of_a_race_keep_all_stages_that_deals_are_in(table):
    own = call("deals.pipelines_define", {"name": "S", "stages": STAGES}).data
    deal(pipeline_id=own["id"], amount=10)
    call("deals.pipelines_define", {"id": own["id"], "stages": [{"id": "new", "name": "Nova"}]})
    (stage,) = call("deals.list", {"pipeline_id": own["id"]}).data["stages"]
    assert (stage["stage_id"], stage["count"]) == ("trial", 1)
    assert agree(table)
