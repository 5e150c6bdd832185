"""POST /v1/state/set keeps its promises."""

import pytest
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.workflows.calls import QUICK, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed


@pytest.fixture
def identifier(table):
    return workflow(QUICK)


def set_value(identifier, value, name="v", key=None, **expected):
    about = {"workflow_id": identifier, "name": name, "value": value, **expected}
    return call("state.set", about, headers={"Idempotency-Key": key} if key else {})


def get(identifier, name="v"):
    return call("state.get", {"workflow_id": identifier, "name": name}).data


def stored(table, identifier):
    items = SystemStore(table).of(Tenant(ORGANISATION, "live")).query(keys.WORKFLOW_STATE, identifier, consistent=True)
    return [item for item in items if "forgotten" not in item]


def test_a_value_is_set_and_each_change_is_a_version(identifier):
    first = set_value(identifier, {"page": 1}).data
    assert (first["value"], first["version"]) == ({"page": 1}, 1)
    assert set_value(identifier, {"page": 1}).data == first, "what is there already is no change"
    second = set_value(identifier, {"page": 2}).data
    assert second["version"] == 2
    assert get(identifier) == second


def test_null_removes_the_name_whose_versions_go_on(identifier):
    set_value(identifier, 1)
    set_value(identifier, 2)
    assert set_value(identifier, None).data == {"workflow_id": identifier, "name": "v", "value": None, "version": 0}
    assert set_value(identifier, None).data["version"] == 0
    assert set_value(identifier, 1).data["version"] == 3, "who expects version 1 expects another value"


def test_it_is_set_only_if_what_is_expected_is_there(identifier):
    assert set_value(identifier, "a", expected=None).status == 200
    taken = set_value(identifier, "b", expected=None)
    assert taken.status == 409
    assert taken.error["details"] == {"reason": "state_changed", "version": 1, "value": "a"}
    assert set_value(identifier, "b", expected="a").data["version"] == 2
    assert set_value(identifier, "c", version=1).status == 409
    assert set_value(identifier, "c", version=2).data["version"] == 3
    assert set_value(identifier, "c", version=2).status == 200, "the first answer may have been lost"
    assert set_value(identifier, "x", name="new", version=0).status == 200
    assert set_value(identifier, 1, expected="c", version=3).error["details"]["constraint"] == "one_of"
    assert get(identifier)["value"] == "c"


def test_a_value_has_at_most_4_kb_and_a_name_is_one(identifier):
    assert set_value(identifier, "x" * 4_094).status == 200
    for value, constraint in (("x" * 4_095, "max_bytes"), ("é" * 2_048, "max_bytes"), ([[[]]] * 2_000, "max_bytes")):
        refused = set_value(identifier, value)
        assert (refused.status, refused.error["details"]["constraint"]) == (400, constraint)
    deep: list[object] = []
    for _ in range(20):
        deep = [deep]
    assert set_value(identifier, deep).error["details"]["constraint"] == "max_depth"
    for name in ("", "A", "1a", "a b", "a" * 101):
        assert set_value(identifier, 1, name=name).status == 400, name
    assert call("state.set", {"workflow_id": identifier, "name": "v"}).status == 400


def test_a_workflow_has_at_most_100_names_and_a_removed_one_makes_room(identifier):
    for number in range(100):
        assert set_value(identifier, number, name=f"n{number}").status == 200
    refused = set_value(identifier, 1, name="one.more")
    assert (refused.status, refused.error["details"]) == (409, {"reason": "state_names", "limit": 100})
    assert set_value(identifier, 1, name="n0").status == 200
    set_value(identifier, None, name="n0")
    assert set_value(identifier, 1, name="one.more").status == 200


def test_a_repetition_under_the_same_key_has_the_first_answer_and_undoes_nothing(identifier, table):
    first = set_value(identifier, 1, key="k").data
    set_value(identifier, 2)
    lose_answers(table)
    assert set_value(identifier, 1, key="k").data == first
    assert get(identifier)["value"] == 2
    assert set_value(identifier, 3, key="k").status == 422
    assert set_value(identifier, 2, key="nothing-to-do").data["version"] == 2
    set_value(identifier, 4)
    lose_answers(table)
    assert set_value(identifier, 2, key="nothing-to-do").data["version"] == 2
    assert get(identifier)["value"] == 4


def test_what_is_killed_at_any_call_and_repeated_under_its_key_has_one_effect(identifier, table):
    for value in (None, "again"):
        killer, number, is_over = Killer(), 0, False
        while not is_over:
            for when in ("before", "after"):
                name, key = f"n{number}.{when}", f"{value}-{number}-{when}"
                set_value(identifier, "first", name=name)
                with killer.armed(lambda *at, wanted=(number, when): at == wanted):
                    try:
                        set_value(identifier, value, name=name, key=key)
                    except Killed:
                        pass
                    else:
                        is_over = True
                lose_answers(table)
                again = set_value(identifier, value, name=name, key=key).data
                expected = {"value": value, "version": again["version"]}
                assert again.items() >= expected.items()
                assert (
                    get(identifier, name)["version"] == again["version"] == (0 if value is None else again["version"])
                )
                set_value(identifier, None, name=name)
            number += 1
    (head,) = stored(table, identifier)
    assert head["names"] == 0


def test_a_deleted_workflow_leaves_nothing_and_remembers_nothing_more(identifier, table):
    set_value(identifier, 1)
    set_value(identifier, 2, name="other")
    call("workflows.archive", {"id": identifier})
    assert set_value(identifier, 3).status == 200
    assert call("workflows.delete", {"id": identifier}).status == 200
    assert stored(table, identifier) == []
    assert set_value(identifier, 1).status == 404


def test_a_workflow_that_is_deleted_at_any_call_of_a_first_value_keeps_none(table):
    for number in range(6):
        identifier, killer = workflow(QUICK), Killer()
        call("workflows.archive", {"id": identifier})
        deleted: list[object] = []

        def come_between(at, when, number=number, identifier=identifier, killer=killer, deleted=deleted):
            if (at, when) == (number, "before") and not deleted:
                with killer.resting():
                    deleted.append(call("workflows.delete", {"id": identifier}))
            return False

        with killer.armed(come_between):
            answer = set_value(identifier, 1)
        assert answer.status == (404 if deleted else 200), number
        assert (stored(table, identifier) == []) is bool(deleted), number


def test_a_deletion_that_was_killed_is_completed_by_another(identifier, table):
    call("workflows.archive", {"id": identifier})
    number = 0
    while True:
        set_value(identifier, 1) if number == 0 else None
        killer = Killer()
        with killer.armed(lambda *at, number=number: at == (number, "before")):
            try:
                call("workflows.delete", {"id": identifier})
            except Killed:
                number += 1
            else:
                break
    assert stored(table, identifier) == []
