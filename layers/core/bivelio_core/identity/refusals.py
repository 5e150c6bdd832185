"""What a caller is told of a credential that is refused: each reason has its sentence and what to do.

Who learns that a key is revoked, expired or bound to other origins has its whole text: without it a key is unknown.
"""

from typing import Any, ClassVar

from bivelio_core.errors import InvalidToken
from bivelio_core.faults import LANGUAGES, Text, register

IN_THE_COOKIE = register(
    "in_the_cookie",
    {
        "ca": "Amb 'cookie', el camp '{field}' viatja a la galeta i no al cos.",
        "es": "Con 'cookie', el campo '{field}' viaja en la cookie y no en el cuerpo.",
        "en": "With 'cookie', the field '{field}' travels in the cookie and not in the body.",
    },
)

SENTENCES: dict[str, tuple[Text, Text]] = {
    "no_credential": (
        {
            "ca": "Falta la credencial: la petició no porta cap clau d'API ni cap token.",
            "es": "Falta la credencial: la petición no lleva ninguna clave de API ni ningún token.",
            "en": "There is no credential: the request has neither an API key nor a token.",
        },
        {
            "ca": "Afegeix la capçalera X-API-Key amb la teva clau. Per començar, una clau bv_test_sk_ al sandbox.",
            "es": "Añade la cabecera X-API-Key con tu clave. Para empezar, una clave bv_test_sk_ en el sandbox.",
            "en": "Add the header X-API-Key with your key. To begin with, a bv_test_sk_ key in the sandbox.",
        },
    ),
    "malformed_key": (
        {
            "ca": "Aquesta clau d'API no està ben escrita: en falta una part o hi ha un caràcter canviat.",
            "es": "Esta clave de API no está bien escrita: le falta una parte o tiene un carácter cambiado.",
            "en": "This API key is not well formed: a part is missing or a character is wrong.",
        },
        {
            "ca": "Copia la clau sencera: bv_test_sk_ o bv_live_sk_ i 36 lletres i xifres, sense espais ni cometes.",
            "es": "Copia la clave entera: bv_test_sk_ o bv_live_sk_ y 36 letras y cifras, sin espacios ni comillas.",
            "en": "Copy the whole key: bv_test_sk_ or bv_live_sk_ and 36 letters and digits, without spaces or quotes.",
        },
    ),
    "unknown_key": (
        {
            "ca": "Aquesta clau d'API no existeix.",
            "es": "Esta clave de API no existe.",
            "en": "This API key does not exist.",
        },
        {
            "ca": "Comprova que la clau és d'aquesta instal·lació, o crea'n una altra amb /keys/create.",
            "es": "Comprueba que la clave es de esta instalación, o crea otra con /keys/create.",
            "en": "Check that the key is of this installation, or create another one with /keys/create.",
        },
    ),
    "live_key_in_sandbox": (
        {
            "ca": "Aquesta clau és de producció (bv_live_) i l'adreça és la del sandbox.",
            "es": "Esta clave es de producción (bv_live_) y la dirección es la del sandbox.",
            "en": "This is a live key (bv_live_), and the address is that of the sandbox.",
        },
        {
            "ca": "Fes servir una clau bv_test_ aquí, o envia la petició a l'API de producció.",
            "es": "Usa una clave bv_test_ aquí, o envía la petición a la API de producción.",
            "en": "Use a bv_test_ key here, or send the request to the live API.",
        },
    ),
    "test_key_in_live": (
        {
            "ca": "Aquesta clau és de proves (bv_test_) i l'adreça és la de producció.",
            "es": "Esta clave es de pruebas (bv_test_) y la dirección es la de producción.",
            "en": "This is a test key (bv_test_), and the address is that of the live API.",
        },
        {
            "ca": "Envia la petició al sandbox, o fes servir una clau bv_live_ aquí.",
            "es": "Envía la petición al sandbox, o usa una clave bv_live_ aquí.",
            "en": "Send the request to the sandbox, or use a bv_live_ key here.",
        },
    ),
    "revoked_key": (
        {
            "ca": "Aquesta clau d'API s'ha revocat.",
            "es": "Esta clave de API se ha revocado.",
            "en": "This API key was revoked.",
        },
        {
            "ca": "Fes servir una altra clau, o crea'n una de nova amb /keys/create.",
            "es": "Usa otra clave, o crea una nueva con /keys/create.",
            "en": "Use another key, or create a new one with /keys/create.",
        },
    ),
    "expired_key": (
        {
            "ca": "Aquesta clau d'API ha caducat.",
            "es": "Esta clave de API ha caducado.",
            "en": "This API key has expired.",
        },
        {
            "ca": "Crea una clau nova amb /keys/create; la data de caducitat és expires_at.",
            "es": "Crea una clave nueva con /keys/create; la fecha de caducidad es expires_at.",
            "en": "Create a new key with /keys/create; its date of expiry is expires_at.",
        },
    ),
    "suspended": (
        {
            "ca": "L'organització d'aquesta clau està suspesa.",
            "es": "La organización de esta clave está suspendida.",
            "en": "The organisation of this key is suspended.",
        },
        {
            "ca": "Escriu a support@bivelio.com.",
            "es": "Escribe a support@bivelio.com.",
            "en": "Write to support@bivelio.com.",
        },
    ),
    "origin_not_allowed": (
        {
            "ca": "Aquesta clau no es pot fer servir des d'aquesta pàgina web.",
            "es": "Esta clave no se puede usar desde esta página web.",
            "en": "This key may not be used from this web page.",
        },
        {
            "ca": "Afegeix l'origen de la pàgina a allowed_origins de la clau, o fes la crida des del servidor.",
            "es": "Añade el origen de la página a allowed_origins de la clave, o haz la llamada desde el servidor.",
            "en": "Add the page's origin to allowed_origins of the key, or make the call from your server.",
        },
    ),
    "session_ended": (
        {
            "ca": "La sessió d'aquest token s'ha tancat.",
            "es": "La sesión de este token se ha cerrado.",
            "en": "The session of this token has ended.",
        },
        {
            "ca": "Torna a iniciar la sessió amb /auth/token?grant_type=password.",
            "es": "Vuelve a iniciar la sesión con /auth/token?grant_type=password.",
            "en": "Sign in again with /auth/token?grant_type=password.",
        },
    ),
    "no_cookie": (
        {
            "ca": "Aquest navegador no té cap sessió oberta.",
            "es": "Este navegador no tiene ninguna sesión abierta.",
            "en": "This browser has no open session.",
        },
        {
            "ca": "Inicia la sessió amb /auth/token?grant_type=password i cookie: true.",
            "es": "Inicia la sesión con /auth/token?grant_type=password y cookie: true.",
            "en": "Sign in with /auth/token?grant_type=password and cookie: true.",
        },
    ),
    "cookie_elsewhere": (
        {
            "ca": "La galeta de la sessió només val per a les pàgines del mateix servidor.",
            "es": "La cookie de la sesión solo vale para las páginas del mismo servidor.",
            "en": "The cookie of the session is only for pages of the same host.",
        },
        {
            "ca": "Des d'un altre servidor, demana el refresh_token al cos, sense cookie.",
            "es": "Desde otro servidor, pide el refresh_token en el cuerpo, sin cookie.",
            "en": "From another host, ask for the refresh_token in the body, without cookie.",
        },
    ),
}
"""By reason: the sentence, and what to do. Without quotation marks: API Gateway puts them into JSON as they are."""


class CredentialRefused(InvalidToken):
    """The credential is refused; `details.reason` says why."""

    text: ClassVar[Text] = InvalidToken.text

    def __init__(self, reason: str) -> None:
        super().__init__(details={"reason": reason if reason in SENTENCES else "invalid_token"})

    def message(self, language: str) -> str:
        """The sentence of the reason."""
        return self._told(0, language) or super().message(language)

    def advice(self, language: str) -> str:
        """What to do about the reason."""
        return self._told(1, language) or super().advice(language)

    def context(self, language: str) -> dict[str, Any]:
        """What the gateway response INVALID_API_KEY takes from the authorizer's answer."""
        told = {"message": self.message(language), "remedy": self.advice(language), "language": language}
        return {"verdict": "refused", "reason": self.details["reason"], **told}

    def _told(self, part: int, language: str) -> str | None:
        sentences = SENTENCES.get(self.details["reason"])
        return sentences[part][language if language in LANGUAGES else "ca"] if sentences else None
