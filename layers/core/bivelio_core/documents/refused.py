"""The failures of a document, as callers see them, and as an extraction keeps them until somebody asks."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import ApiError, IntegrationError, Unprocessable
from bivelio_core.faults import MESSAGES, Fault, Text, register

_WHY: Mapping[str, Text] = {
    "empty": {"ca": "és buit", "es": "está vacío", "en": "is empty"},
    "too_large": {
        "ca": "ocupa massa (màxim: 20 MB)",
        "es": "ocupa demasiado (máximo: 20 MB)",
        "en": "is too large (maximum: 20 MB)",
    },
    "encrypted": {
        "ca": "està xifrat: puja'l sense contrasenya",
        "es": "está cifrado: súbelo sin contraseña",
        "en": "is encrypted: upload it without a password",
    },
    "truncated": {"ca": "està tallat: en falta el final", "es": "está cortado: le falta el final", "en": "is cut off"},
    "unreadable": {"ca": "no es pot llegir", "es": "no se puede leer", "en": "cannot be read"},
    "unsupported": {
        "ca": "és d'un tipus del qual no es poden extreure dades: cal un PDF, XML, imatge o text",
        "es": "es de un tipo del que no se pueden extraer datos: se necesita un PDF, XML, imagen o texto",
        "en": "is of a type that no data can be extracted from: PDF, XML, images and text can be read",
    },
    "too_many_pages": {
        "ca": "té massa pàgines (màxim: 100)",
        "es": "tiene demasiadas páginas (máximo: 100)",
        "en": "has too many pages (maximum: 100)",
    },
    "too_complex": {
        "ca": "és massa complex per llegir-lo",
        "es": "es demasiado complejo para leerlo",
        "en": "is too complex to be read",
    },
    "hostile_xml": {
        "ca": "declara entitats o un tipus de document (DTD), que no s'admeten",
        "es": "declara entidades o un tipo de documento (DTD), que no se admiten",
        "en": "declares entities or a document type (DTD), which are not accepted",
    },
    "no_text": {
        "ca": "no té text, i sense un model d'IA no se'n pot llegir la imatge",
        "es": "no tiene texto, y sin un modelo de IA no se puede leer su imagen",
        "en": "has no text, and its image cannot be read without an AI model",
    },
    "not_kept": {
        "ca": "ja no té fitxer: s'ha esborrat",
        "es": "ya no tiene fichero: se ha borrado",
        "en": "has no file any more: it was deleted",
    },
    "changed": {
        "ca": "no té el contingut que es va anunciar (sha256)",
        "es": "no tiene el contenido que se anunció (sha256)",
        "en": "does not have the content that was announced (sha256)",
    },
}
for _reason, _text in _WHY.items():
    register(
        _reason,
        {
            "ca": f"El document de '{{field}}' {_text['ca']}.",
            "es": f"El documento de '{{field}}' {_text['es']}.",
            "en": f"The document of '{{field}}' {_text['en']}.",
        },
    )

NOT_FETCHED = register(
    "not_fetched",
    {
        "ca": "L'adreça de '{field}' no ha donat cap document: details.reason en diu el motiu.",
        "es": "La dirección de '{field}' no ha dado ningún documento: details.reason indica el motivo.",
        "en": "The address of '{field}' gave no document; details.reason says why.",
    },
)


def refusal(field: str, reason: str) -> Unprocessable:
    """The refusal of a document that a field of the request names."""
    return Unprocessable([Fault(field, reason if reason in MESSAGES else "unreadable", {"reason": reason})])


def kept(error: ApiError) -> dict[str, Any]:
    """A failure in the form in which an extraction keeps it. Raises TypeError for one that no extraction ends with."""
    match error:
        case Unprocessable():
            return {"field": error.faults[0].field, "reason": error.faults[0].constraint}
        case CreditsExhausted() | IntegrationError():
            return {"code": error.code, "details": error.details, "retry_after": error.retry_after}
        case _:
            raise TypeError(f"no extraction ends with {error.code}")


def error_of(kept_error: Mapping[str, Any]) -> ApiError:
    """The failure that `kept` stored."""
    from bivelio_core.providers.language_model.failures import ModelRefused, ModelUnavailable  # noqa: PLC0415

    if "field" in kept_error:
        return refusal(kept_error["field"], kept_error["reason"])
    details = kept_error["details"]
    if kept_error["code"] == CreditsExhausted.code:
        return CreditsExhausted(required=details["required"], available=details["available"])
    if kept_error["retry_after"] is None:
        return ModelRefused(details["reason"])
    return ModelUnavailable(details["reason"], retry_after=kept_error["retry_after"])


def may_succeed_later(kept_error: Mapping[str, Any]) -> bool:
    """Whether the same document may be processed when it is asked for again."""
    return "field" not in kept_error and (
        kept_error["code"] == CreditsExhausted.code or kept_error["retry_after"] is not None
    )
