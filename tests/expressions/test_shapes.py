"""Expressions over shapes: what names or compares what is not there is refused, and nothing else is."""

from itertools import pairwise
from typing import Any

import pytest
from bivelio_core.expressions.bounded import _Bounded, parse
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.rendering import MAXIMUM_ALLOWANCE, is_true, parsed
from bivelio_core.expressions.shapes.schema import of_schema
from bivelio_core.expressions.shapes.shape import ANY, shape_of
from bivelio_core.expressions.shapes.walk import Allowance, shape_given
from bivelio_core.expressions.values import ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
LINE = {"type": "object", "additionalProperties": False, "required": ["n"], "properties": {"n": NUMBER, "note": TEXT}}
ORDER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["total", "name", "lines", "state", "paid", "extra", "either"],
    "properties": {
        "total": NUMBER,
        "name": TEXT,
        "state": {"enum": ["open", "closed"]},
        "paid": {"type": "boolean"},
        "due": TEXT,
        "discount": {"type": ["number", "null"]},
        "client": {"anyOf": [{**LINE, "properties": {"n": NUMBER, "note": TEXT}}, {"type": "null"}]},
        "either": {"anyOf": [LINE, {"type": "object", "additionalProperties": False, "properties": {"m": TEXT}}]},
        "lines": {"type": "array", "items": LINE},
        "extra": {},
        "tags": {"type": "object", "additionalProperties": TEXT},
    },
}
REFUSED = [
    ("totl", "no_field_near"),
    ("nothing_like_it", "no_field"),
    ("lines[].amount", "no_field"),
    ("lines[0].nn", "no_field_near"),
    ("lines[?m > `1`].n", "no_field"),
    ("lines.n", "field_of_list"),
    ("name.first", "field_of_value"),
    ("client.nn", "no_field_near"),
    ("either.k", "no_field"),
    ("name[0]", "elements_of_value"),
    ("total[*].n", "elements_of_value"),
    ("name[]", "elements_of_value"),
    ("{a: total}.b", "no_field"),
    ("sort_by(lines, &n)[0].k", "no_field"),
    ("map(&nn, lines)", "no_field_near"),
    ("max_by(lines, &n).nn", "no_field_near"),
    ("group_by(lines, &note)[].itms", "no_field_near"),
    ("lines | [0].nn", "no_field_near"),
    ("total > '500'", "order"),
    ("name >= `500`", "order"),
    ("paid > `1`", "unordered"),
    ("discount > `5`", "null_compared"),
    ("`5` < discount", "null_compared"),
    ("due < '2026-03-02'", "null_compared"),
    ("client.n > `5`", "null_compared"),
    ("lines[?note > 'a'].n", "null_compared"),
    ("discount > `5` && discount", "null_compared"),
    ("!(discount) && discount > `5`", "null_compared"),
    ("total == 'open'", "never_equal"),
    ("paid == 'true'", "never_equal"),
    ("state != `1`", "never_equal"),
    ("state == 'opn'", "never_value_near"),
    ("state == 'zzz'", "never_value"),
    ("multiply(name, `2`)", "argument_type"),
    ("upper(total)", "argument_type"),
    ("sum(lines[].note)", "given_element"),
    ("join(', ', lines[].n)", "given_element"),
    ("add(discount, `1`)", "null_given"),
    ("round(client.n)", "null_given"),
    ("total == null", "root"),
]
ACCEPTED = [
    "total > `500`",
    "extra.any.thing[0] > `5`",
    "tags.anything && tags.anything > 'a'",
    "discount && discount > `5`",
    "discount != `null` && discount > `5`",
    "not_null(discount, `0`) > `5`",
    "(discount || `0`) > `5`",
    "!(discount) || discount > `5`",
    "type(discount) == 'number' && discount > `5`",
    "discount == `5` && discount > `4`",
    "due && due < '2026-03-02' && days_between(due, '2026-01-01') > `3`",
    "client && client.n > `5`",
    "client.n && client.n > `5`",
    "lines[?note && note > 'a'].n",
    "lines[?note].note | sort(@)[0] > 'a'",
    "either.n || either.m",
    "state == 'open' || state == 'closed'",
    "due == 'tomorrow'",
    "discount == `null`",
    "extra == 'x' || extra == `1`",
    "multiply(not_null(discount, `0`), `2`)",
    "to_number(name) > `5`",
    "sum(lines[].n) > `5`",
    "max(lines[].n) > `5`",
    "from_json(name).whatever > `5`",
    "merge({a: total}, extra).anything",
    "get(tags, name)",
    "lines[0].note == 'x'",
    "length(lines) > `0`",
    "tags.*",
    "lines[].[n, note][]",
]


def reason_of(expression: str, schema: Any) -> str | None:
    try:
        shape_given(parsed(expression), of_schema(schema))
    except ExpressionError as error:
        return error.reason.name
    return None


@pytest.mark.parametrize(("expression", "reason"), REFUSED)
def test_what_is_not_there_or_can_never_be_right_is_refused(expression, reason):
    with pytest.raises(ExpressionError) as caught:
        shape_given(parsed(expression), of_schema(ORDER))
    assert caught.value.reason.name == reason
    assert len({caught.value.text[language] for language in ("ca", "es", "en")}) == 3


@pytest.mark.parametrize("expression", ACCEPTED)
def test_what_can_be_right_is_not_refused(expression):
    assert reason_of(expression, ORDER) is None


def test_the_reason_says_what_to_write():
    with pytest.raises(ExpressionError) as caught:
        shape_given(parsed("discount > `5`"), of_schema(ORDER))
    assert "'discount && discount > ...'" in caught.value.text["en"]
    with pytest.raises(ExpressionError) as caught:
        shape_given(parsed("lines.n"), of_schema(ORDER))
    assert "'lines[].n'" in caught.value.text["en"]


def test_a_schema_that_contains_itself_or_is_hostile_has_an_end():
    tree = {"$ref": "#/$defs/t", "$defs": {"t": {"type": "object", "properties": {"t": {"$ref": "#/$defs/t"}}}}}
    assert reason_of(".".join(["t"] * 40), tree) is None
    names = [f"d{number}" for number in range(30)]
    wide = {name: {"anyOf": [{"$ref": f"#/$defs/{inner}"}] * 30} for name, inner in pairwise(names)}
    endless = {"$ref": "#/$defs/d0", "$defs": {**wide, "d29": {"type": "array", "items": {"$ref": "#/$defs/d0"}}}}
    assert reason_of("a.b.c", endless) is None


def test_what_costs_too_much_to_look_at_is_not_refused():
    assert shape_given(parsed("a.b"), shape_of({"a": {}}), Allowance(1)) is ANY


NAMES = st.sampled_from("abc")
LEAVES = st.sampled_from([TEXT, NUMBER, {"type": "boolean"}, {"enum": ["open", "closed"]}, {}])


@st.composite
def objects(draw: Any, inner: Any) -> Any:
    """A schema of objects, whose fields may be missing, and which may have others."""
    properties = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=3))
    required = sorted(name for name in properties if draw(st.booleans()))
    is_open = draw(st.booleans()) and draw(st.booleans())
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": is_open}


SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        objects(inner),
        inner.map(lambda items: {"type": "array", "items": items}),
        st.tuples(inner, inner).map(lambda both: {"anyOf": [*both, {"type": "null"}]}),
    ),
    max_leaves=8,
)


def values(schema: Any) -> Any:
    """Data of a schema; lists are not empty, so that what is said of their elements is tried."""
    if "anyOf" in schema:
        return st.one_of([values(each) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "object":
            fields = {name: values(each) for name, each in schema["properties"].items()}
            needed = {name: fields[name] for name in schema["required"]}
            others = {name: each for name, each in fields.items() if name not in needed}
            return st.fixed_dictionaries(needed, optional=others)
        case "array":
            return st.lists(values(schema["items"]), min_size=1, max_size=2)
        case "string":
            return st.sampled_from(["open", "x", "5"])
        case "number":
            return st.integers(0, 9)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return st.sampled_from([None, 5, "open", {"a": {"b": 1}, "c": "x"}, [1, 2]])


PARTS = st.recursive(
    st.one_of(NAMES, NAMES, st.sampled_from(["`5`", "'open'", "`true`", "`null`", "@", "a.b", "a.b.c", "b[0].a"])),
    lambda inner: st.one_of(
        st.tuples(inner, NAMES).map(lambda parts: f"({parts[0]}).{parts[1]}"),
        inner.map(lambda part: f"({part})[0]"),
        st.tuples(inner, NAMES).map(lambda parts: f"({parts[0]})[].{parts[1]}"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[?{parts[1]}]"),
        st.tuples(inner, st.sampled_from(["==", "!=", "<", ">=", "&&", "||", "|"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        inner.map(lambda part: f"!({part})"),
        st.tuples(
            st.sampled_from(
                ["length", "to_string", "sum", "max", "not_null", "reverse", "keys", "type", "abs", "upper", "to_array"]
            ),
            inner,
        ).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"not_null({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"merge({parts[0]}, {parts[1]})"),
        st.tuples(st.sampled_from(["sort_by", "max_by", "group_by", "unique_by", "index_by"]), inner, inner).map(
            lambda parts: f"{parts[0]}({parts[1]}, &{parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"map(&{parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"{{a: {parts[0]}, b: {parts[1]}}}"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
    ),
    max_leaves=6,
)
TAKEN = ("field", "index", "projection", "filter_projection", "value_projection", "flatten", "slice")
MADE = ("multi_select_list", "multi_select_dict")
"""What is null where there is nothing, without a look at its parts."""


class Tracing(_Bounded):
    """Evaluates all parts of an expression, those behind a short circuit too, and notes what is not there."""

    def __init__(self) -> None:
        super().__init__(MAXIMUM_ALLOWANCE, EvaluationContext())
        self.is_missing = False

    def visit(self, node: Any, *arguments: Any, **options: Any) -> Any:
        value = super().visit(node, *arguments, **options)
        self.is_missing |= value is None and node["type"] in (*TAKEN, *MADE)
        return value

    def visit_comparator(self, node: Any, value: Any) -> Any:
        is_so = super().visit_comparator(node, value)
        self.is_missing |= (node["value"], is_so) in (("eq", False), ("ne", True))
        return is_so

    def visit_or_expression(self, node: Any, value: Any) -> Any:
        first, second = (self.visit(child, value) for child in node["children"])
        return first if is_true(first) else second

    def visit_and_expression(self, node: Any, value: Any) -> Any:
        first, second = (self.visit(child, value) for child in node["children"])
        return second if is_true(first) else first

    def visit_filter_projection(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        for element in base if isinstance(base, list) else ():
            self.visit(node["children"][2], element)
            self.visit(node["children"][1], element)
        return super().visit_filter_projection(node, value)


def finds_all(expression: str, data: Any) -> bool:
    """Whether an expression finds in some data all that it names, and all that it compares is alike."""
    tracing = Tracing()
    try:
        tracing.visit(parse(expression), data)
    except (ExpressionError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError):
        return False
    return not tracing.is_missing


@examples(400)
@given(st.data())
def test_an_expression_that_finds_all_that_it_names_is_not_refused(data):
    schema = data.draw(SCHEMAS)
    document = data.draw(values(schema))
    expression = data.draw(PARTS)
    reason = reason_of(expression, schema)
    if finds_all(expression, document):
        assert reason is None or reason.startswith("null_"), (expression, schema, document)


@examples(200)
@given(st.data())
def test_what_an_expression_gives_is_of_the_shape_that_was_told(data):
    schema = data.draw(SCHEMAS)
    document = data.draw(values(schema))
    expression = data.draw(PARTS)
    try:
        shape = shape_given(parsed(expression), of_schema(schema))
        value = _Bounded(MAXIMUM_ALLOWANCE, EvaluationContext()).visit(parse(expression), document)
    except (ExpressionError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError):
        return
    told = next(iter(shape_of(value).types))
    assert told in shape.types or told == "null", (expression, schema, document)
