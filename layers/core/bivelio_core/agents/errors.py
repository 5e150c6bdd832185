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
        "ca": "Amb un camp '{field}' tan llarg la invocació costaria {price} crèdits, i l'agent en pot costar {limit}.",
        "es": "Con un campo '{field}' tan largo la invocación costaría {price} créditos, y el agente puede costar "
        "{limit}.",
        "en": "With a field '{field}' of this length the invocation would cost {price} credits; the agent may cost "
        "{limit}.",
    },
)
TOO_FEW = register(
    "minimum_credits",
    {
        "ca": "El camp '{field}' ha de ser com a mínim {limit}: és el que costa una invocació curta amb {model}.",
        "es": "El campo '{field}' debe ser como mínimo {limit}: es lo que cuesta una invocación corta con {model}.",
        "en": "The field '{field}' must be at least {limit}, which is what a short invocation with {model} costs.",
    },
)
UNKNOWN_MODEL = register(
    "unknown_model",
    {
        "ca": "El camp '{field}' no és el nom de cap model que es pugui fer servir: {expected}.",
        "es": "El campo '{field}' no es el nombre de ningún modelo que se pueda usar: {expected}.",
        "en": "The field '{field}' is not the name of a model that can be used: {expected}.",
    },
)
