"""What can be wrong with one field of a request, and how we say it in Catalan, Spanish and English."""

import dataclasses
from dataclasses import dataclass
from typing import Any

Text = dict[str, str]
"""One message by language; templates are filled with `str.format`."""

LANGUAGES = ("ca", "es", "en")
SHOWN = ("limit", "step")
"""The values of a fault that its details repeat: the limit that was passed, the step of a workflow it is in."""

MESSAGES: dict[str, Text] = {
    "required": {
        "ca": "El camp '{field}' és obligatori.",
        "es": "El campo '{field}' es obligatorio.",
        "en": "The field '{field}' is required.",
    },
    "unknown_field": {
        "ca": "El camp '{field}' no existeix en aquesta operació.",
        "es": "El campo '{field}' no existe en esta operación.",
        "en": "The field '{field}' does not exist in this operation.",
    },
    "type": {
        "ca": "El camp '{field}' no és del tipus correcte: cal {expected}.",
        "es": "El campo '{field}' no es del tipo correcto: debe ser {expected}.",
        "en": "The field '{field}' has the wrong type: {expected} is expected.",
    },
    "format": {
        "ca": "El camp '{field}' no té un format vàlid.",
        "es": "El campo '{field}' no tiene un formato válido.",
        "en": "The field '{field}' is not well formed.",
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
        "ca": "El camp '{field}' ha de tenir com a mínim {limit} caràcters.",
        "es": "El campo '{field}' debe tener como mínimo {limit} caracteres.",
        "en": "The field '{field}' must have at least {limit} characters.",
    },
    "max_length": {
        "ca": "El camp '{field}' ha de tenir com a màxim {limit} caràcters.",
        "es": "El campo '{field}' debe tener como máximo {limit} caracteres.",
        "en": "The field '{field}' must have at most {limit} characters.",
    },
    "min_items": {
        "ca": "El camp '{field}' ha de tenir com a mínim {limit} elements.",
        "es": "El campo '{field}' debe tener como mínimo {limit} elementos.",
        "en": "The field '{field}' must have at least {limit} items.",
    },
    "max_items": {
        "ca": "El camp '{field}' ha de tenir com a màxim {limit} elements.",
        "es": "El campo '{field}' debe tener como máximo {limit} elementos.",
        "en": "The field '{field}' must have at most {limit} items.",
    },
    "max_bytes": {
        "ca": "El camp '{field}' ocupa massa: com a màxim {limit} bytes.",
        "es": "El campo '{field}' ocupa demasiado: como máximo {limit} bytes.",
        "en": "The field '{field}' is too large: at most {limit} bytes.",
    },
    "max_depth": {
        "ca": "El camp '{field}' té massa nivells: com a màxim {limit}.",
        "es": "El campo '{field}' tiene demasiados niveles: como máximo {limit}.",
        "en": "The field '{field}' is nested too deeply: at most {limit} levels.",
    },
    "json": {
        "ca": "El cos de la petició no és un JSON vàlid.",
        "es": "El cuerpo de la petición no es un JSON válido.",
        "en": "The body of the request is not valid JSON.",
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
        "es": "Falta la cabecera Content-Type: application/json.",
        "en": "The header Content-Type: application/json is required.",
    },
    "action_mismatch": {
        "ca": "L'acció no correspon a aquest endpoint: cal '{expected}'.",
        "es": "La acción no corresponde a este endpoint: debe ser '{expected}'.",
        "en": "The action does not belong to this endpoint: '{expected}' is expected.",
    },
    "two_credentials": {
        "ca": "Envia un token o una API Key, no tots dos alhora.",
        "es": "Envía un token o una API Key, no ambos a la vez.",
        "en": "Send either a token or an API key, not both.",
    },
    "not_found": {
        "ca": "El camp '{field}' fa referència a un recurs que no existeix.",
        "es": "El campo '{field}' hace referencia a un recurso que no existe.",
        "en": "The field '{field}' refers to a resource that does not exist.",
    },
    "not_a_company": {
        "ca": "El camp '{field}' ha de ser el contacte d'una empresa.",
        "es": "El campo '{field}' debe ser el contacto de una empresa.",
        "en": "The field '{field}' must be the contact of a company.",
    },
    "one_of": {
        "ca": "Indica exactament un dels camps possibles; sobra o falta '{field}'.",
        "es": "Indica exactamente uno de los campos posibles; sobra o falta '{field}'.",
        "en": "Name exactly one of the possible fields; '{field}' is missing or too much.",
    },
    "nothing_to_change": {
        "ca": "Cal indicar almenys un camp per modificar.",
        "es": "Indica al menos un campo para modificar.",
        "en": "Name at least one field to change.",
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
    "boolean": {"ca": "cert o fals", "es": "verdadero o falso", "en": "a boolean"},
    "array": {"ca": "una llista", "es": "una lista", "en": "an array"},
    "object": {"ca": "un objecte", "es": "un objeto", "en": "an object"},
    "timestamp": {"ca": "una data i hora RFC 3339", "es": "una fecha y hora RFC 3339", "en": "an RFC 3339 timestamp"},
    "date": {"ca": "una data AAAA-MM-DD", "es": "una fecha AAAA-MM-DD", "en": "a date YYYY-MM-DD"},
}


def register(constraint: str, text: Text) -> str:
    """Add a domain's own constraint; answers its name, so that a module can keep it as a constant."""
    MESSAGES[constraint] = text
    return constraint


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field: the path of the field, the constraint it breaks, and what the message needs."""

    field: str
    constraint: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def message(self, language: str) -> str:
        """The sentence for the caller."""
        template = MESSAGES.get(self.constraint, MESSAGES["invalid"])[language]
        expected = self.values.get("expected")
        values = {**self.values, "field": self.field}
        if self.constraint == "type" and expected in TYPE_NAMES:
            values["expected"] = TYPE_NAMES[expected][language]
        return template.format_map(values)

    def details(self, language: str) -> dict[str, Any]:
        """The entry of `details.errors[]`."""
        shown = {name: self.values[name] for name in SHOWN if name in self.values}
        return {"field": self.field, "constraint": self.constraint, **shown, "message": self.message(language)}


def broken(constraint: str, **values: Any) -> Exception:
    """The exception a pydantic validator raises for one of our constraints."""
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - only models need it

    return PydanticCustomError(constraint, "{constraint}", {"constraint": constraint, **values})
