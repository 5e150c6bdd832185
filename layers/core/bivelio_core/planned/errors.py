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
