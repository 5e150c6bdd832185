"""The failures that the reference documents for planned domains; programs may know their codes already."""

from typing import ClassVar

from bivelio_core.errors import ApiError
from bivelio_core.faults import Text


class AgentInactive(ApiError):
    """The agent is not active."""

    code, status = "AGENT_INACTIVE", 409
    remedy = "Activate the agent first."
    text: ClassVar[Text] = {
        "ca": "L'agent no està actiu.",
        "es": "El agente no está activo.",
        "en": "The agent is not active.",
    }


class CreditsExhausted(ApiError):
    """No AI credits are left."""

    code, status = "CREDITS_EXHAUSTED", 402
    remedy = "Buy credits or wait for the next period. Repeating the request does not help."
    text: ClassVar[Text] = {
        "ca": "No queden crèdits d'IA disponibles.",
        "es": "No quedan créditos de IA disponibles.",
        "en": "There are no AI credits left.",
    }


class IntegrationError(ApiError):
    """The provider refused for good; `details.reason` says why."""

    code, status = "INTEGRATION_ERROR", 422
    remedy = "`details.reason` is the provider's; with 503 try again after `retry_after`."
    text: ClassVar[Text] = {
        "ca": "La integració externa ha rebutjat l'operació.",
        "es": "La integración externa ha rechazado la operación.",
        "en": "The external integration refused the operation.",
    }


class IntegrationUnavailable(IntegrationError):
    """The provider could not be reached or asked for patience; trying again can help."""

    status, retryable = 503, True
    text: ClassVar[Text] = {
        "ca": "La integració externa no està disponible ara mateix. Reintenta-ho d'aquí a uns segons.",
        "es": "La integración externa no está disponible ahora mismo. Reinténtalo en unos segundos.",
        "en": "The external integration is not available right now. Retry in a few seconds.",
    }
