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


DOCUMENTATION_URL = "https://docs.bivelio.com/errors"


class ApiError(Exception):
    """A failure with a documented answer. `values` fill the message, `details` go into the envelope."""

    code: ClassVar[str]
    status: ClassVar[int]
    retryable: ClassVar[bool] = False
    text: ClassVar[Text]
    remedy: ClassVar[str]
    """What the caller can do, for docs/errors.md; every class with its own code has this."""

    def __init__(self, *, details: dict[str, Any] | None = None, retry_after: int | None = None, **values: Any) -> None:
        super().__init__(self.code, details or values)
        self.details = details or {}
        self.retry_after = retry_after
        self.values = values

    def message(self, language: str) -> str:
        """The sentence for the caller, in one of our languages."""
        return self.text[language if language in LANGUAGES else "ca"].format_map(self.values)

    def describe(self, language: str, request_id: str) -> dict[str, Any]:
        """The `error` object of the envelope."""
        return {
            "code": self.code,
            "message": self.message(language),
            **({"retry_after": self.retry_after} if self.retry_after is not None else {}),
            **({"details": details} if (details := self.localised_details(language)) else {}),
            "request_id": request_id,
            "retryable": self.retryable,
            "doc_url": f"{DOCUMENTATION_URL}#{self.code.lower()}",
        }

    def localised_details(self, language: str) -> dict[str, Any]:  # noqa: ARG002 - for the validation errors
        """The `details` object, with its texts for a person in the caller's language."""
        return self.details


class InvalidToken(ApiError):
    """The credential is absent, malformed, unknown, revoked, or of the other environment."""

    code, status = "AUTH_INVALID_TOKEN", 401
    remedy = "Send a valid `X-API-Key` or `Authorization: Bearer`. Live keys answer on `/v1`, test keys on the sandbox."
    text: ClassVar[Text] = {
        "ca": "El token o l'API Key no és vàlid.",
        "es": "El token o la API Key no es válido.",
        "en": "The token or API key is not valid.",
    }


class ExpiredToken(ApiError):
    """The access token was ours and has expired: refresh it."""

    code, status = "AUTH_EXPIRED_TOKEN", 401
    remedy = "Call `/auth/token?grant_type=refresh_token`."
    text: ClassVar[Text] = {
        "ca": "El token ha expirat. Demana'n un de nou amb el refresh_token.",
        "es": "El token ha caducado. Pide uno nuevo con el refresh_token.",
        "en": "The token has expired. Get a new one with the refresh_token.",
    }


class InsufficientScope(ApiError):
    """The caller is known but may not do this; the values name the scope."""

    code, status = "AUTH_INSUFFICIENT_SCOPE", 403
    remedy = (
        "Use a credential with the scope in `details.required_scope`; with `reason: users_only`, an access token. "
        "An approval may say who decides it (`waiting` of `/workflows/instances/get`)."
    )
    text: ClassVar[Text] = {
        "ca": "Aquesta credencial no té l'scope necessari: {scope}.",
        "es": "Esta credencial no tiene el scope necesario: {scope}.",
        "en": "This credential lacks the required scope: {scope}.",
    }


class UsersOnly(InsufficientScope):
    """The operation is for people who signed in; an API key may not do it, whatever its scopes."""

    text: ClassVar[Text] = {
        "ca": "Aquesta operació és només per a usuaris: cal un token d'accés i no una API Key.",
        "es": "Esta operación es solo para usuarios: se necesita un token de acceso y no una API Key.",
        "en": "This operation is for users only: an access token is needed, not an API key.",
    }


class ValidationError(ApiError):
    """The request is malformed. The first fault is named in `details`, all are in `details.errors[]`."""

    code, status = "VALIDATION_ERROR", 400
    remedy = "Correct the field in `details.field`; `details.errors` lists all faults."
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
        shown = {name: errors[0][name] for name in SHOWN if name in errors[0]}
        return {**self.details, **shown, "errors": errors}


class Unprocessable(ValidationError):
    """The request is well formed but contradictory: end before start, a company that does not exist."""

    status = 422


class TooLarge(ValidationError):
    """The body is larger than the endpoint accepts."""

    status = 413


class ResourceForbidden(ApiError):
    """The id was made for another organisation. Does not reveal whether the resource exists."""

    code, status = "RESOURCE_FORBIDDEN", 403
    remedy = "The id was made for another organisation: check which credential you use."
    text: ClassVar[Text] = {
        "ca": "El recurs pertany a una altra organització.",
        "es": "El recurso pertenece a otra organización.",
        "en": "The resource belongs to another organisation.",
    }


class ResourceNotFound(ApiError):
    """There is no such resource, or no such path."""

    code, status = "RESOURCE_NOT_FOUND", 404
    remedy = "Check the id and the path."
    text: ClassVar[Text] = {
        "ca": "El recurs sol·licitat no existeix.",
        "es": "El recurso solicitado no existe.",
        "en": "The requested resource does not exist.",
    }


class Conflict(ApiError):
    """The resource's state does not allow this, or it is not the requested version; `details.reason` says which."""

    code, status = "CONFLICT", 409
    remedy = (
        "Read the resource again; `details.reason` says what stands in the way. If `retryable`, send the same again."
    )
    text: ClassVar[Text] = {
        "ca": "L'estat actual del recurs no permet l'operació: details.reason en diu el motiu.",
        "es": "El estado actual del recurso no permite la operación: details.reason indica el motivo.",
        "en": "The current state of the resource does not allow this; details.reason says why.",
    }


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
    remedy = "Wait a second and repeat the same request."
    text: ClassVar[Text] = {
        "ca": "Encara s'està processant una petició amb la mateixa Idempotency-Key.",
        "es": "Todavía se está procesando una petición con la misma Idempotency-Key.",
        "en": "A request with the same Idempotency-Key is still being processed.",
    }


class IdempotencyMismatch(ApiError):
    """The Idempotency-Key was used with another body."""

    code, status = "IDEMPOTENCY_MISMATCH", 422
    remedy = "Use a new key for a different request."
    text: ClassVar[Text] = {
        "ca": "Aquesta Idempotency-Key ja s'ha fet servir amb una petició diferent.",
        "es": "Esta Idempotency-Key ya se ha usado con una petición distinta.",
        "en": "This Idempotency-Key was already used with a different request.",
    }


class RateLimitExceeded(ApiError):
    """Too many requests in a window: the minute or the second."""

    code, status, retryable = "RATE_LIMIT_EXCEEDED", 429, True
    remedy = "Wait `retry_after` seconds."
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


class InternalError(ApiError):
    """Our own failure, logged with its cause; the caller learns only the request id."""

    code, status, retryable = "INTERNAL_ERROR", 500, True
    remedy = "Repeat with exponential backoff and the same Idempotency-Key; tell support the `request_id`."
    text: ClassVar[Text] = {
        "ca": "Error intern inesperat. Reintenta-ho amb backoff exponencial.",
        "es": "Error interno inesperado. Reinténtalo con backoff exponencial.",
        "en": "Unexpected internal error. Retry with exponential backoff.",
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
