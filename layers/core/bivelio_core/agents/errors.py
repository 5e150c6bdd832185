"""The failures and faults of agents."""

from typing import ClassVar

from bivelio_core.errors import ApiError
from bivelio_core.faults import Text, register


class AgentInactive(ApiError):
    """The agent is not active."""

    code, status = "AGENT_INACTIVE", 409
    remedy: ClassVar[Text] = {
        "ca": "Activa l'agent amb /agents/update i repeteix la petició.",
        "es": "Activa el agente con /agents/update y repite la petición.",
        "en": "Activate the agent with /agents/update and repeat the request.",
    }
    text: ClassVar[Text] = {
        "ca": "L'agent no està actiu.",
        "es": "El agente no está activo.",
        "en": "The agent is not active.",
    }


NOT_CHECKABLE = register(
    "json_schema",
    {
        "ca": "El camp '{field}' no és un JSON Schema que es pugui comprovar sencer; details.reason en diu el motiu.",
        "es": "El campo '{field}' no es un JSON Schema que se pueda comprobar entero; details.reason indica el motivo.",
        "en": "The field '{field}' is no JSON Schema that can be checked in full; details.reason says why.",
    },
)
TOO_DEAR = register(
    "maximum_credits",
    {
        "ca": "El camp '{field}' és massa llarg per als {limit} crèdits que pot costar l'agent.",
        "es": "El campo '{field}' es demasiado largo para los {limit} créditos que puede costar el agente.",
        "en": "The field '{field}' is too long for the {limit} credits that the agent may cost.",
    },
)
