"""Numbers as people type them are read when there is one way to read them, and arithmetic on them is exact."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

import pytest
from bivelio_core.expressions.rendering import render
from bivelio_core.expressions.values import SURE_DIGITS, ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.expressions.test_functions import AMOUNTS, refused, value
from tests.for_each import for_each

READ = {
    "1.234,56 €": 1234.56,
    "€ 1.234,56": 1234.56,
    "1,234.56": 1234.56,
    "$1,234.56": 1234.56,
    "USD 20": 20,
    "20,5 EUR": 20.5,
    "-1.234,5": -1234.5,
    "\u22123": -3,
    "5.": 5,
    "+7": 7,
    "12.5": 12.5,
    "12,50": 12.5,
    "0,125": 0.125,
    ".5": 0.5,
    ",25": 0.25,
    "1.250.000": 1_250_000,
    "1,250,000.5": 1_250_000.5,
    "1 250 €": 1250,
    "1\u202f250,75": 1250.75,
    "1'250.50": 1250.5,
    "21 %": 21,
    "007": 7,
    "0.10": 0.1,
}  # fmt: skip
NO_NUMBERS = [
    "", " ", "€", "abc", "1.2.3", "1,2,3", "1.234.56", "12.34.567", "1,23.456,7", "--5", "5-", "(5)", "1e5", "0x10",
    "٣", "½", "NaN", "Infinity", "EUR 5 USD", "5 EUROS", "1..2", "1,.2", "9" * 61, "1_000", "+", "-", ".", ",",
]  # fmt: skip


@for_each(("text", "number"), READ.items())
def test_what_can_be_read_in_one_way_is_read_whatever_its_language(text, number):
    for language in ("", ", 'ca'", ", 'es'", ", 'en'"):
        found = value(f"parse_number(input.text{language})", text=text)
        assert (found, type(found)) == (number, type(number))


@for_each("text", NO_NUMBERS)
def test_what_is_no_number_fails(text):
    for language in ("", ", 'ca'", ", 'en'"):
        with pytest.raises(ExpressionError, match="is no number"):
            value(f"parse_number(input.text{language})", text=text)


@for_each(
    ("text", "in_catalan", "in_english"), [("1.250", 1250, 1.25), ("1,250", 1.25, 1250), ("-9,999", -9.999, -9999)]
)
def test_three_digits_behind_a_separator_are_read_in_a_language_or_not_at_all(text, in_catalan, in_english):
    with pytest.raises(ExpressionError, match="say in which language"):
        value("parse_number(input.text)", text=text)
    assert value("parse_number(input.text, 'ca')", text=text) == in_catalan
    assert value("parse_number(input.text, 'es')", text=text) == in_catalan
    assert value("parse_number(input.text, 'en')", text=text) == in_english


def test_a_language_that_is_none_of_ours_is_refused():
    assert "none of the languages" in refused("parse_number(input.text, 'fr')")


@given(AMOUNTS, st.sampled_from(["ca", "es", "en"]))
def test_money_that_we_write_is_read_as_the_amount_that_it_was(amount, language):
    given = {"amount": amount, "language": language}
    assert value("parse_number(format_money(input.amount, 'EUR', input.language), input.language)", **given) == amount


@examples(100)
@given(st.text(st.sampled_from("0123456789.,-+ €%'eE_ABC\u00a0"), max_size=12), st.sampled_from([None, "ca", "en"]))
def test_any_text_is_a_number_or_an_expression_error(text, language):
    try:
        found = value("parse_number(input.text, input.language)", text=text, language=language)
    except ExpressionError:
        return
    assert isinstance(found, int | float)
    assert sum(map(str.isdigit, text)) > 0


# exact decimals

NUMBERS = st.decimals(-(10**12), 10**12, places=6).map(float) | st.integers(-(10**9), 10**9)


def written(number: Decimal) -> bool:
    """Whether a decimal is a number of JSON."""
    return Decimal(repr(float(number))) == number


@given(NUMBERS, NUMBERS, st.sampled_from(["add", "subtract", "multiply", "divide"]))
def test_a_result_is_the_exact_decimal_or_the_nearest_one_that_json_has(first, second, name):
    if name == "divide" and not second:
        return
    a, b = Decimal(repr(first)), Decimal(repr(second))
    with localcontext(Context(prec=60)):
        exact = {"add": a + b, "subtract": a - b, "multiply": a * b, "divide": a / b if second else a}[name]
    found = Decimal(repr(value(f"{name}(input.a, input.b)", a=first, b=second)))
    if written(exact):
        assert found == exact
    else:
        assert abs(found - exact) <= abs(exact) * Decimal(10) ** -(SURE_DIGITS - 1)
        last_digit = Decimal((0, (1,), min(0, int(found.as_tuple().exponent))))
        assert found == exact.quantize(last_digit, ROUND_HALF_EVEN, Context(prec=60))


@given(NUMBERS, st.integers(2, 999))
def test_what_was_divided_and_is_multiplied_again_is_what_it_was(number, divisor):
    expression = "multiply(divide(input.a, input.b), input.b)"
    assert value(expression, a=number, b=divisor) == number
    assert value(f"{expression} == input.a", a=number, b=divisor) is True
    thirds = value("sum(map(&divide(@, `3`), [input.a, input.a, input.a]))", a=number)
    assert thirds == number


EXACT = {
    "add(`0.1`, `0.2`)": 0.3,
    "add(`0.1`, `0.2`) == `0.3`": True,
    "multiply(`810137.42`, `810137.42`)": 656322639284.256,
    "divide(`2`, `3`)": 0.6666666666666667,
    "divide(`1`, `3`)": 0.3333333333333333,
    "subtract(`0.3`, `0.1`)": 0.2,
    "ceil(multiply(`1.1`, `100`))": 110,
    "avg([`0.1`, `0.2`, `0.3`])": 0.2,
    "to_string(divide(`1`, `3`))": "0.3333333333333333",
    "[divide(`1`, `3`)]": [0.3333333333333333],
    "{a: {b: [divide(`1`, `3`), 'x']}}": {"a": {"b": [0.3333333333333333, "x"]}},
    "to_json({a: divide(`1`, `3`)})": '{"a":0.3333333333333333}',
    "group_by([`1`, `2`, `1`], &divide(@, `3`))[*].key": [0.3333333333333333, 0.6666666666666667],
    "sort([divide(`2`, `3`), divide(`1`, `3`)])": [0.3333333333333333, 0.6666666666666667],
    "divide(`1`, `3`) < divide(`2`, `3`)": True,
    "not_null(divide(`1`, `3`))": 0.3333333333333333,
    "round(divide(`10`, `3`), `2`)": 3.33,
    "add(`100000000000000000`, `0.5`)": 100000000000000000,
    "type(divide(`1`, `3`))": "number",
}


@for_each(("expression", "expected"), EXACT.items())
def test_decimals_are_exact_inside_an_expression_and_numbers_of_json_outside(expression, expected):
    found = value(expression)
    assert (found, type(found)) == (expected, type(expected))


WRITTEN = {
    5.0: "5", 20.10: "20.1", 1e-05: "0.00001", 1e16: "10000000000000000", 1.5e20: "150000000000000000000",
    -0.0: "0", 1e-7: "0.0000001", 1e-8: "1e-08", 1e21: "1e+21", 12: "12",
}  # fmt: skip


@for_each(("number", "text"), WRITTEN.items())
def test_a_number_inside_a_text_is_written_as_people_write_it(number, text):
    assert render("<{{ input.n }}>", {"input": {"n": number}}) == f"<{text}>"
    assert value("to_string(input.n)", n=number) == text
    assert value("pad(input.n, `1`)", n=number) == text


def test_truth_inside_a_text_is_written_as_json_has_it():
    assert render("{{ input.a }}/{{ input.b }}", {"input": {"a": True, "b": False}}) == "true/false"
