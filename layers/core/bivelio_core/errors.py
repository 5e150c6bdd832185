"""The errors that any endpoint can answer: each class is a code, a status and its messages.

    ApiError
    |- InvalidToken 401, ExpiredToken 401, InsufficientScope 403 - UsersOnly 403
    |- ValidationError 400 - Unprocessable 422, TooLarge 413
    |- ResourceForbidden 403, ResourceNotFound 404
    |- Conflict 409 - ChangedMeanwhile 409, IdempotencyConflict 409, IdempotencyMismatch 422
    |- RateLimitExceeded 429
    |- IntegrationError 422 - IntegrationUnavailable 503
    `- InternalError 500, TemporarilyUnavailable 503

Domains have further errors, in modules that they declare under `texts` (domain.py). The code is the contract,
the message is for a person. `details` is safe to show; the cause goes to the log only (`raise ... from`). Source: the
reference, "Gestió d'errors".
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from .faults import LANGUAGES, SHOWN, Fault, Text

Window = Literal["minute", "second"]
"""The windows of a plan's limits."""


DOCUMENTATION_URL = "https://docs.bivelio.com"
"""Where the documentation is, unless the deployment says otherwise (parameter DocsUrl)."""


def doc_url(code: str, docs: str = DOCUMENTATION_URL) -> str:
    """The address of the page about a code: `<docs>/errors/validation-error`."""
    return f"{docs}/errors/{code.lower().replace('_', '-')}"


class ApiError(Exception):
    """A failure with a documented answer. `values` fill the message, `details` go into the envelope."""

    code: ClassVar[str]
    status: ClassVar[int]
    retryable: ClassVar[bool] = False
    text: ClassVar[Text]
    remedy: ClassVar[Text]
    """What the caller can do; every class with its own code has this."""

    def __init__(self, *, details: dict[str, Any] | None = None, retry_after: int | None = None, **values: Any) -> None:
        super().__init__(self.code, details or values)
        self.details = details or {}
        self.retry_after = retry_after
        self.values = values

    def message(self, language: str) -> str:
        """The sentence for the caller, in one of our languages."""
        return self.text[language if language in LANGUAGES else "ca"].format_map(self.values)

    def advice(self, language: str) -> str:
        """What the caller can do now, in one of our languages."""
        return self.remedy[language if language in LANGUAGES else "ca"]

    def describe(self, language: str, request_id: str, docs: str = DOCUMENTATION_URL) -> dict[str, Any]:
        """The `error` object of the envelope; `docs` is the address of the documentation."""
        return {
            "code": self.code,
            "message": self.message(language),
            **({"retry_after": self.retry_after} if self.retry_after is not None else {}),
            **({"details": details} if (details := self.localised_details(language)) else {}),
            "request_id": request_id,
            "retryable": self.retryable,
            "remedy": self.advice(language),
            "doc_url": doc_url(self.code, docs),
        }

    def localised_details(self, language: str) -> dict[str, Any]:  # noqa: ARG002 - for the validation errors
        """The `details` object, with its texts for a person in the caller's language."""
        return self.details


class InvalidToken(ApiError):
    """The credential is absent, malformed, unknown, revoked, or of the other environment."""

    code, status = "AUTH_INVALID_TOKEN", 401
    remedy: ClassVar[Text] = {
        "ca": "Envia una clau d'API a la capçalera X-API-Key, o un token d'accés a Authorization: Bearer. Les "
        "claus bv_live_ valen a /v1; les bv_test_, al sandbox.",
        "es": "Envía una clave de API en la cabecera X-API-Key, o un token de acceso en Authorization: Bearer. "
        "Las claves bv_live_ valen en /v1; las bv_test_, en el sandbox.",
        "en": "Send an API key in the header X-API-Key, or an access token in Authorization: Bearer. Keys "
        "bv_live_ work at /v1, keys bv_test_ in the sandbox.",
    }
    text: ClassVar[Text] = {
        "ca": "El token o la clau d'API no és vàlid.",
        "es": "El token o la clave de API no es válido.",
        "en": "The token or API key is not valid.",
    }


class ExpiredToken(ApiError):
    """The access token was ours and has expired: refresh it."""

    code, status = "AUTH_EXPIRED_TOKEN", 401
    remedy: ClassVar[Text] = {
        "ca": "Demana un token nou a /auth/token?grant_type=refresh_token i repeteix la petició.",
        "es": "Pide un token nuevo en /auth/token?grant_type=refresh_token y repite la petición.",
        "en": "Get a new token from /auth/token?grant_type=refresh_token and repeat the request.",
    }
    text: ClassVar[Text] = {
        "ca": "El token ha expirat. Demana'n un de nou amb el refresh_token.",
        "es": "El token ha caducado. Pide uno nuevo con el refresh_token.",
        "en": "The token has expired. Get a new one with the refresh_token.",
    }


class InsufficientScope(ApiError):
    """The caller is known but may not do this; the values name the scope."""

    code, status = "AUTH_INSUFFICIENT_SCOPE", 403
    remedy: ClassVar[Text] = {
        "ca": "Fes servir una credencial amb el permís de details.required_scope, o afegeix-lo a la clau.",
        "es": "Usa una credencial con el permiso de details.required_scope, o añádelo a la clave.",
        "en": "Use a credential with the scope in details.required_scope, or add it to the key.",
    }
    text: ClassVar[Text] = {
        "ca": "Aquesta credencial no té el permís necessari: {scope}.",
        "es": "Esta credencial no tiene el permiso necesario: {scope}.",
        "en": "This credential lacks the required scope: {scope}.",
    }


class NotPublishable(InsufficientScope):
    """A publishable key asked for what none may do: its scopes and resources cannot help."""

    remedy: ClassVar[Text] = {
        "ca": "Fes servir una clau secreta des d'un servidor, o el token d'un usuari. Una clau publicable només "
        "llegeix contactes i fluxos de treball, un a un o en una llista.",
        "es": "Usa una clave secreta desde un servidor, o el token de un usuario. Una clave publicable solo lee "
        "contactos y flujos de trabajo, uno a uno o en una lista.",
        "en": "Use a secret key from a server, or a user's token. A publishable key only reads contacts and workflows, "
        "one by one or as a list.",
    }
    text: ClassVar[Text] = {
        "ca": "Una clau publicable, que té tothom qui obre la pàgina, no pot fer aquesta operació.",
        "es": "Una clave publicable, que tiene quien abre la página, no puede hacer esta operación.",
        "en": "A publishable key, which everybody has who opens the page, cannot do this.",
    }


class NotAmongResources(InsufficientScope):
    """A publishable key asked for a resource that it was not made for."""

    remedy: ClassVar[Text] = {
        "ca": "Si tothom pot llegir el recurs de details.resource, afegeix-lo als resources de la clau (/keys/update).",
        "es": "Si todos pueden leer el recurso de details.resource, añádelo a resources de la clave (/keys/update).",
        "en": "If everybody may read the resource in details.resource, add it to the key's resources by /keys/update.",
    }
    text: ClassVar[Text] = {
        "ca": "Aquesta clau publicable no es va fer per llegir '{resource}'.",
        "es": "Esta clave publicable no se hizo para leer '{resource}'.",
        "en": "This publishable key was not made to read '{resource}'.",
    }


class UsersOnly(InsufficientScope):
    """The operation is for people who signed in; an API key may not do it, whatever its scopes."""

    text: ClassVar[Text] = {
        "ca": "Aquesta operació és només per a usuaris: cal un token d'accés i no una clau d'API.",
        "es": "Esta operación es solo para usuarios: se necesita un token de acceso y no una clave de API.",
        "en": "This operation is for users only: an access token is needed, not an API key.",
    }


class ValidationError(ApiError):
    """The request is malformed. The first fault is named in `details`, all are in `details.errors[]`."""

    code, status = "VALIDATION_ERROR", 400
    remedy: ClassVar[Text] = {
        "ca": "Corregeix el camp de details.field i torna a enviar la petició; details.errors els diu tots.",
        "es": "Corrige el campo de details.field y vuelve a enviar la petición; details.errors los dice todos.",
        "en": "Correct the field in details.field and send the request again; details.errors lists all faults.",
    }
    text: ClassVar[Text] = {}

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(details={"field": faults[0].field, "constraint": faults[0].constraint})
        self.faults = tuple(faults)

    @classmethod
    def of(cls, field: str, constraint: str, **values: Any) -> "ValidationError":
        """The error of a single fault."""
        return cls([Fault(field, constraint, values)])

    def message(self, language: str) -> str:
        """The first fault's sentence."""
        return self.faults[0].message(language)

    def localised_details(self, language: str) -> dict[str, Any]:
        """The first fault as documented, and the list of all."""
        errors = [fault.details(language) for fault in self.faults]
        first_fault = {name: errors[0][name] for name in SHOWN if name in errors[0]}
        return {**self.details, **first_fault, "errors": errors}


class Unprocessable(ValidationError):
    """The request is well formed but contradictory: end before start, a company that does not exist."""

    status = 422


class TooLarge(ValidationError):
    """The body is larger than the endpoint accepts."""

    status = 413


class ResourceForbidden(ApiError):
    """The id was made for another organisation. Does not reveal whether the resource exists."""

    code, status = "RESOURCE_FORBIDDEN", 403
    remedy: ClassVar[Text] = {
        "ca": "L'identificador és d'una altra organització: comprova quina credencial fas servir.",
        "es": "El identificador es de otra organización: comprueba qué credencial usas.",
        "en": "The id was made for another organisation: check which credential you use.",
    }
    text: ClassVar[Text] = {
        "ca": "El recurs pertany a una altra organització.",
        "es": "El recurso pertenece a otra organización.",
        "en": "The resource belongs to another organisation.",
    }


class ResourceNotFound(ApiError):
    """There is no such resource, or no such path."""

    code, status = "RESOURCE_NOT_FOUND", 404
    remedy: ClassVar[Text] = {
        "ca": "Comprova l'identificador i l'adreça. Totes les operacions són POST, com ara POST /contacts/list.",
        "es": "Comprueba el identificador y la dirección. Todas las operaciones son POST, como POST /contacts/list.",
        "en": "Check the id and the path. Every operation is a POST, such as POST /contacts/list.",
    }
    text: ClassVar[Text] = {
        "ca": "El recurs sol·licitat no existeix.",
        "es": "El recurso solicitado no existe.",
        "en": "The requested resource does not exist.",
    }


class UnknownPath(ResourceNotFound):
    """The path is not an operation, and none is near; of the root API Gateway says it itself."""

    text: ClassVar[Text] = {
        "ca": "No hi ha cap operació en aquesta adreça amb aquest mètode. Totes són POST a /recurs/acció.",
        "es": "No hay ninguna operación en esta dirección con este método. Todas son POST a /recurso/acción.",
        "en": "There is no operation at this path with this method. Every one is a POST to /resource/action.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Fes un POST a una adreça de la referència, com ara /v1/contacts/list.",
        "es": "Haz un POST a una dirección de la referencia, como /v1/contacts/list.",
        "en": "Send a POST to a path of the reference, such as /v1/contacts/list.",
    }


class NearPath(UnknownPath):
    """The path is not an operation; `details.nearest` is one that was perhaps meant."""

    text: ClassVar[Text] = {
        "ca": "No hi ha cap operació {method} {path}. Potser volies dir POST {nearest}.",
        "es": "No hay ninguna operación {method} {path}. Quizá querías decir POST {nearest}.",
        "en": "There is no operation {method} {path}. Perhaps you meant POST {nearest}.",
    }
    remedy: ClassVar[Text] = {
        "ca": "Fes un POST a l'adreça de details.nearest, després de /v1, amb els camps dins de 'data'.",
        "es": "Haz un POST a la dirección de details.nearest, después de /v1, con los campos dentro de 'data'.",
        "en": "Send a POST to the path in details.nearest, after /v1, with the fields inside 'data'.",
    }


class OnlyPost(NearPath):
    """The path is an operation, and the method is not POST."""

    text: ClassVar[Text] = {
        "ca": "{path} és una operació, i totes les operacions es criden amb POST, no amb {method}.",
        "es": "{path} es una operación, y todas las operaciones se llaman con POST, no con {method}.",
        "en": "{path} is an operation, and every operation is called by POST, not by {method}.",
    }


class Conflict(ApiError):
    """The resource's state does not allow this, or it is not the requested version; `details.reason` says which."""

    code, status = "CONFLICT", 409
    remedy: ClassVar[Text] = {
        "ca": "Torna a llegir el recurs: details.reason diu què ho impedeix. Si retryable és true, repeteix la "
        "petició.",
        "es": "Vuelve a leer el recurso: details.reason dice qué lo impide. Si retryable es true, repite la petición.",
        "en": "Read the resource again: details.reason says what stands in the way. If retryable is true, send "
        "the same again.",
    }
    text: ClassVar[Text] = {
        "ca": "L'estat actual del recurs no permet l'operació: details.reason en diu el motiu.",
        "es": "El estado actual del recurso no permite la operación: details.reason indica el motivo.",
        "en": "The current state of the resource does not allow this; details.reason says why.",
    }

    def message(self, language: str) -> str:
        """The sentence of the reason, where it has one of its own."""
        from .conflicts import REASONS  # noqa: PLC0415 - only refusals need it

        sentences = REASONS.get(self.details.get("reason", ""))
        return (
            sentences[language if language in LANGUAGES else "ca"].format_map(self.details)
            if sentences
            else super().message(language)
        )


class ChangedMeanwhile(Conflict):
    """Others kept changing the resource while this request was served; nothing was done, and it may be sent again."""

    retryable = True
    text: ClassVar[Text] = {
        "ca": "El recurs ha anat canviant mentre s'atenia la petició. Reintenta-ho.",
        "es": "El recurso ha ido cambiando mientras se atendía la petición. Reinténtalo.",
        "en": "The resource kept changing while the request was served. Retry.",
    }

    def __init__(self) -> None:
        super().__init__(details={"reason": "changed_meanwhile"}, retry_after=1)


class IdempotencyConflict(ApiError):
    """A request with the same Idempotency-Key is still being processed."""

    code, status, retryable = "IDEMPOTENCY_CONFLICT", 409, True
    remedy: ClassVar[Text] = {
        "ca": "Espera un segon i repeteix la mateixa petició.",
        "es": "Espera un segundo y repite la misma petición.",
        "en": "Wait a second and repeat the same request.",
    }
    text: ClassVar[Text] = {
        "ca": "Encara s'està processant una petició amb la mateixa Idempotency-Key.",
        "es": "Todavía se está procesando una petición con la misma Idempotency-Key.",
        "en": "A request with the same Idempotency-Key is still being processed.",
    }


class IdempotencyMismatch(ApiError):
    """The Idempotency-Key was used with another body."""

    code, status = "IDEMPOTENCY_MISMATCH", 422
    remedy: ClassVar[Text] = {
        "ca": "Fes servir una clau nova per a una petició diferent.",
        "es": "Usa una clave nueva para una petición distinta.",
        "en": "Use a new key for a different request.",
    }
    text: ClassVar[Text] = {
        "ca": "Aquesta Idempotency-Key ja s'ha fet servir amb una petició diferent.",
        "es": "Esta Idempotency-Key ya se ha usado con una petición distinta.",
        "en": "This Idempotency-Key was already used with a different request.",
    }


class RateLimitExceeded(ApiError):
    """Too many requests in a window: the minute or the second."""

    code, status, retryable = "RATE_LIMIT_EXCEEDED", 429, True
    remedy: ClassVar[Text] = {
        "ca": "Espera els segons de retry_after i repeteix la petició.",
        "es": "Espera los segundos de retry_after y repite la petición.",
        "en": "Wait retry_after seconds and repeat the request.",
    }
    text: ClassVar[Text] = {
        "ca": "Has excedit el límit de {limit} peticions per {window}.",
        "es": "Has superado el límite de {limit} peticiones por {window}.",
        "en": "You have exceeded the limit of {limit} requests per {window}.",
    }
    windows: ClassVar[dict[Window, Text]] = {
        "minute": {"ca": "minut", "es": "minuto", "en": "minute"},
        "second": {"ca": "segon", "es": "segundo", "en": "second"},
    }

    def __init__(self, *, limit: int, window: Window, retry_after: int | None = None) -> None:
        super().__init__(retry_after=retry_after, limit=limit, window=window)

    def message(self, language: str) -> str:
        """The sentence, with the window's name in the same language."""
        window = self.windows[self.values["window"]]
        return self.text[language].format(limit=self.values["limit"], window=window[language])


class IntegrationError(ApiError):
    """The provider refused for good; `details.reason` says why."""

    code, status = "INTEGRATION_ERROR", 422
    remedy: ClassVar[Text] = {
        "ca": "details.reason és el que diu el proveïdor. Amb l'estat 503, torna-ho a provar passats els segons "
        "de retry_after.",
        "es": "details.reason es lo que dice el proveedor. Con el estado 503, vuelve a intentarlo pasados los "
        "segundos de retry_after.",
        "en": "details.reason is the provider's. With the status 503 try again after retry_after seconds.",
    }
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


class InternalError(ApiError):
    """Our own failure, logged with its cause; the caller learns only the request id."""

    code, status, retryable = "INTERNAL_ERROR", 500, True
    remedy: ClassVar[Text] = {
        "ca": "Repeteix la petició amb la mateixa Idempotency-Key, esperant cada vegada més. Si continua, "
        "digues el request_id a support@bivelio.com.",
        "es": "Repite la petición con la misma Idempotency-Key, esperando cada vez más. Si continúa, di el "
        "request_id a support@bivelio.com.",
        "en": "Repeat the request with the same Idempotency-Key, waiting longer each time. If it goes on, tell "
        "support@bivelio.com the request_id.",
    }
    text: ClassVar[Text] = {
        "ca": "Error intern inesperat. Torna-ho a provar, esperant cada vegada més.",
        "es": "Error interno inesperado. Vuelve a intentarlo, esperando cada vez más.",
        "en": "Unexpected internal error. Try again, waiting longer each time.",
    }


class TemporarilyUnavailable(InternalError):
    """A service that we need is still busy after all retries."""

    status = 503
    text: ClassVar[Text] = {
        "ca": "El servei no està disponible temporalment. Reintenta-ho d'aquí a uns segons.",
        "es": "El servicio no está disponible temporalmente. Reinténtalo en unos segundos.",
        "en": "The service is temporarily unavailable. Retry in a few seconds.",
    }

    def __init__(self, *, retry_after: int = 1) -> None:
        super().__init__(retry_after=retry_after)
