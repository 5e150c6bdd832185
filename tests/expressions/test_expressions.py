"""An expression gives a value or an ExpressionError, within its allowance, whatever its author had in mind."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bivelio_core.expressions.references import check
from bivelio_core.expressions.rendering import evaluate, is_true, render, render_url
from bivelio_core.expressions.values import MAXIMUM_DEPTH, MAXIMUM_TEXT, ExpressionError, TooLarge, weigh
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

SCOPE = {
    "input": {
        "n": 5,
        "text": "abc",
        "glue": "y" * 100_000,
        "texts": ["x"] * 50_000,
        "numbers": list(range(200_000)),
        "mixed": [1, "a", None, {}],
        "people": [{"name": "Maria", "age": 40}, {"name": "Pau", "age": "?"}],
        "quote": '"',
    },
    "trigger": {},
    "steps": {"first": {"output": None, "status": "skipped", "error": None}},
}
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
JSON = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


HOSTILE = "a b&admin=1#x/../%2e?ñ"
ENCODED = "a%20b%26admin%3D1%23x%2F..%2F%252e%3F%C3%B1"


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("{{ input.url }}", "https://example.com/a b?x=1"),
        ("https://example.com/{{ input.x }}/end", f"https://example.com/{ENCODED}/end"),
        ("https://example.com?q={{ input.x }}&n={{ input.n }}", f"https://example.com?q={ENCODED}&n=5"),
        ("https://example.com/#{{ input.x }}", f"https://example.com/#{ENCODED}"),
        ("{{ input.base }}/{{ input.x }}", f"https://example.com/{ENCODED}"),
        ("https://{{ input.name }}.example.com/{{ input.none }}", "https://shop.example.com/"),
        ("https://example.com/{{ input.list }}", "https://example.com/%5B1%5D"),
        (7, 7),
    ],
)
def test_a_value_inside_a_url_is_percent_encoded(template, url):
    given = {
        "x": HOSTILE, "n": 5, "url": "https://example.com/a b?x=1", "base": "https://example.com", "name": "shop",
        "none": None, "list": [1],
    }  # fmt: skip
    assert render_url(template, {"input": given}) == url


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_adds_a_parameter_to_a_url_nor_changes_its_host_or_path(value):
    url = render_url("https://example.com/in/{{ input.x }}?q={{ input.x }}&end=1", {"input": {"x": value}})
    parts = urlsplit(url)
    assert (parts.netloc, parts.path.count("/"), parts.fragment) == ("example.com", 2, "")
    assert parse_qsl(parts.query, keep_blank_values=True) == [("q", value), ("end", "1")]


@pytest.mark.parametrize(
    "value", ["evil.example/", "evil.example?", "evil.example#", "user@evil.example", "a b", "a\\b"]
)
def test_a_value_inside_the_host_of_a_url_cannot_end_it(value):
    with pytest.raises(ExpressionError):
        render_url("https://{{ input.x }}.example.com/", {"input": {"x": value}})


def nested_to_string(levels):
    text = "input.quote"
    for _ in range(levels):
        text = f"to_string([{text}])"
    return text


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("input.nobody", None),
        ("input.nobody.at.all[3].x", None),
        ("steps.first.output.id", None),
        ("input.numbers[0:2]", [0, 1]),
        ("input.numbers[-1:]", [199_999]),
        ("input.numbers[::100000]", [0, 100_000]),
        ("input.people[?type(age) == 'number' && age > `30`].name", ["Maria"]),
        ("length(input.numbers)", 200_000),
        ("to_string([input.quote])", '["\\""]'),
        ("join(', ', input.people[*].name)", "Maria, Pau"),
        ("input.nobody || 'other'", "other"),
    ],
)
def test_a_value_is_what_jmespath_says(expression, value):
    check(expression)
    assert evaluate(expression, SCOPE) == value


def test_what_is_missing_is_null_alone_and_nothing_inside_a_text():
    assert render({"a": "{{ input.nobody }}", "b": "<{{ input.nobody }}>"}, SCOPE) == {"a": None, "b": "<>"}


@pytest.mark.parametrize(
    "expression",
    [
        "ceil(to_number('1e999'))",
        "floor(to_number('nan'))",
        "contains('abc', `1`)",
        "merge(input.people[0], input.texts)",
        "max_by(input.people, &age)",
        "sort(input.mixed)",
        "abs(input.text)",
        "keys(input.n)",
        "join(input.glue, input.texts)",
        "input.numbers[*].[@, @, @, @]",
        f"[{', '.join(['input.numbers'] * 60)}][]",
        f"to_string([{', '.join(['input.numbers'] * 60)}])",
        f"map(&reverse(`[{','.join('1' * 300)}]`), input.numbers)",
        f"map(&merge(`{json.dumps(dict.fromkeys(map(str, range(60)), 1))}`, {{a: @}}), input.numbers)",
    ],
    ids=lambda text: text[:30],
)
def test_what_cannot_be_evaluated_is_an_expression_error(expression):
    check(expression)
    with pytest.raises(ExpressionError):
        evaluate(expression, SCOPE)


@pytest.mark.parametrize(
    "expression",
    [
        "input.numbers[::0]",
        "!" * 200 + "input.n",
        "[" * 400,
        "x" * 1_001,
        "to_string(input.n, input.n)",
        "input.people[*].[" + ",".join("@" * 101) + "]",
        nested_to_string(30),
        "steps",
        "steps[0]",
        "@",
        "*",
        '`"\\ud800"`',
        '{"\\udfff": input.n}',
        "&input",
        "not_null(&input, input.n)",
        "[&input.n]",
        "sort_by(&input, input.people)",
    ],
    ids=lambda text: text[:20],
)
def test_what_may_not_be_saved_is_an_expression_error(expression):
    with pytest.raises(ExpressionError):
        check(expression)


def test_texts_inside_texts_stay_small():
    """Each `to_string` doubles the backslashes: 24 of them would make a text of sixteen million characters."""
    with pytest.raises(ExpressionError):
        evaluate(nested_to_string(24), SCOPE)
    assert len(evaluate(nested_to_string(3), SCOPE)) < 50


def test_a_template_makes_no_more_than_a_run_can_hold():
    with pytest.raises(TooLarge):
        render({"all": "{{ input.glue }}" * 2_000}, SCOPE)
    with pytest.raises(TooLarge):
        render({str(number): "{{ input.glue }}" for number in range(2_000)}, SCOPE)
    assert len(render("{{ input.glue }}" * 9, SCOPE)) == 900_000


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_write_goes_nowhere(number):
    with pytest.raises(ExpressionError, match="JSON"):
        render("{{ {a: [input.x]} }}", {"input": {"x": number}})


@pytest.mark.parametrize(
    "text", ["1e999", "nan", "NaN", "-inf", "Infinity", "1_000", "\u0661\u0662", "9" * 5_000, "9,50", ""]
)
def test_a_text_that_json_has_no_number_for_is_none(text):
    assert evaluate("to_number(input.x)", {"input": {"x": text}}) is None


@pytest.mark.parametrize("expression", ["&input", "not_null(&input)", "{a: [&input.n]}"])
def test_an_expression_is_no_value(expression):
    with pytest.raises(ExpressionError, match="expression itself"):
        render(f"{{{{ {expression} }}}}", SCOPE)


@given(JSON)
def test_weighing_is_about_the_length_of_the_json(value):
    length = len(json.dumps(value, ensure_ascii=False))
    assert weigh(value) <= 4 * length + 4
    assert 30 * weigh(value) >= length


def test_weighing_stops_at_the_limit_and_at_the_depth():
    value: list[Any] = []
    for _ in range(MAXIMUM_DEPTH + 1):
        value = [value]
    with pytest.raises(ExpressionError, match="deep"):
        weigh(value)
    with pytest.raises(TooLarge):
        weigh(["x" * MAXIMUM_TEXT])


WORDS = st.sampled_from(
    ["input", "n", "text", "numbers", "people", ".", "[", "]", "*", "(", ")", "{", "}", ":", ",", "@", "&", "!", "|",
     "||", "&&", "==", "<", "?", "`1`", "`[]`", "'x'", '"y"', "-1", "0", "7", " ", "to_number", "to_string", "sort_by",
     "max_by", "map", "join", "contains", "merge", "ceil", "sum", "steps", "first", "item", "`", "'", "\\", "{{", "}}"]
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
@examples(500)
@given(st.lists(WORDS, max_size=20).map("".join))
def test_nonsense_is_refused_and_never_more_than_that(text):
    for act in (check, lambda text: evaluate(text, SCOPE), lambda text: render("{{" + text + "}}", SCOPE)):
        try:
            act(text)
        except ExpressionError:
            continue


@pytest.mark.parametrize(
    ("value", "true"), [(0, True), ("0", True), ([0], True), (None, False), ("", False), ([], False), ({}, False)]
)
def test_truth_is_jmespaths(value, true):
    assert is_true(value) is true
    assert evaluate("!(input.v)", {"input": {"v": value}}) is not true
