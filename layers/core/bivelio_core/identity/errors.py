"""The errors of signing in."""

from typing import ClassVar

from bivelio_core.errors import ApiError, InvalidToken, RateLimitExceeded
from bivelio_core.faults import Text


class InvalidCredentials(InvalidToken):
    """The e-mail address and password do not belong together. Does not reveal whether the address is known."""

    text: ClassVar[Text] = {
        "ca": "El correu electrònic o la contrasenya no són correctes.",
        "es": "El correo electrónico o la contraseña no son correctos.",
        "en": "The e-mail address or the password is not correct.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Comprova'ls i torna-ho a provar; després de massa intents, l'accés es bloqueja una estona.",
        "es": "Compruébalos y vuelve a intentarlo; tras demasiados intentos, el acceso se bloquea un rato.",
        "en": "Check them and try again; after too many attempts signing in is locked for a while.",
    }


class TooManyAttempts(ApiError):
    """Too many failed sign-ins of an account or from an address; the value says how long it is locked."""

    code, status, retryable = "RATE_LIMIT_EXCEEDED", 429, True
    text: ClassVar[Text] = {
        "ca": "Massa intents d'inici de sessió. Torna-ho a provar d'aquí a {seconds} s.",
        "es": "Demasiados intentos de inicio de sesión. Vuelve a intentarlo dentro de {seconds} s.",
        "en": "Too many sign-in attempts. Try again in {seconds} s.",
    }
    remedy = RateLimitExceeded.remedy
