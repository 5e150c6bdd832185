"""What callers read: each sentence in three languages, with the same blanks, typed as a native would."""

import re
from string import Formatter

import pytest
from bivelio_core.faults import LANGUAGES, MESSAGES, TYPE_NAMES
from bivelio_core.model_faults import field_path

from tools.endpoints import operations
from tools.subclasses import failures

operations()  # domains register their constraints when they are imported


TEXTS = {
    **{f"constraint {name}": text for name, text in MESSAGES.items()},
    **{f"type {name}": text for name, text in TYPE_NAMES.items()},
    **{kind.__name__: kind.text for kind in failures() if kind.text},
}
every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
QUOTES = "\u2019\u00b4\u0060"
"""Apostrophes are typed straight everywhere."""

MISTYPED = {
    "ca": rf"l\.l|[{QUOTES}]|\b[lLdDsSnNtTmM] '|\bes obligatori|organitzacio\b|peticio\b|\bvalid[a]?\b|sol-licit",
    "es": rf"[{QUOTES}]|organizacion\b|peticion\b|\bvalid[oa]\b|autenticacion\b|\bcaracter\b",
    "en": rf"[{QUOTES}]|[áéíóúàèòçñ]",
}


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@every_text
def test_a_sentence_has_the_same_blanks_in_all_languages(text):
    assert tuple(text) == LANGUAGES
    assert blanks(text["ca"]) == blanks(text["es"]) == blanks(text["en"])


@every_text
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_typed_properly(text, language):
    assert not re.search(MISTYPED[language], text[language]), text[language]
    assert text[language] == text[language].strip()
    assert "  " not in text[language]


@pytest.mark.parametrize("name", sorted(MESSAGES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_a_sentence(name, language):
    assert MESSAGES[name][language][0].isupper()
    assert MESSAGES[name][language].endswith(".")


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ((), "body"),
        (("data",), "data"),
        (("data", "line_items", 0, "quantity"), "line_items[0].quantity"),
        (("data", "custom_fields", "a.b", ""), 'custom_fields["a.b"][""]'),
        (("data", "custom_fields", "", "[key]"), 'custom_fields[""]'),
        (("data", "ñandú", "x y", "]"), 'ñandú["x y"]["]"]'),
        (("data", "k" * 101), "k" * 99 + "…"),
    ],
)
def test_a_path_says_where_and_cannot_be_mistaken(location, shown):
    assert field_path(location) == shown
