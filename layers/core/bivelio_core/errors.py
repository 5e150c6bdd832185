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
the message is for a person: `<class>.text` and `<class>.remedy` of the domain's catalogue (catalogue.py), or else those
of the class above. `details` is safe to show; the cause goes to the log only (`raise ... from`). Source: the
reference, "Gestió d'errors".
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from .catalogue import CORE, LANGUAGES, Entry
from .faults import SHOWN, Fault, Text

Window = Literal["minute", "second"]
"""The windows of a plan's limits."""


DOCUMENTATION_URL = "https://docs.bivelio.com"
"""Where the documentation is, unless the deployment says otherwise (parameter DocsUrl)."""


def doc_url(code: str, docs: str = DOCUMENTATION_URL) -> str:
    """The address of the page about a code: `<docs>/errors/validation-error`."""
    return f"{docs}/errors/{code.lower().replace('_', '-')}"


class _Own:
    """A text of a class: the entry of the class, or of the nearest class above that has one; empty without any."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, error: "ApiError | None", kind: "type[ApiError]") -> Text:
        entries = (Entry(_domain_of(each), f"{each.__name__}.{self.name}") for each in kind.__mro__)
        return next((entry for entry in entries if entry.exists), {})


def _domain_of(kind: type) -> str:
    folders = kind.__module__.split(".")[1:-1]
    return folders[0] if folders else CORE


class ApiError(Exception):
    """A failure with a documented answer. `values` fill the message, `details` go into the envelope."""

    code: ClassVar[str]
    status: ClassVar[int]
    retryable: ClassVar[bool] = False
    text = _Own()
    remedy = _Own()
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


class ExpiredToken(ApiError):
    """The access token was ours and has expired: refresh it."""

    code, status = "AUTH_EXPIRED_TOKEN", 401


class InsufficientScope(ApiError):
    """The caller is known but may not do this; the values name the scope."""

    code, status = "AUTH_INSUFFICIENT_SCOPE", 403

    @classmethod
    def of(cls, scope: str, **where: Any) -> "InsufficientScope":
        """Return the error for a missing scope, `contacts:read`; `where` names what needs it, in `details`."""
        resource, _, level = scope.partition(":")
        return cls(scope=scope, details={"required_scope": level, "resource": resource, **where})


class NotPublishable(InsufficientScope):
    """A publishable key asked for what none may do: its scopes and resources cannot help."""


class NotAmongResources(InsufficientScope):
    """A publishable key asked for a resource that it was not made for."""


class UsersOnly(InsufficientScope):
    """The operation is for people who signed in; an API key may not do it, whatever its scopes."""


class ValidationError(ApiError):
    """The request is malformed. The first fault is named in `details`, all are in `details.errors[]`."""

    code, status = "VALIDATION_ERROR", 400

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


class ResourceNotFound(ApiError):
    """There is no such resource, or no such path."""

    code, status = "RESOURCE_NOT_FOUND", 404


class NoSuchResource(ResourceNotFound):
    """What a field of the request names is not there: `details` has its `kind`, its `id` and the `field`."""

    def message(self, language: str) -> str:
        """The sentence, with the word for the kind."""
        words = Entry(CORE, f"kind.{self.details['kind']}")
        words = words if words.exists else Entry(CORE, "kind.resource")
        in_language = language if language in LANGUAGES else "ca"
        return self.text[in_language].format(
            none=words[in_language], id=self.details["id"], field=self.details["field"]
        )


class UnknownPath(ResourceNotFound):
    """The path is not an operation, and none is near; of the root API Gateway says it itself."""


class NearPath(UnknownPath):
    """The path is not an operation; `details.nearest` is one that was perhaps meant."""


class OnlyPost(NearPath):
    """The path is an operation, and the method is not POST: the answer has `Allow: POST`."""


class Conflict(ApiError):
    """The resource's state does not allow this, or it is not the requested version; `details.reason` says which."""

    code, status = "CONFLICT", 409

    def message(self, language: str) -> str:
        """The sentence of the reason, where it has one of its own."""
        sentence = Entry(CORE, f"conflict.{self.details.get('reason')}")
        if not sentence.exists:
            return super().message(language)
        return sentence[language if language in LANGUAGES else "ca"].format_map({**self.values, **self.details})


class ChangedMeanwhile(Conflict):
    """Others kept changing the resource while this request was served; nothing was done, and it may be sent again."""

    retryable = True

    def __init__(self) -> None:
        super().__init__(details={"reason": "changed_meanwhile"}, retry_after=1)


class IdempotencyConflict(ApiError):
    """A request with the same Idempotency-Key is still being processed."""

    code, status, retryable = "IDEMPOTENCY_CONFLICT", 409, True


class IdempotencyMismatch(ApiError):
    """The Idempotency-Key was used with another body."""

    code, status = "IDEMPOTENCY_MISMATCH", 422


class RateLimitExceeded(ApiError):
    """Too many requests in a window: the minute or the second."""

    code, status, retryable = "RATE_LIMIT_EXCEEDED", 429, True

    def __init__(self, *, limit: int, window: Window, retry_after: int | None = None) -> None:
        super().__init__(retry_after=retry_after, limit=limit, window=window)

    def message(self, language: str) -> str:
        """The sentence, with the window's name in the same language."""
        window = Entry(CORE, f"window.{self.values['window']}")
        return self.text[language].format(limit=self.values["limit"], window=window[language])


class IntegrationError(ApiError):
    """The provider refused for good; `details.reason` says why."""

    code, status = "INTEGRATION_ERROR", 422


class IntegrationUnavailable(IntegrationError):
    """The provider could not be reached or asked for patience; trying again can help."""

    status, retryable = 503, True


class InternalError(ApiError):
    """Our own failure, logged with its cause; the caller learns only the request id."""

    code, status, retryable = "INTERNAL_ERROR", 500, True


class TemporarilyUnavailable(InternalError):
    """A service that we need is still busy after all retries."""

    status = 503

    def __init__(self, *, retry_after: int = 1) -> None:
        super().__init__(retry_after=retry_after)
