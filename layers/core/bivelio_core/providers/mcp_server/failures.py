"""The failures of an MCP server, as callers of the API see them: `INTEGRATION_ERROR` with `details.reason`."""

from typing import Any, Literal

from bivelio_core.errors import IntegrationError, IntegrationUnavailable
from bivelio_core.faults import Text

Refusal = Literal[
    "input_required",  # the tool asks a person for more, which nobody can answer here
    "invalid_answer",  # not MCP, another request's answer, or a result that contradicts the tool's schema
    "outcome_unknown",  # the call may have been carried out, and the tool does not say that a repetition is harmless
    "redirected",  # the server sends to another address, which is not followed
    "refused",  # the server answered with an error of the protocol
    "tool_error",  # the tool ran and failed (`isError`)
    "too_large",  # the answer is larger than 256 kB
    "unauthorized",  # the server does not accept the connection's token
    "unknown_tool",  # the server has no tool of this name
    "url_not_allowed",  # the guard of outgoing requests refuses the address
]
Pause = Literal["rate_limited", "timeout", "unavailable", "unreachable"]

SHOWN_CHARACTERS = 1_000
"""How much of a server's own message is repeated."""


def _details(reason: str, message: str | None) -> dict[str, Any]:
    message_detail = {"message": message[:SHOWN_CHARACTERS]} if message else {}
    return {"reason": reason, **message_detail}


class McpRefused(IntegrationError):
    """The server refused for good: the same request would be refused again. `message` is the server's own."""

    def __init__(self, reason: Refusal, message: str | None = None) -> None:
        super().__init__(details=_details(reason, message))
        self.reason: Refusal = reason

    def message(self, language: str) -> str:
        """The sentence about the reason."""
        return SENTENCES[self.reason][language]


class McpUnavailable(IntegrationUnavailable):
    """The server is busy, failed, or did not answer in time. `was_called` if the tool may have run all the same."""

    def __init__(self, reason: Pause, *, retry_after: int = 5, was_called: bool = False) -> None:
        super().__init__(details=_details(reason, None), retry_after=max(1, retry_after))
        self.reason: Pause = reason
        self.was_called = was_called

    def message(self, language: str) -> str:
        """The sentence about the reason."""
        return SENTENCES[self.reason][language]


SENTENCES: dict[Refusal | Pause, Text] = {
    "input_required": {
        "ca": "L'eina demana més dades a una persona, i aquí no les hi pot donar ningú.",
        "es": "La herramienta pide más datos a una persona, y aquí nadie puede dárselos.",
        "en": "The tool asks a person for more, and nobody can answer it here.",
    },
    "invalid_answer": {
        "ca": "El servidor MCP ha respost una cosa que no és una resposta vàlida a la crida.",
        "es": "El servidor MCP ha respondido algo que no es una respuesta válida a la llamada.",
        "en": "The MCP server's answer is not a valid answer to the call.",
    },
    "outcome_unknown": {
        "ca": "No sabem si l'eina s'ha executat, i no la tornem a cridar: podria fer-ho dues vegades.",
        "es": "No sabemos si la herramienta se ha ejecutado, y no la volvemos a llamar: podría hacerlo dos veces.",
        "en": "We do not know whether the tool ran, and do not call it again: it might act twice.",
    },
    "redirected": {
        "ca": "El servidor MCP envia a una altra adreça. Connecta'l amb l'adreça definitiva.",
        "es": "El servidor MCP envía a otra dirección. Conéctalo con la dirección definitiva.",
        "en": "The MCP server sends to another address. Connect it under its final address.",
    },
    "refused": {
        "ca": "El servidor MCP ha rebutjat la crida.",
        "es": "El servidor MCP ha rechazado la llamada.",
        "en": "The MCP server refused the call.",
    },
    "tool_error": {
        "ca": "L'eina s'ha executat i ha fallat.",
        "es": "La herramienta se ha ejecutado y ha fallado.",
        "en": "The tool ran and failed.",
    },
    "too_large": {
        "ca": "La resposta del servidor MCP és massa gran (màxim: 256 kB). Demana'n menys.",
        "es": "La respuesta del servidor MCP es demasiado grande (máximo: 256 kB). Pide menos.",
        "en": "The MCP server's answer is too large (maximum: 256 kB). Ask for less.",
    },
    "unauthorized": {
        "ca": "El servidor MCP no accepta el token de la connexió. Torna-la a connectar.",
        "es": "El servidor MCP no acepta el token de la conexión. Vuelve a conectarla.",
        "en": "The MCP server does not accept the connection's token. Connect it again.",
    },
    "unknown_tool": {
        "ca": "El servidor MCP no té aquesta eina. /mcp/tools diu quines té.",
        "es": "El servidor MCP no tiene esta herramienta. /mcp/tools dice cuáles tiene.",
        "en": "The MCP server has no such tool. /mcp/tools tells which it has.",
    },
    "url_not_allowed": {
        "ca": "L'adreça del servidor MCP no és una adreça https pública.",
        "es": "La dirección del servidor MCP no es una dirección https pública.",
        "en": "The address of the MCP server is no public https address.",
    },
    "rate_limited": {
        "ca": "El servidor MCP demana menys crides. Reintenta-ho després de retry_after segons.",
        "es": "El servidor MCP pide menos llamadas. Reinténtalo después de retry_after segundos.",
        "en": "The MCP server asks for fewer calls. Retry after retry_after seconds.",
    },
    "timeout": {
        "ca": "El servidor MCP no ha respost a temps. Reintenta-ho d'aquí a uns segons.",
        "es": "El servidor MCP no ha respondido a tiempo. Reinténtalo en unos segundos.",
        "en": "The MCP server did not answer in time. Retry in a few seconds.",
    },
    "unavailable": {
        "ca": "El servidor MCP no està disponible ara mateix. Reintenta-ho d'aquí a uns segons.",
        "es": "El servidor MCP no está disponible ahora mismo. Reinténtalo en unos segundos.",
        "en": "The MCP server is not available right now. Retry in a few seconds.",
    },
    "unreachable": {
        "ca": "No s'ha pogut connectar amb el servidor MCP. Reintenta-ho d'aquí a uns segons.",
        "es": "No se ha podido conectar con el servidor MCP. Reinténtalo en unos segundos.",
        "en": "The MCP server could not be reached. Retry in a few seconds.",
    },
}
"""By reason, what a person should know."""
