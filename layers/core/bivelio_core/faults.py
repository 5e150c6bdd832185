"""The faults of a field of a request, and their messages in Catalan, Spanish and English."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Text = dict[str, str]
"""One message by language; templates are filled with `str.format`."""

LANGUAGES = ("ca", "es", "en")
SHOWN = ("limit", "step", "reason")
"""The values of a fault that its details repeat: the limit that was exceeded, the step of a workflow, and why an
expression is none, which is a Text."""

SHOWN_NAME = 100
"""At most this many characters of a name are repeated in an answer."""

_PLAIN_NAME = re.compile(r"[^\s.\[\]\"\x00-\x1f\x7f]+")

MESSAGES: dict[str, Text] = {
    "required": {
        "ca": "El camp '{field}' és obligatori.",
        "es": "El campo '{field}' es obligatorio.",
        "en": "The field '{field}' is required.",
    },
    "outside_data": {
        "ca": "Els camps van dins de 'data': {fields}. El cos correcte és a details.correct_body.",
        "es": "Los campos van dentro de 'data': {fields}. El cuerpo correcto está en details.correct_body.",
        "en": "Put the fields inside 'data': {fields}. The correct body is in details.correct_body.",
    },
    "unknown_field": {
        "ca": "El camp '{field}' no existeix en aquesta operació.",
        "es": "El campo '{field}' no existe en esta operación.",
        "en": "The field '{field}' does not exist in this operation.",
    },
    "type": {
        "ca": "El camp '{field}' no és del tipus correcte: s'hi espera {expected}.",
        "es": "El campo '{field}' no es del tipo correcto: se espera {expected}.",
        "en": "The field '{field}' has the wrong type: {expected} is expected.",
    },
    "format": {
        "ca": "El camp '{field}' no té un format vàlid.",
        "es": "El campo '{field}' no tiene un formato válido.",
        "en": "The field '{field}' is not well formed.",
    },
    "expression": {
        "ca": "L'expressió del camp '{field}' no és vàlida: details.reason en diu el motiu.",
        "es": "La expresión del campo '{field}' no es válida: details.reason indica el motivo.",
        "en": "The expression of the field '{field}' is not valid; details.reason says why.",
    },
    "choice": {
        "ca": "El camp '{field}' ha de ser un d'aquests valors: {expected}.",
        "es": "El campo '{field}' debe ser uno de estos valores: {expected}.",
        "en": "The field '{field}' must be one of: {expected}.",
    },
    "minimum": {
        "ca": "El camp '{field}' ha de ser com a mínim {limit}.",
        "es": "El campo '{field}' debe ser como mínimo {limit}.",
        "en": "The field '{field}' must be at least {limit}.",
    },
    "maximum": {
        "ca": "El camp '{field}' ha de ser com a màxim {limit}.",
        "es": "El campo '{field}' debe ser como máximo {limit}.",
        "en": "The field '{field}' must be at most {limit}.",
    },
    "min_length": {
        "ca": "El camp '{field}' té massa pocs caràcters (mínim: {limit}).",
        "es": "El campo '{field}' tiene muy pocos caracteres (mínimo: {limit}).",
        "en": "The field '{field}' has too few characters (minimum: {limit}).",
    },
    "max_length": {
        "ca": "El camp '{field}' té massa caràcters (màxim: {limit}).",
        "es": "El campo '{field}' tiene demasiados caracteres (máximo: {limit}).",
        "en": "The field '{field}' has too many characters (maximum: {limit}).",
    },
    "min_items": {
        "ca": "El camp '{field}' té massa pocs elements (mínim: {limit}).",
        "es": "El campo '{field}' tiene muy pocos elementos (mínimo: {limit}).",
        "en": "The field '{field}' has too few items (minimum: {limit}).",
    },
    "max_items": {
        "ca": "El camp '{field}' té massa elements (màxim: {limit}).",
        "es": "El campo '{field}' tiene demasiados elementos (máximo: {limit}).",
        "en": "The field '{field}' has too many items (maximum: {limit}).",
    },
    "max_bytes": {
        "ca": "El camp '{field}' ocupa massa (màxim: {limit} bytes).",
        "es": "El campo '{field}' ocupa demasiado (máximo: {limit} bytes).",
        "en": "The field '{field}' is too large (maximum: {limit} bytes).",
    },
    "max_words": {
        "ca": "El camp '{field}' té massa paraules (màxim: {limit}).",
        "es": "El campo '{field}' tiene demasiadas palabras (máximo: {limit}).",
        "en": "The field '{field}' has too many words (maximum: {limit}).",
    },
    "max_depth": {
        "ca": "El camp '{field}' té massa nivells (màxim: {limit}).",
        "es": "El campo '{field}' tiene demasiados niveles (máximo: {limit}).",
        "en": "The field '{field}' is nested too deeply (maximum: {limit} levels).",
    },
    "json": {
        "ca": "El cos de la petició no és un JSON vàlid.",
        "es": "El cuerpo de la petición no es un JSON válido.",
        "en": "The body of the request is not valid JSON.",
    },
    "repeated": {
        "ca": "El camp '{field}' hi és més d'una vegada.",
        "es": "El campo '{field}' aparece más de una vez.",
        "en": "The field '{field}' is there more than once.",
    },
    "malformed_request": {
        "ca": "La petició té un format incorrecte.",
        "es": "La petición tiene un formato incorrecto.",
        "en": "The request is malformed.",
    },
    "object": {
        "ca": "El camp '{field}' ha de ser un objecte JSON.",
        "es": "El campo '{field}' debe ser un objeto JSON.",
        "en": "The field '{field}' must be a JSON object.",
    },
    "encoding": {
        "ca": "El cos de la petició no és un text UTF-8 vàlid.",
        "es": "El cuerpo de la petición no es un texto UTF-8 válido.",
        "en": "The body of the request is not valid UTF-8 text.",
    },
    "content_type": {
        "ca": "Cal la capçalera Content-Type: application/json.",
        "es": "Se necesita la cabecera Content-Type: application/json.",
        "en": "The header Content-Type: application/json is required.",
    },
    "action_mismatch": {
        "ca": "L'acció no correspon a aquest endpoint: s'hi espera '{expected}'.",
        "es": "La acción no corresponde a este endpoint: se espera '{expected}'.",
        "en": "The action does not belong to this endpoint: '{expected}' is expected.",
    },
    "two_credentials": {
        "ca": "Envia una sola credencial: un token o una clau d'API.",
        "es": "Envía una sola credencial: un token o una clave de API.",
        "en": "Send one credential: a token or an API key.",
    },
    "url_not_allowed": {
        "ca": "El camp '{field}' ha de ser una adreça https pública (ports 443 o 8443).",
        "es": "El campo '{field}' debe ser una dirección https pública (puertos 443 u 8443).",
        "en": "The field '{field}' must be a public https address (ports 443 or 8443).",
    },
    "not_found": {
        "ca": "El camp '{field}' fa referència a un recurs que no existeix.",
        "es": "El campo '{field}' hace referencia a un recurso que no existe.",
        "en": "The field '{field}' refers to a resource that does not exist.",
    },
    "one_of": {
        "ca": "Indica exactament un dels camps possibles; sobra o falta '{field}'.",
        "es": "Indica exactamente uno de los campos posibles; sobra o falta '{field}'.",
        "en": "Name exactly one of the possible fields; '{field}' is missing or too much.",
    },
    "nothing_to_change": {
        "ca": "Indica almenys un camp per modificar.",
        "es": "Indica al menos un campo para modificar.",
        "en": "Name at least one field to change.",
    },
    "number_range": {
        "ca": "El camp '{field}' és un nombre massa gran, massa petit o amb massa xifres per desar-lo.",
        "es": "El campo '{field}' es un número demasiado grande, pequeño o con demasiadas cifras para guardarlo.",
        "en": "The field '{field}' is a number too large, too small or with too many digits to be kept.",
    },
    "header_format": {
        "ca": "La capçalera {field} ha de tenir d'1 a {limit} caràcters ASCII imprimibles, sense espais.",
        "es": "La cabecera {field} debe tener de 1 a {limit} caracteres ASCII imprimibles, sin espacios.",
        "en": "The header {field} takes 1 to {limit} printable ASCII characters, without spaces.",
    },
    "control_characters": {
        "ca": "El camp '{field}' ha de ser una sola línia, sense caràcters de control.",
        "es": "El campo '{field}' debe ser una sola línea, sin caracteres de control.",
        "en": "The field '{field}' must be a single line, without control characters.",
    },
    "invisible": {
        "ca": "El camp '{field}' no té cap caràcter visible.",
        "es": "El campo '{field}' no tiene ningún carácter visible.",
        "en": "The field '{field}' has no visible character.",
    },
    "direction_characters": {
        "ca": "El camp '{field}' té caràcters invisibles que canvien el sentit del text.",
        "es": "El campo '{field}' tiene caracteres invisibles que cambian el sentido del texto.",
        "en": "The field '{field}' has invisible characters that turn the direction of the text.",
    },
    "time_range": {
        "ca": "El camp '{field}' ha de ser entre els anys {first} i {last}.",
        "es": "El campo '{field}' debe estar entre los años {first} y {last}.",
        "en": "The field '{field}' must be between the years {first} and {last}.",
    },
    "invalid": {
        "ca": "El camp '{field}' no és vàlid.",
        "es": "El campo '{field}' no es válido.",
        "en": "The field '{field}' is not valid.",
    },
}
"""By constraint. Domains add theirs with `register`."""

TYPE_NAMES: dict[str, Text] = {
    "string": {"ca": "un text", "es": "un texto", "en": "a string"},
    "integer": {"ca": "un nombre enter", "es": "un número entero", "en": "an integer"},
    "number": {"ca": "un nombre", "es": "un número", "en": "a number"},
    "boolean": {"ca": "true o false", "es": "true o false", "en": "true or false"},
    "array": {"ca": "una llista", "es": "una lista", "en": "an array"},
    "object": {"ca": "un objecte JSON", "es": "un objeto JSON", "en": "a JSON object"},
}
"""JSON's types by name; for texts in a format, such as dates, see formats.py."""


HINTS: dict[str, Text] = {
    "nearest": {
        "ca": "Potser volies dir '{nearest}'.",
        "es": "Quizá querías decir '{nearest}'.",
        "en": "Perhaps you meant '{nearest}'.",
    },
    "known": {
        "ca": "Els camps són: {known}.",
        "es": "Los campos son: {known}.",
        "en": "The fields are: {known}.",
    },
}
"""What is added to the message of a fault that has such a value."""


def in_language(value: Any, language: str) -> Any:
    """A value for a caller: of a Text the sentence in the caller's language, anything else as it is."""
    return value[language] if isinstance(value, dict) and value.keys() == {*LANGUAGES} else value


def register(constraint: str, text: Text) -> str:
    """Add a domain's own constraint; returns its name, so that a module can keep it as a constant."""
    MESSAGES[constraint] = text
    return constraint


class Fault(NamedTuple):
    """A fault of one field: the field's path, the constraint that it breaks, and the values of the message."""

    field: str
    constraint: str
    values: Mapping[str, Any] = MappingProxyType({})

    def message(self, language: str) -> str:
        """The sentence for the caller."""
        template = MESSAGES.get(self.constraint, MESSAGES["invalid"])[language]
        expected = self.values.get("expected")
        if self.constraint in ("format", "type") and isinstance(expected, str) and expected not in TYPE_NAMES:
            from .formats import sentence  # noqa: PLC0415 - only refusals need it

            if message := sentence(self.field, expected, language):
                return message
        values = {**self.values, "field": self.field}
        if self.constraint == "type" and expected in TYPE_NAMES:
            values["expected"] = TYPE_NAMES[expected][language]
        hints = [text[language].format_map(values) for name, text in HINTS.items() if name in values]
        return " ".join([template.format_map(values), *hints])

    def details(self, language: str) -> dict[str, Any]:
        """The entry of `details.errors[]`."""
        values = {name: in_language(self.values[name], language) for name in SHOWN if name in self.values}
        return {"field": self.field, "constraint": self.constraint, **values, "message": self.message(language)}


def path(parts: tuple[int | str, ...]) -> str:
    """`.name`, `[0]` and, for names that a path cannot hold as they are, `["a.b"]`; long ones are cut."""
    return "".join(map(_segment, parts))


def _segment(part: int | str) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if len(part) > SHOWN_NAME:
        part = part[: SHOWN_NAME - 1] + "…"
    return f".{part}" if _PLAIN_NAME.fullmatch(part) else f"[{json.dumps(part, ensure_ascii=False)}]"


def broken(constraint: str, **values: Any) -> Exception:
    """The exception a pydantic validator raises for one of our constraints.

    `inside` is the path of the fault within the field's value, `.name` or `[0]`.
    """
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - only models need it

    return PydanticCustomError(constraint, "{constraint}", {"constraint": constraint, **values})
