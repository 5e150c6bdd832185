"""The errors of signing in."""

from typing import ClassVar

from bivelio_core.errors import ApiError, InvalidToken, RateLimitExceeded
from bivelio_core.faults import Text, register

WRONG_CODE = register(
    "wrong_code",
    {
        "ca": "El codi no és correcte o ja s'ha fet servir: espera el següent.",
        "es": "El código no es correcto o ya se ha usado: espera al siguiente.",
        "en": "The code is not correct or was used already: wait for the next one.",
    },
)


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


class TooManyMails(TooManyAttempts):
    """Too many mails were asked for, to an address or by an organisation."""

    text: ClassVar[Text] = {
        "ca": "S'han demanat massa correus. Torna-ho a provar d'aquí a {seconds} s.",
        "es": "Se han pedido demasiados correos. Vuelve a intentarlo dentro de {seconds} s.",
        "en": "Too many mails were asked for. Try again in {seconds} s.",
    }


class MfaRequired(ApiError):
    """The password is right, and a code has to follow: `details.challenge` goes with it to `/auth/token`."""

    code, status = "AUTH_MFA_REQUIRED", 401
    text: ClassVar[Text] = {
        "ca": "Falta el codi de la verificació en dos passos.",
        "es": "Falta el código de la verificación en dos pasos.",
        "en": "The code of two-step verification is missing.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Envia el codi de l'aplicació amb details.challenge a /auth/token?grant_type=mfa.",
        "es": "Envía el código de la aplicación con details.challenge a /auth/token?grant_type=mfa.",
        "en": "Send the code of the app with details.challenge to /auth/token?grant_type=mfa.",
    }


class MfaNotEnrolled(ApiError):
    """The organisation requires a second factor of its owners, and this one has none: only `/auth/*` is open."""

    code, status = "AUTH_MFA_NOT_ENROLLED", 403
    text: ClassVar[Text] = {
        "ca": "L'organització exigeix la verificació en dos passos: activa-la per continuar.",
        "es": "La organización exige la verificación en dos pasos: actívala para continuar.",
        "en": "The organisation requires two-step verification: switch it on to go on.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Demana un secret amb /auth/mfa/enroll i confirma'l amb /auth/mfa/confirm.",
        "es": "Pide un secreto con /auth/mfa/enroll y confírmalo con /auth/mfa/confirm.",
        "en": "Get a secret by /auth/mfa/enroll, and confirm it by /auth/mfa/confirm.",
    }


class WrongCode(InvalidCredentials):
    """The code of the second factor is wrong or has counted before, or the challenge has expired."""

    text: ClassVar[Text] = {
        "ca": "El codi no és correcte o ja s'ha fet servir.",
        "es": "El código no es correcto o ya se ha usado.",
        "en": "The code is not correct or was used already.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Espera el codi següent de l'aplicació; si han passat cinc minuts, torna a posar la contrasenya.",
        "es": "Espera al siguiente código de la aplicación; si han pasado cinco minutos, vuelve a poner la contraseña.",
        "en": "Wait for the next code of the app; after five minutes, give the password again.",
    }


class ConfirmationRequired(ApiError):
    """What is asked for needs a recent proof of identity: `/auth/confirm`, then the same request again."""

    code, status = "AUTH_CONFIRMATION_REQUIRED", 403
    text: ClassVar[Text] = {
        "ca": "Abans has de confirmar que ets tu: fa més de 15 minuts que has entrat.",
        "es": "Antes tienes que confirmar que eres tú: hace más de 15 minutos que has entrado.",
        "en": "Confirm that it is you first: you signed in more than 15 minutes ago.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Envia la contrasenya o un codi (details.method) a /auth/confirm i repeteix la petició.",
        "es": "Envía la contraseña o un código (details.method) a /auth/confirm y repite la petición.",
        "en": "Send your password or a code (details.method) to /auth/confirm, and send the request again.",
    }
