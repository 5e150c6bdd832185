"""The failures of a document: as callers see them, and as an extraction stores them until it is read."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import ApiError, IntegrationError, Unprocessable
from bivelio_core.faults import Fault, register

NOT_FETCHED = register("documents", "not_fetched")


def refusal(field: str, reason: str) -> Unprocessable:
    """Return the error for a refused document that a field of the request names."""
    known = reason if Entry("documents", f"constraint.{reason}").exists else "unreadable"
    return Unprocessable([Fault(field, register("documents", known), {"reason": reason})])


def stored_failure(error: ApiError) -> dict[str, Any]:
    """Return a failure in its stored form. Raises TypeError for one that cannot end an extraction."""
    match error:
        case Unprocessable():
            return {"field": error.faults[0].field, "reason": error.faults[0].constraint}
        case CreditsExhausted() | IntegrationError():
            return {"code": error.code, "details": error.details, "retry_after": error.retry_after}
        case _:
            raise TypeError(f"no extraction ends with {error.code}")


def error_of(kept_error: Mapping[str, Any]) -> ApiError:
    """The failure that `stored_failure` stored."""
    from bivelio_core.providers.language_model.failures import ModelRefused, ModelUnavailable  # noqa: PLC0415

    if "field" in kept_error:
        return refusal(kept_error["field"], kept_error["reason"])
    details = kept_error["details"]
    if kept_error["code"] == CreditsExhausted.code:
        return CreditsExhausted(required=details["required"], available=details["available"])
    if kept_error["retry_after"] is None:
        return ModelRefused(details["reason"])
    return ModelUnavailable(details["reason"], retry_after=kept_error["retry_after"])


def may_succeed_later(kept_error: Mapping[str, Any]) -> bool:
    """Tell whether a repeated request may succeed with the same document."""
    return "field" not in kept_error and (
        kept_error["code"] == CreditsExhausted.code or kept_error["retry_after"] is not None
    )
