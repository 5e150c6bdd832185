"""Fills an answer's JSON Schema from a text and its context, property by property.

What the text does not name is left out where the schema allows it. What a text denies, it does not name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from . import entities
from .choice import choose, described, scores
from .negation import affirmed
from .words import Vocabulary, name_words, words

Schema = Mapping[str, Any]

DEEPEST, MOST_ITEMS = 8, 20
NOT_FOUND = object()
"""The result for a value of which the text says nothing."""

TEXTS: dict[str, Callable[[str], str | None]] = {
    "body": entities.summary,
    "currency": lambda text: "EUR" if entities.AMOUNT.search(text) else None,
    "date": lambda text: next(entities.dates(text), None),
    "day": lambda text: next(entities.dates(text), None),
    "email": lambda text: entities.first(entities.EMAIL, text),
    "iban": lambda text: entities.first(entities.IBAN, text),
    "idioma": entities.told_language,
    "language": entities.told_language,
    "llengua": entities.told_language,
    "mail": lambda text: entities.first(entities.EMAIL, text),
    "name": entities.person,
    "nif": lambda text: entities.first(entities.TAX_NUMBER, text),
    "nom": entities.person,
    "nombre": entities.person,
    "phone": lambda text: next(iter(entities.phones(text)), None),
    "summary": entities.summary,
    "resum": entities.summary,
    "resumen": entities.summary,
    "telefon": lambda text: next(iter(entities.phones(text)), None),
    "telefono": lambda text: next(iter(entities.phones(text)), None),
    "uri": lambda text: entities.first(entities.URL, text),
    "url": lambda text: entities.first(entities.URL, text),
}
"""What a property is filled with, by a word of its name or its format; folded."""
LISTS: dict[str, Callable[[str], Iterable[Any]]] = {
    "amount": entities.amounts,
    "date": entities.dates,
    "email": lambda text: (match[0] for match in entities.EMAIL.finditer(text)),
    "phone": entities.phones,
    "url": lambda text: (match[0] for match in entities.URL.finditer(text)),
}
KEYWORDS = frozenset({"keyword", "keywords", "tag", "tags", "topics", "paraules", "etiquetes", "etiquetas"})
SURE = frozenset({"confidence", "score", "probability", "confianca", "confianza"})
LANGUAGES = frozenset({"idioma", "language", "llengua"})
THINGS = frozenset({"company", "empresa", "file", "fitxer", "plan", "product", "producte", "producto"})
"""In the name of a text: it names no person, and rules know nothing of it."""
MONEY = frozenset({"amount", "total", "import", "importe", "price", "preu", "precio"})


@dataclass(slots=True)
class Filling:
    """A text to read, and what was found out on the way."""

    text: str
    context: Mapping[str, Any]
    instructions: str
    root: Schema
    confidence: float | None = None
    vocabulary: Vocabulary = field(init=False)
    descriptions: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary(affirmed(self.text))
        self.descriptions = described(self.instructions)


def fill(schema: Schema, text: str, context: Mapping[str, Any], instructions: str) -> Any:
    """The document that the rules find; required properties of which the text says nothing are null or a default."""
    filling = Filling(text, context, instructions, schema)
    document = _value("", schema, filling, 0, is_required=True)
    return _empty(schema, filling) if document is NOT_FOUND else document


def _value(name: str, schema: Any, filling: Filling, depth: int, *, is_required: bool) -> Any:
    schema = resolved(schema, filling.root)
    if depth > DEEPEST:
        return NOT_FOUND
    if "const" in schema:
        return schema["const"] if is_required else NOT_FOUND
    if values := choices(schema):
        return _choice(name, values, filling, is_required=is_required)
    context_value = _from_context(name, schema, filling.context)
    if context_value is not NOT_FOUND:
        return context_value
    match kind(schema):
        case "object":
            return _object(schema, filling, depth, is_required=is_required)
        case "array":
            return _array(name, schema, filling)
        case "number" | "integer":
            return _number(name, schema, filling, is_required=is_required)
        case "boolean":
            flag_words = [word for word in name_words(name) if word not in ("is", "has", "es", "te")]
            is_told = bool(flag_words) and all(filling.vocabulary.has(word) for word in flag_words)
            return is_told if is_told or is_required else NOT_FOUND
        case "null":
            return None
        case _:
            return _text(name, schema, filling, is_required=is_required)


def _object(schema: Schema, filling: Filling, depth: int, *, is_required: bool) -> Any:
    """An object; one that is not required is left out when the text names nothing in it."""
    required, document = schema.get("required", ()), {}
    properties = schema.get("properties", {})
    is_named = is_required
    for name in sorted(properties, key=lambda name: bool(SURE & set(name_words(name)))):  # how sure comes last
        is_whole = name in required and kind(resolved(properties[name], filling.root)) == "object"
        value = _value(name, properties[name], filling, depth + 1, is_required=is_whole)
        if value is NOT_FOUND and name in required:
            value = _value(name, properties[name], filling, depth + 1, is_required=True)
            document[name] = _empty(properties[name], filling) if value is NOT_FOUND else value
        elif value is not NOT_FOUND:
            document[name] = value
            is_named = is_named or not (is_whole or value == [] or SURE & set(name_words(name)))
    return {name: document[name] for name in properties if name in document} if is_named else NOT_FOUND


def _array(name: str, schema: Schema, filling: Filling) -> Any:
    items, most = resolved(schema.get("items", {}), filling.root), min(MOST_ITEMS, schema.get("maxItems", MOST_ITEMS))
    if values := choices(items):
        points = scores([value for value in values if isinstance(value, str)], filling.descriptions, filling.vocabulary)
        return [value for value in values if points.get(value)][:most]
    named = {word.removesuffix("s") for word in name_words(name)} | {str(items.get("format"))}
    if KEYWORDS & set(name_words(name)):
        long = sorted(set(words(filling.text)), key=lambda word: (-len(word), word))
        return long[: min(most, 5)]
    for word, find in LISTS.items():
        if word in named:
            return list(islice(dict.fromkeys(find(filling.text)), most))
    return [] if not schema.get("minItems") else NOT_FOUND


def _number(name: str, schema: Schema, filling: Filling, *, is_required: bool) -> Any:
    named = set(name_words(name))
    if SURE & named:
        number: float | None = filling.confidence if filling.confidence is not None else 0.5
    elif MONEY & named:
        number = next(entities.amounts(filling.text), None)
    elif not is_required and not any(filling.vocabulary.has(word) for word in named):
        return NOT_FOUND
    else:
        number = next(iter(entities.numbers(filling.text)), None)
    if number is None:
        return NOT_FOUND
    low, high = schema.get("minimum", number), schema.get("maximum", number)
    if high == 100 and SURE & named:  # noqa: PLR2004 - a percentage
        number *= 100
    held = max(low, min(high, number))
    return round(held) if kind(schema) == "integer" else held


def _text(name: str, schema: Schema, filling: Filling, *, is_required: bool) -> Any:
    if THINGS & set(name_words(name)):
        return NOT_FOUND
    for word in [*reversed(name_words(name)), *name_words(str(schema.get("format", "")))]:
        if word in TEXTS:
            text_value = TEXTS[word](filling.text)
            if text_value is None and is_required and word in LANGUAGES:
                return entities.language(filling.text)
            return NOT_FOUND if text_value is None else text_value[: schema.get("maxLength", len(text_value))]
    return NOT_FOUND


def _choice(name: str, values: list[Any], filling: Filling, *, is_required: bool) -> Any:
    context_value = filling.context.get(name)
    if context_value in values:
        return context_value
    if LANGUAGES & set(name_words(name)) and (language := entities.told_language(filling.text)) in values:
        return language
    if not all(isinstance(value, str) for value in values):
        return values[0] if is_required else NOT_FOUND
    choice = choose(values, filling.descriptions, filling.vocabulary)
    filling.confidence = choice.confidence if filling.confidence is None else filling.confidence
    return choice.value if choice.is_named or is_required else NOT_FOUND


def _from_context(name: str, schema: Schema, context: Mapping[str, Any]) -> Any:
    kinds: dict[str, Any] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": dict,
    }
    value = context.get(name)
    return value if value is not None and isinstance(value, kinds.get(kind(schema), ())) else NOT_FOUND


def _empty(schema: Any, filling: Filling) -> Any:
    """A required value of which the text says nothing: null where it may be, else the default, else the least."""
    types = schema.get("type") if isinstance(schema, Mapping) else None
    options = schema.get("anyOf", schema.get("oneOf", ())) if isinstance(schema, Mapping) else ()
    if "null" in (types if isinstance(types, list) else [types]) or {"type": "null"} in options:
        return None
    schema = resolved(schema, filling.root)
    if "default" in schema:
        return schema["default"]
    text = entities.summary(filling.text)[: schema.get("maxLength", 280)]
    least: dict[str, Any] = {"object": {}, "array": [], "number": 0, "integer": 0, "boolean": False, "null": None}
    value = least.get(kind(schema), text)
    return max(value, schema.get("minimum", value)) if kind(schema) in ("number", "integer") else value


def kind(schema: Schema) -> str:
    """The type of a schema; the first that is not null."""
    types = schema.get("type", "object" if "properties" in schema else "array" if "items" in schema else "string")
    return next((str(each) for each in types if each != "null"), "null") if isinstance(types, list) else str(types)


def choices(schema: Schema) -> list[Any]:
    """The values that a schema lists: `enum`, or `oneOf` and `anyOf` with `const`."""
    if "enum" in schema:
        return [value for value in schema["enum"] if value is not None]
    options = schema.get("oneOf") or schema.get("anyOf") or ()
    listed = [option["const"] for option in options if isinstance(option, Mapping) and "const" in option]
    return listed if listed and len(listed) == len(options) else []


def resolved(schema: Any, root: Schema) -> Schema:
    """A schema with its local reference followed, and the first option of a choice that is not null."""
    for _ in range(DEEPEST):
        if not isinstance(schema, Mapping):
            return {}
        reference, options = schema.get("$ref"), schema.get("anyOf", schema.get("oneOf"))
        if isinstance(reference, str) and reference.startswith("#"):
            schema = _pointed(root, reference)
        elif options and not choices(schema):
            schema = next((option for option in options if option != {"type": "null"}), {})
        else:
            return schema
    return {}


def _pointed(root: Any, reference: str) -> Any:
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        root = root.get(name, {}) if isinstance(root, Mapping) else {}
    return root
