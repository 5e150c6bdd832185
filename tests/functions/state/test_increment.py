"""POST /v1/state/increment keeps its promises."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import call, lose_answers
from tests.workflows.calls import QUICK, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

AT_ONCE = int(os.environ.get("INCREMENTS_AT_ONCE", "12"))


@pytest.fixture
def identifier(table):
    return workflow(QUICK)


def increment(identifier, key=None, **about):
    asked = {"workflow_id": identifier, "name": "n", **about}
    return call("state.increment", asked, headers={"Idempotency-Key": key} if key else {})


def test_a_name_without_a_value_begins_at_0(identifier):
    assert [increment(identifier).data["value"] for _ in range(3)] == [1, 2, 3]
    assert increment(identifier, by=-5).data == {**call("state.get", {"workflow_id": identifier, "name": "n"}).data}
    assert increment(identifier, by=0).data["value"] == -2


def test_with_modulo_it_begins_again(identifier):
    assert [increment(identifier, modulo=3).data["value"] for _ in range(5)] == [1, 2, 0, 1, 2]
    assert increment(identifier, modulo=3, by=-3).data["value"] == 2
    assert increment(identifier, modulo=1).data["value"] == 0


def test_what_is_no_whole_number_is_left_alone(identifier):
    for value in ("1", 1.5, True, [1]):
        call("state.set", {"workflow_id": identifier, "name": "n", "value": value})
        refused = increment(identifier)
        assert (refused.status, refused.error["details"]["reason"]) == (409, "no_whole_number"), value
    call("state.set", {"workflow_id": identifier, "name": "n", "value": 10**15})
    assert increment(identifier).error["details"] == {"reason": "number_too_large", "limit": 10**15}
    assert increment(identifier, modulo=0).status == increment(identifier, by=1.5).status == 400


def test_of_any_number_at_once_each_gets_another_one(identifier):
    start = threading.Barrier(AT_ONCE)

    def one(number):
        start.wait()
        return increment(identifier, key=f"run-{number}").data["value"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sorted(threads.map(one, range(AT_ONCE))) == list(range(1, AT_ONCE + 1))


def test_killed_at_any_call_and_repeated_under_its_key_it_counts_once_and_has_its_own_number(identifier, table):
    killer, number, count, is_over = Killer(), 0, 0, False
    while not is_over:
        for when in ("before", "after"):
            key = f"run-{number}-{when}"
            with killer.armed(lambda *at, wanted=(number, when): at == wanted):
                try:
                    increment(identifier, key=key)
                except Killed:
                    pass
                else:
                    is_over = True
            others = increment(identifier).data["value"]
            lose_answers(table)
            own = increment(identifier, key=key).data["value"]
            assert {own, others} == {count + 1, count + 2}, (number, when)
            count += 2
        number += 1
