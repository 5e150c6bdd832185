"""What is written as in another language, or only looks right, is refused when it is saved, with what was meant."""

import json

import pytest
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.expressions import saving
from bivelio_core.expressions.meant import reader
from bivelio_core.expressions.rendering import evaluate, parsed
from bivelio_core.expressions.values import ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.for_each import for_each

MEANT = {
    # a text between double quotes
    'input.status == "paid"': "input.status == 'paid'",
    'input.list[?status == "paid"]': "input.list[?status == 'paid']",
    'input.list[?"paid" == status]': "input.list[?'paid' == status]",
    'input.list[?city == "New York"].name': "input.list[?city == 'New York'].name",
    'input.list[?contains(tags, "vip")]': "input.list[?contains(tags, 'vip')]",
    'input.list[*].{n: name || "nobody"}': "input.list[*].{n: name || 'nobody'}",
    'contains(["a", "b"], input.x)': "contains(['a', 'b'], input.x)",
    'join(", ", input.list)': "join(', ', input.list)",
    'input.a != ""': "input.a != ''",
    'input.a == "it\'s"': "input.a == 'it\\'s'",
    "input.a == \u201cpaid\u201d": "input.a == 'paid'",
    "input.a == \u2018paid\u2019": "input.a == 'paid'",
    "input.status == paid": "input.status == 'paid'",
    # literals
    "input.status == `paid`": "input.status == 'paid'",
    "input.list[?status == `paid`]": "input.list[?status == 'paid']",
    "`input.a` == 'b'": "input.a == 'b'",
    "input.active == true": "input.active == `true`",
    "input.list[?active == true]": "input.list[?active == `true`]",
    "input.a != None && input.b == FALSE": "input.a != `null` && input.b == `false`",
    "input.total > 500": "input.total > `500`",
    "input.list[?total >= -1.5]": "input.list[?total >= `-1.5`]",
    "length(input.list) > 0": "length(input.list) > `0`",
    "input.total > \u00b4500\u00b4": "input.total > `500`",
    # signs and words
    "input.a = 'b'": "input.a == 'b'",
    "input.a === 'b' && input.c !== 'd'": "input.a == 'b' && input.c != 'd'",
    "input.a <> 'b'": "input.a != 'b'",
    "input.a and input.b or input.c": "input.a && input.b || input.c",
    "input.a == 'b' AND not input.c": "input.a == 'b' && !(input.c)",
    "not(input.a)": "!(input.a)",
    "not input.a == 'b'": "!(input.a == 'b')",
    "input.a is null": "input.a == `null`",
    "input.a is not null": "input.a != `null`",
    "input.a & input.b": "input.a && input.b",
    "input.a ?? 'b'": "input.a || 'b'",
    "input.a ? 'b' : 'c'": "input.a && 'b' || 'c'",
    "if(input.a > 5, 'b', 'c')": "(input.a > `5` && 'b' || 'c')",
    "input.a in ['b', 'c']": "contains(['b', 'c'], input.a)",
    "input.a not in input.list": "!contains(input.list, input.a)",
    "1 < input.a <= 5": "`1` < input.a && input.a <= `5`",
    "!input.a == 'b'": "!(input.a == 'b')",
    # arithmetic
    "input.a + 1": "add(input.a, `1`)",
    "input.a - input.b * 2": "subtract(input.a, multiply(input.b, `2`))",
    "(input.a + input.b) / 2": "divide((add(input.a, input.b)), `2`)",
    "input.a + ' ' + input.b": "join('', [to_string(input.a), ' ', to_string(input.b)])" ,
    "input.price * input.units > 100": "multiply(input.price, input.units) > `100`",
    # names
    "input.order-id == 'a'": "input.\"order-id\" == 'a'",
    "input.order-id-x.y": 'input."order-id-x".y',
    "input.list[?order-id == 'a']": "input.list[?\"order-id\" == 'a']",
    "steps.a.output.content-type": 'steps.a.output."content-type"',
    "input.año": 'input."año"',
    "input['a'].b": "input.a.b",
    'input["a b"]': 'input."a b"',
    "input.list[steps.x.output.place]": "get(input.list, steps.x.output.place)",
    "input.by_city[input.city].name == 'Pere'": "get(input.by_city, input.city).name == 'Pere'",
    "input.list.0.name": "input.list[0].name",
    # braces
    "{{ input.a }} == 'b'": "input.a == 'b'",
    "'{{ input.a }}' == 'b'": "input.a == 'b'",
    "{{ input.a }} && {{ input.b }}": "input.a && input.b",
    '{{ input.a == "b" }}': "input.a == 'b'",
    "${input.a} == 'b'": "input.a == 'b'",
    "$.input.a": "input.a",
    # functions
    "len(input.list) > 0": "length(input.list) > `0`",
    "input.name.upper()": "upper(input.name)",
    "input.name.replace('a', 'b')": "replace(input.name, 'a', 'b')",
    "input.list.length()": "length(input.list)",
    "concat(input.a, input.b)": "join('', [input.a, input.b])",
    "coalesce(input.a, input.b)": "not_null(input.a, input.b)",
    "input.date > now": "input.date > now()",
    # what is right for JMESPath, and never what was meant
    "input.a && input.list | length(@)": "input.a && (input.list | length(@))",
    "input.a || input.b | name": "(input.a || input.b) | name",
    "input.a == 'x' && input.list | [0]": "input.a == 'x' && (input.list | [0])",
    "input.list[?a == 'b'][0].name": "(input.list[?a == 'b'] | [0]).name",
    "input.list[?a == 'b'][0]": "input.list[?a == 'b'] | [0]",
    "input.list[*].a == 'b'": "contains(input.list[*].a, 'b')",
    "input.list[].a != 'b'": "!contains(input.list[].a, 'b')",
    "input.list[?a].b == `5`": "contains(input.list[?a].b, `5`)",
    "input.a == 'x' || 'y' || 'z'": "input.a == 'x' || input.a == 'y' || input.a == 'z'",
    "'input.status' == 'paid'": "input.status == 'paid'",
    "upper('input.name')": "upper(input.name)",
    "input.total > '500'": "to_number(input.total) > `500`",
}  # fmt: skip


@for_each(("written", "meant"), MEANT.items())
def test_what_was_meant_is_told_and_can_be_saved(written, meant):
    with pytest.raises(ExpressionError) as error:
        saving.check(written)
    assert meant in str(error.value).split(": ", 1)[1]
    saving.check(meant)
    texts = {error.value.text[language] for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
    assert all(text.endswith(meant) for text in texts)


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
@for_each(("written", "meant"), MEANT.items())
def test_it_is_told_inside_a_text_and_for_a_filter_as_well(written, meant):
    if "{{" not in written:
        with pytest.raises(ExpressionError) as error:
            saving.check_template({"a": [f"x {{{{ {written} }}}} y"]})
        assert meant in str(error.value)


FILTERS = {
    'data.status == "paid"': "data.status == 'paid'",
    'data.type == "a" && data.b': "data.type == 'a' && data.b",
    "data.total > '100'": "to_number(data.total) > `100`",
    "data.tags[*] == 'vip'": "contains(data.tags[*], 'vip')",
    'contains(data.tags, "a b")': "contains(data.tags, 'a b')",
    "data.active == true": "data.active == `true`",
}


@for_each(("written", "meant"), FILTERS.items())
def test_a_filter_of_events_is_judged_as_well(written, meant):
    for check in (lambda text: saving.check(text, roots=False), saving.check_filter):
        with pytest.raises(ExpressionError) as error:
            check(written)
        assert meant in str(error.value)
        check(meant)


def read(expression: str) -> reader.Reading:
    """How an expression is read that is right."""
    reading = reader.read(expression)
    assert reading is not None
    return reading


RIGHT = [
    "input.a", "input.list[0].b[1:3].c[*].d[]", "input.list[?a == 'b' && c > `5`].{d: e, f: [g, @.h]}",
    'input."order-id"."a b"', "input.list[?\"first name\" == 'x']", "input.list[?'x' == \"first name\"]",
    'input.list[*].["first name", age]', 'sort_by(input.list, &"first name")', "input.a.*.b",
    "input.a || input.b || 'c'", "input.a && 'b' || 'c'", "input.a == 'x' && 'y' || 'z'", "(input.a || input.b) | name",
    "input.a && (input.list | length(@))", "input.list | [0].name", "input.list[?a == 'b'] | [0]", "!(input.a == 'b')",
    "input.list[?!done]", "input.list[?a].b[0]", "input.matrix[*][0]", "input.list[?@ == 'a'] | [0]",
    "input.matrix[?[0] == `1`][0]", "map(&lines[0].sku, input.orders)", "input.orders[*].lines[0].sku",
    "steps.a.output.list[?id == input.id]", "group_by(input.a, &b)[*].{k: key, n: length(items)}",
    'contains(`["a", "b"]`, input.a)', 'input.a == `"5"`', "input.a == ''",
    "input.due && input.due < today()", "input.day > '2026-01-01'", "[`1`, `2`]", '{a: input.b, "c d": `1`}',
    "input.a == `null` || input.b != `false`", "input.list[-1]", "input.list[::2]", "not_null(input.a, `0`) > `5`",
    "to_number(input.a) > to_number('500')", "input.now", "input.list[?now]", "input.list[?today > `5`]", "input.and",
    "input.list[?or == 'x']", "input.list[?size == `5`]", "input.not", "replace(input.a, '-', '+')",
    "input.a == 'a and b'", "input.at > '2026'", "!(input.a) == `true`",
    "input.list[*].a[?b == 'c']", "input.list[].[a, b]", "max_by(input.list, &a).b", "input.a[0] == 'x'",
    "length(input.list[?a]) == `0`", "input.list[*].a == input.other", "input.list[*].a == `[]`",
    "input.list[*].a != `null`", "sum(input.list[*].price)", "matches(input.a, '^[a-z]+$')", "input.a == 'x\\'y'",
    "input.a || `[]`", "outer.item.a == item.b",
]  # fmt: skip


@for_each("expression", RIGHT)
def test_what_is_right_is_saved(expression):
    saving.check(expression)
    assert read(expression).mistakes == []


@for_each("expression", RIGHT)
def test_what_is_right_reads_as_itself(expression):
    assert _bare(parsed(read(expression).text)) == _bare(parsed(expression))


@for_each("condition", ["{{ input.a }}", " {{input.a == 'b'}} ", "{{ {a: {b: input.c}} }}", "{{ !(input.a) }}"])
def test_a_condition_may_have_braces_around_it(condition):
    saving.check(condition)
    saving.check(condition.replace("input", "data"), roots=False)


def _bare(tree):
    """A syntax tree without the places of its calls."""
    if isinstance(tree, list):
        return [_bare(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: _bare(part) for name, part in tree.items() if name != "start"}


NAMES = st.sampled_from(["a", "b", "items", "name", '"x y"', "key", "order"])
LITERALS = st.sampled_from(["'x'", "`5`", "`null`", "`[]`", "`true`", "'it\\'s'", '`{"a": 1}`', "'2026-01-01'"])
BRACKETS = st.sampled_from(["[0]", "[*]", "[]", "[1:3]", "[-1]"])


def _longer(inner):
    paths = st.builds("{}.{}".format, st.sampled_from(["input", "input.a", "item"]), NAMES)
    return st.one_of(
        st.builds("{}{}".format, paths, BRACKETS),
        st.builds("({})".format, inner),
        st.builds("({}) && ({})".format, inner, inner),
        st.builds("({}) || ({})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({}) | {}".format, inner, NAMES),
        st.builds("input.list[?({}) == a]".format, inner),
        st.builds("input.list[?{}].{}".format, NAMES, NAMES),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds('{{k: {}, "l m": {}}}'.format, inner, inner),
        st.builds("not_null({}, {})".format, inner, inner),
        st.builds("sort_by({}, &{})".format, paths, NAMES),
        st.builds("{}.[{}, {}]".format, paths, NAMES, NAMES),
        st.builds("input.a[*].{{z: {}}}".format, inner),
    )


EXPRESSIONS = st.recursive(st.builds("input.{}".format, NAMES) | LITERALS, _longer, max_leaves=8)


@examples(200)
@given(EXPRESSIONS)
def test_whatever_is_right_reads_as_itself_or_not_at_all(expression):
    """What is saved for years must not be refused because our reading of it is another one."""
    tree = parsed(expression)
    reading = read(expression)
    if not reading.mistakes:
        assert _bare(parsed(reading.text)) == _bare(tree)
    else:
        assert set(reading.mistakes) <= {"contains", "projection", "path_in_quotes", "alternatives"}


WORDS = st.sampled_from(
    ["input", "a", ".", "[", "]", "*", "(", ")", "{", "}", ":", ",", "@", "&", "!", "|", "||", "&&", "==", "=", "<",
     "?", "`1`", "'x'", '"y"', "-", "5", " ", "len", "and", "not", "in", "is", "true", "now", "+", "/", "$", "{{",
     "}}", "[?", "é", "`", "'", "\\", "\u2019", "~"]
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
@examples(500)
@given(st.lists(WORDS, max_size=16).map("".join))
def test_nonsense_is_refused_or_saved_and_what_is_suggested_can_be_saved(text):
    try:
        saving.check(text, roots=False)
    except ExpressionError as error:
        if error.reason.name == "meant":
            evaluated = error.reason.values["suggested"]
            parsed(evaluated)


@for_each(
    "text",
    [
        "(" * 900,
        "!" * 900,
        "not " * 200,
        "[" * 500,
        "a." * 400,
        "1<" * 400 + "2",
        "-" * 900,
        "&" * 500,
        "[?" * 60 + "a ? ",
        "[?" * 60 + "'{{ b }}'" + "]" * 59,
        "(!" * 60,
        "[1," * 60,
        "{a: [?" * 40,
        "not (" * 60,
    ],
)
def test_the_longest_nonsense_is_refused_at_once(text):
    with pytest.raises(ExpressionError):
        saving.check(text)


NEVER_EQUAL = {
    "length(input.list) == '5'": "a number with a string",
    "to_number(input.a) == 'x'": "null or a number with a string",
    "upper(input.a) == `5`": "a string with a number",
    "(input.a == 'b') == 'true'": "a boolean or null with a string",
    "input.list[?length(name) != '5']": "a number with a string",
}


@for_each(("expression", "said"), NEVER_EQUAL.items())
def test_values_of_types_that_are_never_equal_are_not_compared(expression, said):
    with pytest.raises(ExpressionError, match="never equal") as error:
        saving.check(expression)
    assert said in str(error.value)


def test_definitions_saved_before_are_evaluated_as_they_were():
    given = {"list": [{"a": "b"}, {"a": None}], "b": 5}
    assert evaluate('input.list[?a == "b"]', {"input": given}) == [{"a": None}]
    assert evaluate("input.list[?a == 'b'][0]", {"input": given}) == []
    assert evaluate("input.list[*].a == 'b'", {"input": given}) is False
    assert json.dumps(evaluate("input.b || input.list | [0]", {"input": given})) == "null"
