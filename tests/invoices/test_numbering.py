"""The numbers of a series: without gaps, unique, in the order of issuing, whatever happens to the drafts between."""

import pytest
from bivelio_core.invoices import numbering
from bivelio_core.invoices.numbering import SeriesYear, State, drafted, issuing, released
from hypothesis import given
from hypothesis import strategies as st


def test_numbers_have_three_digits_and_more_when_needed():
    series = SeriesYear("FAC", 2026)
    assert [series.text(number) for number in (1, 43, 1000)] == ["FAC-2026-001", "FAC-2026-043", "FAC-2026-1000"]


def test_a_deleted_drafts_number_goes_to_the_next_one():
    state = State()
    _, state = drafted(state)
    _, state = drafted(state)
    assert drafted(released(state, 1))[0] == 1


def test_who_is_issued_first_gets_the_lowest_number_and_exchanges_it():
    state = State()
    for _ in range(3):
        _, state = drafted(state)
    taken = issuing(state, 3, "2026-04-07")
    assert (taken.number, taken.moved_to) == (1, 3)


def test_the_number_of_an_issued_draft_that_takes_a_free_one_becomes_free():
    state = State()
    for _ in range(3):
        _, state = drafted(state)
    taken = issuing(released(state, 1), 2, "2026-04-07")
    assert (taken.number, taken.moved_to, taken.after.free) == (1, None, (2,))


def test_numbers_that_cannot_be_kept_are_refused():
    state = State(last=numbering.MAXIMUM_FREE + 2, free=tuple(range(1, numbering.MAXIMUM_FREE + 1)))
    with pytest.raises(numbering.TooManyFree):
        released(state, numbering.MAXIMUM_FREE + 1)


@given(st.lists(st.tuples(st.sampled_from("cdin"), st.integers(0, 30)), max_size=120))
def test_final_numbers_are_dense_and_no_number_is_held_twice(actions):
    """c: create a draft, d: delete one, i: issue one, n: issue what was no draft."""
    state = State()
    drafts: list[int | None] = []
    finals: list[int] = []
    for action, choice in actions:
        if action == "c":
            number, state = drafted(state)
            drafts.append(number)
        elif action == "n" or not drafts:
            taken = issuing(state, None, "2026-04-07")
            finals.append(taken.number)
            drafts = [taken.moved_to if each == taken.number else each for each in drafts]
            state = taken.after
        else:
            held = drafts.pop(choice % len(drafts))
            assert held is not None
            if action == "d":
                state = released(state, held)
            else:
                taken = issuing(state, held, "2026-04-07")
                finals.append(taken.number)
                drafts = [taken.moved_to if each == taken.number else each for each in drafts]
                state = taken.after
        assert finals == list(range(1, len(finals) + 1)) == list(range(1, state.issued + 1))
        assert sorted([*finals, *filter(None, drafts), *state.free]) == list(range(1, state.last + 1))
