"""Why an expression fails is told in the caller's language, without the words of Python or of its libraries."""

import ast
import re
from pathlib import Path

import pytest
from bivelio_core import expressions
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.expressions.functions.patterns import compiled
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
    raising = {"ExpressionError", "TooLarge", "NotComparable", "Reason"}
    for file in Path(expressions.__path__[0]).rglob("*.py"):
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
