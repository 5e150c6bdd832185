"""What callers read: each text in three languages, with the same placeholders, typed as a native would."""

import json
import os
import re
from pathlib import Path
from typing import Annotated

import pytest
from bivelio_core import catalogue
from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault, broken, register
from bivelio_core.model_faults import faults_of, field_path
from pydantic import AfterValidator, create_model
from pydantic import ValidationError as ModelError

from tests.for_each import for_each
from tools import po, texts
from tools.subclasses import failures

QUOTES = "\u2019\u00b4\u0060"
"""Apostrophes are typed straight everywhere but on paper."""

MISTYPED = {
    "ca": rf"l\.l|[{QUOTES}]|\b[lLdDsSnNtTmM] '|\bes obligatori|organitzacio\b|peticio\b|\bvalid[a]?\b|sol-licit",
    "es": rf"[{QUOTES}]|organizacion\b|peticion\b|\bvalid[oa]\b|autenticacion\b|\bcaracter\b",
    "en": rf"[{QUOTES}]|[áéíóúàèòçñ]",
}
FREE = ("paper.", "field.", "expression.", "reply.", "title.")
"""Not sentences: words on paper and labels of forms; and reasons that quote expressions, which have backticks."""
SPACED = {"expression.or"}
SPANISH_NAMES = ("Agencia Estatal de Administración Tributaria",)
"""Names of Spain that an English text has as they are."""


def said() -> list[tuple[str, str, str]]:
    """The name of each text, a language, and what is said in it."""
    return [(name, language, text[language]) for name, text in texts.entries("") for language in LANGUAGES]


def test_each_text_is_in_each_language_with_the_same_placeholders_and_used():
    assert texts.problems() == []


def test_each_error_has_a_text_and_a_remedy():
    own = [kind for kind in failures() if not issubclass(kind, ValidationError)]
    assert len(own) > 30
    assert [kind for kind in own if not kind.text or not kind.remedy] == []
    assert [kind for kind in failures() if not kind.remedy] == []


def test_each_text_is_typed_properly():
    names = re.compile("|".join(SPANISH_NAMES))
    texts_to_judge = [one for one in said() if not one[0].startswith(FREE)]
    assert [one for one in texts_to_judge if re.search(MISTYPED[one[1]], names.sub("", one[2]))] == []
    assert [one for one in said() if one[0] not in SPACED and one[2] != one[2].strip() and one[2][-1:] != "\n"] == []
    assert [one for one in said() if "  " in one[2]] == []


def test_each_sentence_about_a_field_or_an_error_begins_and_ends_as_one():
    kinds = ("constraint.", "conflict.", "refused.", "reason.", "mcp_server.", "language_model.")
    whole = [one for one in said() if one[0].startswith(kinds) or one[0].endswith(".remedy")]
    assert [
        one
        for one in whole
        if not re.match(r"[A-Z¿¡ÉÀÍÚL'{dÓ\d]", one[2]) or not re.search(r"([.?]|\{message\})$", one[2])
    ] == []


def test_no_module_reads_a_catalogue_before_something_is_said():
    """Texts are read when they are said: an answer without an error costs nothing for them."""
    entry = Entry("identity", "MfaRequired.text")
    catalogue._text.cache_clear()
    catalogue._file.cache_clear()
    assert repr(entry) == "Entry('identity', 'MfaRequired.text')"
    assert catalogue._file.cache_info().currsize == 0
    assert entry["en"].startswith("The code of two-step")
    assert catalogue._file.cache_info().currsize == 1


def test_a_constraint_that_two_domains_have_is_said_by_the_one_that_raises_it():
    names = [name for name, _ in texts.constraints()]
    assert {"archived", "too_many_days"} <= {name for name in names if names.count(name) > 1}
    row, line = register("contacts", "archived"), register("invoices", "archived")
    assert Fault("", row).message("en") == "The contact is archived."
    assert Fault("client_id", line).message("en") == "The contact of the field 'client_id' is archived."
    assert json.dumps([row, line]) == '["archived", "archived"]'


def test_a_model_says_the_constraint_of_its_domain():
    def refuse(value: str) -> str:
        raise broken(archived)

    archived = register("contacts", "archived")
    model = create_model("Row", name=(Annotated[str, AfterValidator(refuse)], ...))
    register("invoices", "archived")
    with pytest.raises(ModelError) as refused:
        model(name="x")
    (fault,) = faults_of(refused.value)
    assert fault.message("ca") == "El contacte està arxivat."


def test_an_unknown_text_is_named():
    with pytest.raises(KeyError, match=r"mail\.nothing in es of the catalogue identity"):
        Entry("identity", "mail.nothing")["es"]


SOURCE = """\
msgid ""
msgstr ""

#. Said when the limit is reached.
msgctxt "constraint.limit"
msgid "El màxim és {limit}."
msgstr ""
"""
TRANSLATED = """\
msgid ""
msgstr ""

#. Said when the limit is reached.
msgctxt "constraint.limit"
msgid "El màxim és {limit}."
msgstr "El máximo es {limit}."
"""
WRONG = {
    "is not translated": TRANSLATED.replace("El máximo es {limit}.", ""),
    "other placeholders than the source: limite in place of limit": TRANSLATED.replace("es {limit}", "es {limite}"),
    "has a brace that is not right": TRANSLATED.replace("es {limit}", "es {limit"),
    "may be out of date": TRANSLATED.replace("El màxim és", "El límit és"),
    "correct it and take `fuzzy` away": TRANSLATED.replace("msgctxt", "#, fuzzy\nmsgctxt"),
}


def tree(root: Path, spanish: str, code: str = 'LIMIT = register("shop", "limit")\n') -> Path:
    """A tree of code with one domain, whose Spanish is given."""
    folder = root / "shop" / "texts"
    folder.mkdir(parents=True)
    (root / "shop" / "rules.py").write_text(code)
    english = TRANSLATED.replace("El máximo es", "The maximum is")
    for name, content in (("ca.pot", SOURCE), ("es.po", spanish), ("en.po", english)):
        (folder / name).write_text(content, encoding="utf-8")
    return root


@for_each(("problem", "spanish"), WRONG.items())
def test_what_a_catalogue_lacks_is_said_with_the_file_to_change(problem, spanish, tmp_path_factory):
    root = tree(tmp_path_factory.mktemp("tree"), spanish)
    (found,) = texts.problems(root)
    assert found.startswith(f"{root.name}/shop/texts/es.po: constraint.limit ")
    assert problem in found


def test_what_no_code_says_and_what_code_says_without_a_text_is_told(tmp_path):
    assert texts.problems(tree(tmp_path / "right", TRANSLATED)) == []
    assert texts.problems(tree(tmp_path / "wrong", TRANSLATED, 'LIMIT = register("shop", "limits")\n')) == [
        "wrong/shop/texts/ca.pot: no code says constraint.limit: take it away",
        "wrong/shop/rules.py:1 says constraint.limits, which wrong/shop/texts/ca.pot does not have",
    ]


def test_a_file_as_an_editor_saves_it_says_the_same(tmp_path):
    """An editor wraps lines, keeps what was there before, and ends lines as its system does."""
    old = '\n\n#~ msgid "Vell"\n#~ msgstr "Viejo"'
    wrapped = TRANSLATED.replace('"El máximo es {limit}."', f'""\n"El máximo "\n"es {{limit}}."{old}')
    root = tree(tmp_path, wrapped.replace("\n", "\r\n"))
    entry = Entry(os.path.relpath(root / "shop", po.CORE_FOLDER), "constraint.limit")
    assert entry.filled(limit=3)["es"] == "El máximo es 3."
    (message,) = po.catalogue("shop", root)["es"]
    assert message.text == "El máximo es {limit}."
    _, _, entries = po.written([message], "shop", "es").partition("\n\n")
    assert entries == TRANSLATED.partition("\n\n")[2].replace("msgctxt", "#, python-brace-format\nmsgctxt")


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
