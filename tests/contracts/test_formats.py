"""A fault of a format says what is expected, with an example, and no parser speaks English in a Catalan sentence."""

import ast
import re
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.faults import Fault
from bivelio_core.formats import FORMATS, of_pattern

from tests.api import call
from tests.for_each import for_each
from tools.endpoints import operations
from tools.texts import entries

operations()  # domains register their constraints when they are imported

pytestmark = pytest.mark.fix("layers/core/bivelio_core/formats.py, or the sentence that the test names")

CORE = Path(__file__).parents[2] / "layers/core"

PARSERS = re.compile(
    r"\b(expected|unexpected|should|must|invalid|missing|while|parsing|at line|column|character|string|"
    r"not a|is not|does not|could not|cannot|unknown|unable|required|allowed)\b",
    re.IGNORECASE,
)
"""What pydantic, the JSON decoder, JMESPath, email-validator and httpx say, and neither Catalan nor Spanish does."""
QUOTED = re.compile(r"'[^' ]+'|\{\w*\}|\b\w+[._]\w+\b")
"""Names of fields and values, which are the same in each language."""
RAW = {"reason", "error", "cause"}
"""The blanks that hold what a parser says: it belongs in `details`."""

SAID = ("constraint.", "failure.", "format.", "conflict.", "reason.", "refused.")
TEXTS = {name: text for name, text in entries("") if name.startswith(SAID) or name.endswith((".text", ".remedy"))}


def foreign(sentence: str) -> str | None:
    """The English words of a parser in a sentence, None when there are none."""
    found = PARSERS.search(QUOTED.sub("", sentence))
    return found[0] if found else None


def patterns() -> set[str]:
    """The patterns of all fields of models."""
    found: set[str] = set()
    for file in (CORE / "bivelio_core").rglob("*.py"):
        text = file.read_text()
        if "pattern=" not in text:
            continue
        module = import_module(".".join(file.relative_to(CORE).with_suffix("").parts))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field":
                values = [each.value for each in node.keywords if each.arg == "pattern"]
                found |= {eval(ast.unparse(each), vars(module)) for each in values}  # noqa: S307 - our own source
    return found


def test_every_pattern_of_a_model_is_put_in_words_and_no_other():
    assert patterns() == {pattern for each in FORMATS.values() for pattern in each.patterns}


@for_each("name", FORMATS)
def test_an_example_is_well_formed_and_shown_in_each_language(name):
    wanted = FORMATS[name]
    assert all(re.search(pattern, wanted.example) for pattern in wanted.patterns if wanted.example)
    assert {of_pattern(pattern) for pattern in wanted.patterns} <= {name}
    told = {language: Fault("camp", "format", {"expected": name}).message(language) for language in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES)
    assert all(wanted.example in sentence and "'camp'" in sentence for sentence in told.values())


@for_each("name", TEXTS)
def test_no_sentence_has_a_place_or_words_of_a_parser(name):
    for language, text in TEXTS[name].items():
        assert not RAW & {blank for _, blank, _, _ in Formatter().parse(text)}
        assert language == "en" or foreign(text) is None, text


def test_the_words_of_parsers_are_known():
    for said in ("Input should be a valid string", "expected value at line 1 column 7", "unknown function 'x'"):
        assert foreign(f"El camp 'a' no és vàlid: {said}")


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("contacts.create", {"type": "person", "name": "M", "email": "maria"}, "email", "maria@example.com"),
    ("contacts.create", {"type": "person", "name": "M", "phone": "abc"}, "phone", "+34 600 111 222"),
    ("calendar.create", {"title": "T", "start": "2026-13-45"}, "start", "2026-03-15T10:00:00"),
    ("calendar.create", {"title": "T", "start": "demà"}, "start", "2026-03-15T10:00:00"),
    ("calendar.events", {"from": "demà"}, "from", "2026-03-15T12:00:00Z"),
    ("invoices.issue", {"id": "inv_1", "issue_date": "15/03/2026"}, "issue_date", "2026-03-15"),
    ("invoices.settings_update", {"iban": "1234567890123456"}, "iban", "ES9121000418450200051332"),
    ("invoices.settings_update", {"bic": "x"}, "bic", "CAIXESBBXXX"),
    ("invoices.settings_update", {"nif": "B/123"}, "nif", "B12345674"),
    ("invoices.settings_update", {"address": {"country": "es"}}, "address.country", "ES"),
    ("webhooks.create", {"url": "exemple", "events": ["contact.created"]}, "url", "https://example.com/avisos"),
    ("events.list", {"after": "zzz"}, "after", ""),
]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("operation", "data", "field", "example"), WRONG)
def test_a_bad_value_is_answered_with_what_is_expected(operation, data, field, example, language):
    answer = call(operation, data, headers={"Accept-Language": language})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    told = {each["field"]: each["message"] for each in answer.error["details"]["errors"]}
    assert example in told[field]
    assert language == "en" or foreign(told[field]) is None


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_parser_says_is_in_the_details(language):
    step = {"id": "a", "type": "set", "input": {"x": "{{ nowhere( }}"}}
    asked = {"definition": {"name": "N", "trigger_type": "cron", "trigger": {"cron": "no"}, "steps": [step]}}
    found = call("workflows.validate", asked, headers={"Accept-Language": language}).data["errors"]
    by_constraint = {each["constraint"]: each for each in found}
    assert {"cron", "expression"} <= set(by_constraint)
    for constraint in ("cron", "expression"):
        assert by_constraint[constraint]["reason"]
        assert by_constraint[constraint]["reason"] not in by_constraint[constraint]["message"]
    assert "0 9 * * 1-5" in by_constraint["cron"]["message"]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("operation", "data", "field", "hint"),
    [
        ("invoices.settings_update", {"address": {"contry": "ES"}}, "address.contry", "'country'"),
        ("invoices.settings_update", {"address": {"zzzz": "ES"}}, "address.zzzz", "street"),
        ("invoices.create", {"line_items": [{"quantty": 1}]}, "line_items[0].quantty", "'quantity'"),
    ],
)
def test_an_unknown_field_inside_another_has_the_nearest_name_or_all(operation, data, field, hint):
    answer = call(operation, data, headers={"Accept-Language": "ca"})
    told = {each["field"]: each["message"] for each in answer.error["details"]["errors"]}
    assert hint in told[field]


@pytest.mark.usefixtures("table")
def test_an_unknown_field_of_a_step_and_of_a_trigger_has_the_nearest_name():
    step = {"id": "a", "type": "http_request", "input": {"url": "https://example.com", "methd": "GET"}, "whn": "true"}
    asked = {"name": "N", "trigger_type": "cron", "trigger": {"cron": "0 9 * * *", "timezon": "UTC"}, "steps": [step]}
    found = call("workflows.validate", {"definition": asked}, headers={"Accept-Language": "en"}).data["errors"]
    told = {each["field"]: each["message"] for each in found}
    assert "'method'" in told["steps[0].input.methd"]
    assert "'when'" in told["steps[0].whn"]
    assert "'timezone'" in told["trigger.timezon"]
