"""What is written is what is read, in one domain of numbers; `same` compares as the table keeps."""

from decimal import Decimal

import pytest
from bivelio_core.store.codec import decode, encode, plain, same
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

keepable = st.floats(allow_nan=False, allow_infinity=False).filter(lambda n: n == 0 or 1e-130 <= abs(n) < 1e126)
numbers = st.integers(-(10**38) + 1, 10**38 - 1) | keepable
scalars = st.none() | st.booleans() | st.text(max_size=5) | numbers
values = st.recursive(
    scalars, lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=3), part, max_size=4)
)


@examples(300)
@given(values)
def test_a_value_is_the_same_once_it_is_kept_and_has_one_form(value):
    kept = plain(value)
    assert same(kept, value)
    assert same(value, kept)
    assert plain(kept) == kept


@examples(300)
@given(keepable)
def test_a_float_comes_back_as_the_number_it_was(number):
    kept = plain(number)
    assert float(kept) == number
    assert isinstance(kept, int if number.is_integer() else float)


@examples(300)
@given(values, values)
def test_values_are_the_same_just_when_the_table_keeps_them_alike(one, other):
    assert same(one, other) == (typed(one) == typed(other))


def typed(value):
    """The attribute value with its numbers by value, as DynamoDB has them."""
    match encode(value):
        case {"N": text}:
            return ("N", Decimal(text))
        case {"M": parts}:
            return ("M", {name: typed(decode(part)) for name, part in parts.items()})
        case {"L": parts}:
            return ("L", [typed(decode(part)) for part in parts])
        case other:
            return tuple(other.items())


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), (0.1, "0.1"), (None, False), ([1], [True]), ({"a": 1}, {"a": True}), ([], {}), (0.1, 0.2)],
)
def test_what_python_or_a_hurried_reader_takes_for_equal_is_not(one, other):
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(("one", "other"), [(5, 5.0), (1e23, 10**23), (0.1, Decimal("0.10")), ((1,), [1]), (-0.0, 0)])
def test_what_is_kept_alike_is_the_same(one, other):
    assert same(one, other)
    assert same(other, one)
    assert plain(one) == plain(other)


def test_a_decimal_that_no_float_says_keeps_all_its_digits():
    exact = Decimal("0.12345678901234567890123456789")
    assert plain(exact) == exact
