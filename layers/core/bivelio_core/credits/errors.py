"""The failures of operations that cost credits."""

from typing import ClassVar

from bivelio_core.errors import ApiError
from bivelio_core.faults import Text


class CreditsExhausted(ApiError):
    """Fewer AI credits are left than the operation costs; `details` has `required` and `available`."""

    code, status = "CREDITS_EXHAUSTED", 402
    remedy: ClassVar[Text] = {
        "ca": "Compra crèdits o espera el període següent. Repetir la petició no hi ajuda.",
        "es": "Compra créditos o espera al período siguiente. Repetir la petición no ayuda.",
        "en": "Buy credits or wait for the next period. Repeating the request does not help.",
    }
    text: ClassVar[Text] = {
        "ca": "No queden crèdits d'IA disponibles.",
        "es": "No quedan créditos de IA disponibles.",
        "en": "There are no AI credits left.",
    }

    def __init__(self, *, required: int, available: int) -> None:
        super().__init__(details={"required": required, "available": available})
