"""A test that tries many values says of each that fails why, and what to do."""

import pytest

from tests.contracts.conftest import remedies
from tests.for_each import SomeFailed, for_each
from tools.template import functions


@for_each("number", range(1, 7))
def tried(number, limit):
    assert number % 3, "a multiple of three"
    assert number < limit


@for_each(("word", "length"), lambda: [("one", 3), ("three", 0)], ids=lambda pair: pair[0])
def lengths(word, length):
    assert len(word) // length


@for_each("nothing", [])
def none(nothing):
    assert nothing


def test_each_value_that_fails_is_told_with_its_reason():
    with pytest.raises(SomeFailed) as failed:
        tried(limit=5)
    lines = str(failed.value).splitlines()
    assert lines[0] == "3 of 6 failed:"
    assert failed.value.values == [3, 5, 6]
    assert [line.partition(":")[0] for line in lines if line.startswith("- ")] == ["- 3", "- 5", "- 6"]
    assert "a multiple of three" in lines[1]
    tried_alone = failed.value.__cause__
    assert isinstance(tried_alone, AssertionError), "pytest shows where the first one failed"


def test_what_is_raised_is_told_like_what_is_asserted_and_parts_have_their_names():
    with pytest.raises(SomeFailed, match=r"(?s)1 of 2 failed:\n- three: ZeroDivisionError"):
        lengths()


def test_nothing_to_try_is_a_failure():
    with pytest.raises(AssertionError, match="nothing to try"):
        none()


def test_a_contract_says_what_to_do_for_each_that_fails():
    failure = SomeFailed({}, [each for each in functions() if each.logical_id in ("ContactsGet", "RunPlan")], 9)
    assert sorted(remedies("Look at {handler}.", {}, failure)) == [
        "Look at functions/contacts/get/handler.py.",
        "Look at functions/workers/run_plan/handler.py.",
    ]
    assert remedies("Look at {handler}.", {}, None) == ["Look at <handler>."]
    assert remedies("Make it again.", {}, failure) == ["Make it again."]
