"""Why an expression fails is told in the caller's language, without the words of Python or of its libraries."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import expressions
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.expressions import event_filters, references, saving
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.functions.patterns import compiled
from bivelio_core.expressions.rendering import evaluate, render, render_url
from bivelio_core.expressions.values import ExpressionError

from tests.api import call
from tests.expressions.test_functions import NEVER_RIGHT
from tests.for_each import for_each
from tests.workflows.calls import QUICK, execute, workflow
from tools.texts import entries

ALL = {name.removeprefix("expression."): text for name, text in entries("expression.", "expressions")}
OF_LIBRARIES = re.compile(
    r"NoneType|expected one of|array-|'str'|'int'|not supported|jmespath|Parse error|Traceback|<class", re.IGNORECASE
)

FAILING = [
    "join(', ', input.nothing)",
    "join(', ', input.mixed)",
    "length(input.number)",
    "sort(input.mixed)",
    "max_by(input.people, &age)",
    "sum(input.mixed)",
    "contains(input.text, input.number)",
    "upper(input.nothing)",
    "abs(input.text)",
    "keys(input.text)",
    "map(&name, input.text)",
    "merge(input.nothing)",
    "input.text > `1`",
    "add_days(input.text, `1`)",
    "from_json(input.text)",
    "divide(`1`, input.zero)",
    "chunk(input.mixed, input.zero)",
    "group_by(input.people, &@)",
    "round(input.number, `99`)",
    "pad(input.text, input.number, input.text)",
    "index_by(input.people, &age)",
]
GIVEN = {"mixed": [1, "a", None], "number": 5, "zero": 0, "text": "abc", "people": [{"age": 5}, {"age": "6"}]}
REFUSED = [
    "input.",
    "input.a +",
    "input.a ~ input.b",
    "input.a[",
    "'abc",
    "nowhere.a",
    "steps",
    "@",
    "&input",
    "upper()",
    "no(input)",
    "!input.a",
    "input.a > 5",
    "now() > `5`",
    "today('Nowhere')",
]


@pytest.mark.parametrize("expression", FAILING)
def test_what_fails_when_it_runs_says_why_in_each_language(states, expression):
    run = execute(workflow({**QUICK, "input": {"value": f"{{{{ {expression} }}}}"}}), GIVEN)["instance_id"]
    states.run()
    reasons = set()
    for language in LANGUAGES:
        headers = {"Accept-Language": language}
        error = call("workflows.instances_get", {"instance_id": run}, headers=headers).data["error"]
        assert error["code"] == "EXPRESSION_ERROR"
        assert error["details"]["reason"].startswith(f"'{expression}': ")
        reasons.add(error["details"]["reason"])
    assert len(reasons) == len(LANGUAGES)
    assert not any(OF_LIBRARIES.search(reason.split("': ", 1)[1]) for reason in reasons), reasons


@pytest.mark.parametrize("expression", [*REFUSED, *(expression for expression, _ in NEVER_RIGHT)])
def test_what_is_refused_when_it_is_saved_says_why_in_each_language(table, expression):
    reasons = set()
    for language in LANGUAGES:
        asked = {"definition": {"name": "x", "steps": [{**QUICK, "when": expression}]}}
        (fault,) = call("workflows.validate", asked, headers={"Accept-Language": language}).data["errors"]
        reasons.add(fault["reason"])
    assert len(reasons) == len(LANGUAGES), reasons
    assert not any(OF_LIBRARIES.search(reason) for reason in reasons), reasons


def raised():
    """The name of each reason that the code gives."""
    yield from raised_in(Path(expressions.__path__[0]))


def raised_in(folder):
    """The name of each reason that the code of a folder gives."""
    raising = {"ExpressionError", "TooLarge", "NotComparable", "Reason"}
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=reason), *_]) if name in raising:
                    yield reason


def test_every_reason_has_its_text():
    assert set(raised()) - set(ALL) == set()


WRONG_PATTERNS = {
    "[a": ("falta ]: [a", "missing ]: [a"),
    "(a": ("falta ): (a", "missing ): (a"),
    "a)": ("sobra ): a)", "unexpected ): a)"),
    "*a": ("no hi ha res per repetir: *", "no argument for repetition operator: *"),
    "a**": ("dues repeticions seguides: **", "bad repetition operator: **"),
    "a{1001}": ("nombre de repeticions no admès: {1001}", "invalid repetition size: {1001}"),
    "(?<x": ("grup amb nom mal escrit: (?<x", "invalid named capture group: (?<x"),
    "(?z)": ("operador que RE2 no té: (?z", "invalid perl operator: (?z"),
    "[b-a]": ("interval o classe de caràcters no vàlids: b-a", "invalid character class range: b-a"),
    "\\q": ("escapament que no existeix: \\q", "invalid escape sequence: \\q"),
    "\\": ("acaba en una barra inversa", "trailing \\"),
}


@for_each(("pattern", "told"), WRONG_PATTERNS.items())
def test_what_re2_says_of_a_pattern_is_told_in_each_language(pattern, told):
    with pytest.raises(ExpressionError) as refused:
        compiled(pattern)
    assert (refused.value.text["ca"], refused.value.text["en"]) == (
        f"'{pattern}' no és cap patró de RE2 ({told[0]})",
        f"the pattern '{pattern}' is none of RE2 ({told[1]})",
    )


# every reason, provoked

FUNCTIONS_OF = {
    "chunk": "chunk(input.list, `0`)",
    "csv_cells": "parse_csv('a\n1,2', ',')",
    "csv_name": "parse_csv('a,a')",
    "csv_row": "to_csv([`1`])",
    "currency": "format_money(`1`, input.text)",
    "date_alone": "diff_hours('2026-01-01', now())",
    "digits": "round(`1`, input.huge)",
    "division": "divide(`1`, input.zero)",
    "fill": "pad('x', `5`, 'ab')",
    "given": "upper(input.number)",
    "given_element": "join(',', input.mixed)",
    "hour_of_date": "start_of('2026-01-01', 'hour')",
    "hours": "add_hours(now(), input.huge)",
    "hours_of_date": "add_hours('2026-01-01', `1`)",
    "impossible": "add_days('9999-12-31', `1`)",
    "key": "group_by(input.list, &@)",
    "key_text": "index_by(input.list, &a)",
    "keys": "sort_by(input.list, &b)",
    "language": "format_money(`1`, 'EUR', input.text)",
    "large_number": "multiply(input.huge, input.huge)",
    "no_clock_time": "at('2026-01-01', input.text)",
    "no_csv": "parse_csv('a\n\"b')",
    "no_json": "from_json(input.text)",
    "no_moment": "add_days(input.text, `1`)",
    "no_offset": "add_hours(input.local, `1`)",
    "no_such_date": "parse_date('31/2/2026', 'd/M/yyyy')",
    "no_written_number": "parse_number(input.text)",
    "not_written": "parse_date(input.text, 'd/M/yyyy')",
    "one_of": "hmac_sha256('a', 'b', input.text)",
    "csv_separator": "parse_csv('a', input.text)",
    "order": "input.text < `1`",
    "pair": "from_items([`1`])",
    "pair_name": "from_items(`[[1, 2]]`)",
    "part": "contains(input.text, input.number)",
    "pattern_field": "format_date(now(), input.text)",
    "pattern_long": "matches('a', input.long)",
    "pattern_needs": "parse_date('a', input.month)",
    "pattern_quote": "format_date(now(), input.quote)",
    "pattern_read": "parse_date('a', input.week)",
    "pattern_time": "format_date('2026-01-01', 'HH')",
    "regex": "matches('a', input.bracket)",
    "group": "extract('a', 'a', input.number)",
    "region": "is_working_day('2026-01-01', input.text)",
    "replaced_empty": "replace('a', input.empty, 'b')",
    "separator_empty": "split('a', input.empty)",
    "text_size": "pad('x', `2000000`)",
    "too_much": "input.many[*].[@, @, @, @, @, @, @, @, @, @, @, @, @, @, @, @, @, @, @, @]",
    "two_numbers": "parse_number('1.250')",
    "unit": "start_of('2026-01-01', input.text)",
    "value_depth": "to_json(input.deep)",
    "value_expression": "to_json(&a)",
    "value_number": "to_json(input.infinite)",
    "value_size": "to_json(input.large)",
    "whole": "add_days('2026-01-01', `1.5`)",
    "zone": "today(input.text)",
    "no_number": "add(input.infinite, `1`)",
    "unknown_function": "nothing()",
    "called_wrongly": "upper()",
}
SAVED = {
    "argument_count": "upper()",
    "argument_type": "upper(`5`)",
    "argument_wrong": "today('Nowhere')",
    "backticks": "input.a > 5",
    "empty": "",
    "everything": "@",
    "incomplete": "input.a.",
    "meant": "input.a = 'b'",
    "negation": "!input.a",
    "nested": "!" * 200 + "input.n",
    "never_equal": "length(input.a) == 'b'",
    "outer": "outer",
    "reference": "&input",
    "repeats": "input.a[*].[" + ",".join("@" * 101) + "]",
    "root": "nowhere.a",
    "secret": "[secrets.a]",
    "similar_function": "uper(input.a)",
    "slice": "input.a[::0]",
    "step_id": "steps",
    "surrogate": '`"\\ud800"`',
    "together": "extract(input.a, 'a', `3`)",
    "too_long": "x" * 1_001,
    "unknown_function": "nothing()",
    "unordered": "input.a[*].b > `5`",
    "unreadable": "input.a ~",
}
ELSEWHERE = {"about", "bound", "host", "unclosed", "a_value", "whole_html"}
"""Around another reason, and in templates: the tests below."""

DATA = {
    "list": [{"a": 1, "b": [1]}], "mixed": [1, "a", None, True, {}, []], "number": 5, "zero": 0, "huge": 1e300,
    "text": "jj", "local": "2026-01-01T10:00", "long": "d" * 300, "month": "MM/yyyy", "quote": "'a", "week": "ww",
    "bracket": "[a", "empty": "", "many": [1] * 100_000, "infinite": float("inf"), "large": ["x" * 1_000_001],
}  # fmt: skip


def deep(levels):
    return [] if not levels else [deep(levels - 1)]


def told(error):
    """What is told of an error, in each language: three texts that have no word of a library, nor of Python."""
    texts = error.text
    assert len(set(texts.values())) == len(LANGUAGES), texts
    for text in texts.values():
        assert not OF_LIBRARIES.search(text), text
        assert not re.search(r"\b(?:None|True|False|dict|float|inf|nan|Decimal|Reason)\b|\{[a-z_]+\}", text), text
    return texts


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
@for_each(("name", "expression"), FUNCTIONS_OF.items())
def test_every_reason_of_a_run_is_told_in_our_words(name, expression):
    with pytest.raises(ExpressionError) as error:
        evaluate(expression, {"input": {**DATA, "deep": deep(200)}})
    assert error.value.reason.name == name
    told(error.value)


@for_each(("name", "expression"), SAVED.items())
def test_every_reason_of_a_refusal_is_told_in_our_words(name, expression):
    with pytest.raises(ExpressionError) as error:
        (references.check if name == "backticks" else saving.check)(expression)
    assert error.value.reason.name == name, error.value.reason
    told(error.value)


def test_reasons_of_templates_are_told_in_our_words():
    cases = {
        "unclosed": lambda: render("{{ input.a", {"input": {}}),
        "whole_html": lambda: saving.check_html("{{ input.a }}"),
        "host": lambda: render_url("https://{{ input.a }}.b/", {"input": {"a": "c/"}}),
        "bound": lambda: event_filters.bind("data.a == input.a", {"input": {"a": "x" * 20_000}}, EvaluationContext()),
    }
    for name, act in cases.items():
        with pytest.raises(ExpressionError) as error:
            act()
        assert error.value.reason.name == name
        told(error.value)


def test_every_reason_is_provoked_here():
    root = Path(expressions.__path__[0])
    of_shapes = set(raised_in(root / "shapes"))
    assert set(raised()) - of_shapes - {*FUNCTIONS_OF, *SAVED, *ELSEWHERE} == set()


TYPES: dict[str, Any] = {"null": None, "string": "a", "number": 1.5, "boolean": True, "array": [], "object": {}}


@for_each(("name", "given"), TYPES.items())
def test_a_type_is_called_by_its_name_in_each_language(name, given):
    wrong = ("abs(input.a)", "sum([input.a])") if name == "string" else ("upper(input.a)", "join('', [input.a])")
    for expression in wrong:
        with pytest.raises(ExpressionError) as error:
            evaluate(expression, {"input": {"a": given}})
        assert ALL[name]["ca"] in told(error.value)["ca"]


def test_the_types_of_a_signature_are_in_the_language_of_the_reason():
    with pytest.raises(ExpressionError) as error:
        evaluate("join(`1`, input.a)", {"input": {}})
    assert error.value.text["ca"].endswith("join(glue: text, list: llista de textos) -> text")
    assert error.value.text["es"].endswith("join(glue: texto, list: lista de textos) -> texto")
    assert error.value.text["en"].endswith("join(glue: string, list: array of strings) -> string")


@for_each(
    ("expression", "shown"),
    {
        "input.a `true`": "`true`",
        'input.a `{"b": null}`': '`{"b": null}`',
        "input.a 'x'": "'x'",
        "input.a 1.5 b": "1",
    }.items(),
)
def test_what_is_not_understood_is_shown_as_it_is_written(expression, shown):
    with pytest.raises(ExpressionError) as error:
        references.check(expression)
    assert f"'{shown}" in error.value.text["ca"]
    told(error.value)
