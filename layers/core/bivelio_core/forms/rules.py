"""Drafts a form from the words of its description, without a model."""

import re
from collections.abc import Iterator

from bivelio_core.catalogue import Entry
from bivelio_core.providers.language_model.rules.words import Vocabulary, folded, words

from .models import MAXIMUM_FIELDS, MAXIMUM_OPTIONS, DraftField, FormDraft, Language
from .vocabulary import FIELDS, GENERAL, KINDS, FormKind, KnownField

LONGEST_LABEL_WORDS = 6
OPTIONAL = frozenset({"opcional", "optional", "opcionals", "opcionales", "voluntari", "voluntario"})
REQUIRED = frozenset({"obligatori", "obligatoria", "obligatorio", "required", "mandatory"})
YES_NO = frozenset({"si/no", "sí/no", "yes/no", "s/n", "y/n"})

_LISTED = re.compile(
    r":|\b(?:amb|con|with|camps|campos|fields|demani|demana|pida|pide|pregunti|pregunta|pregunte|asking for|asks for|"
    r"including|inclogui|incluya)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;\n•]|\s(?:i|y|e|and)\s(?!cognoms|apellidos|hora|time)", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^()]{0,500})\)")
_ARTICLES = re.compile(
    r"^(?:[-*•\s]*)(?:(?:el|la|els|les|los|las|un|una|the|a|an|seu|seva|su|your|their|també|también|also)\s+|(?:l|d)['\u2019])+",
    re.IGNORECASE,
)
_OR = re.compile(r"(?:(?<!\s)\s++)?[,/|]\s*|(?<!\s)\s++(?:o|or|u)\s+", re.IGNORECASE)


def draft(text: str, language: Language) -> FormDraft:
    """The form that a description names: its fields, or those of its kind when it names fewer than two."""
    kind = _kind(text)
    named = list(_unique(_named(text, language)))
    fields = (
        named
        if len(named) > 1
        else [_field(each, language) for key in kind.fields for each in FIELDS if each.key == key]
    )
    return FormDraft(
        title=Entry("forms", f"title.{kind.name}")[language], description="", fields=fields[:MAXIMUM_FIELDS]
    )


def _kind(text: str) -> FormKind:
    vocabulary = Vocabulary(text)
    return next((kind for kind in KINDS if any(vocabulary.has_form(word) for word in kind.words.split())), GENERAL)


def _named(text: str, language: Language) -> Iterator[DraftField]:
    """The fields of a description: each item after a colon, `amb`, `with` and the like; else each that it mentions."""
    begin = _LISTED.search(text)
    if begin is None:
        yield from (_field(known_field, language) for known_field in _mentioned(text))
        return
    for item in _items(text[begin.end() :]):
        if field := _of_item(item, language):
            yield field


def _items(text: str) -> Iterator[str]:
    """The items of a list; commas inside parentheses separate none."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\x00{len(hidden) - 1}\x00"

    for item in _BETWEEN.split(_PARENTHESES.sub(hide, text)):
        yield re.sub(r"\x00(\d+)\x00", lambda match: hidden[int(match[1])], item).strip(" .\t")


def _of_item(item: str, language: Language) -> DraftField | None:
    aside = _PARENTHESES.search(item)
    noted = folded(aside[1]).strip() if aside else ""
    label = _ARTICLES.sub("", _PARENTHESES.sub("", item)).strip(" .:?¿\t")
    if not 0 < len(words(label)) <= LONGEST_LABEL_WORDS:
        return None
    notes = set(words(noted))
    required = not notes & OPTIONAL
    field = next(_mentioned(label), None)
    options = list(dict.fromkeys(filter(None, map(str.strip, _OR.split(aside[1])))))[:MAXIMUM_OPTIONS] if aside else []
    if noted.replace(" ", "") in YES_NO:
        return DraftField(key=_key(label), label=_label_text(label), type="yes_no", required=required)
    if len(options) > 1 and not notes & (OPTIONAL | REQUIRED):
        return DraftField(
            key=field.key if field else _key(label), label=_label_text(label), type="choice", options=options
        )
    if field is None:
        return DraftField(key=_key(label), label=_label_text(label), type="text", required=required)
    return _field(field, language, required=required)


def _mentioned(text: str) -> Iterator[KnownField]:
    """The known fields in a text, in the order of their first words; of overlapping phrases the longer one."""
    rest = f" {' '.join(words(text))} "
    matches: list[tuple[int, KnownField]] = []
    for field in FIELDS:
        places = [(rest.find(f" {phrase} "), phrase) for phrase in field.phrases]
        at, phrase = min(((at, phrase) for at, phrase in places if at >= 0), default=(-1, ""))
        if at >= 0:
            matches.append((at, field))
            rest = rest.replace(f" {phrase} ", f" {'_' * len(phrase)} ")
    yield from (field for _, field in sorted(matches, key=lambda each: each[0]))


def _field(field: KnownField, language: Language, *, required: bool = True) -> DraftField:
    label = Entry("forms", f"field.{field.key}")[language]
    return DraftField(key=field.key, label=label, type=field.type, required=required)


def _unique(fields: Iterator[DraftField]) -> Iterator[DraftField]:
    seen: set[str] = set()
    for field in fields:
        if field.key not in seen:
            seen.add(field.key)
            yield field


def _key(label: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", "_".join(words(label))).strip("_")[:40].rstrip("_")
    return name if name[:1].isalpha() else f"field_{name}"[:40].rstrip("_")


def _label_text(label: str) -> str:
    return label[:1].upper() + label[1:100]
