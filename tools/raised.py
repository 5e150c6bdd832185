"""The errors that each operation can answer: by what its handler declares, and by what its service raises.

What stands before every service (credential, scope, form of the body, limits) follows from the declaration. The rest is
what leaves the handler's function, as tools/reached.py reads it. tests/contracts/test_errors.py has each provoked.
"""

from functools import cache

from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.entrypoints.declaration import Endpoint
from bivelio_core.errors import (
    ApiError,
    Conflict,
    ExpiredToken,
    IdempotencyConflict,
    IdempotencyMismatch,
    InsufficientScope,
    InternalError,
    InvalidToken,
    RateLimitExceeded,
    TemporarilyUnavailable,
    TooLarge,
    ValidationError,
)
from bivelio_core.identity.errors import MfaNotEnrolled

from tools.endpoints import Operation, operations
from tools.reached import Raised, failures_of

BEFORE_ALL: tuple[type[ApiError], ...] = (
    *(ValidationError, TooLarge, InvalidToken, ExpiredToken, RateLimitExceeded),
    *(InternalError, TemporarilyUnavailable),
)
"""Answered for every operation by what stands before it."""

OF_VERSIONS: frozenset[Raised] = frozenset({("store.revise.revise", Conflict)})
"""What only a request that names the version it expects is answered."""


@cache
def raised(operation: str) -> dict[str, list[str]]:
    """Return the codes that an operation can answer, by status."""
    (declared,) = (each for each in operations() if each.endpoint.operation == operation)
    codes: dict[str, list[str]] = {}
    for status, code in sorted({(str(kind.status), kind.code) for kind in kinds(declared)}):
        codes.setdefault(status, []).append(code)
    return codes


def costs(endpoint: Endpoint) -> bool:
    """Tell whether an operation costs AI credits."""
    return str(CreditsExhausted.status) in raised(endpoint.operation)


def kinds(operation: Operation, without: frozenset[Raised] = frozenset()) -> set[type[ApiError]]:
    """Return the failures that an operation can answer, without those that some functions of the core raise."""
    endpoint = operation.endpoint
    if "version" not in endpoint.request.model_fields:
        without |= OF_VERSIONS
    failures = {*BEFORE_ALL, *failures_of(operation.function.handler_file, "handler", without)}
    if endpoint.scope is not None:
        failures |= {InsufficientScope, MfaNotEnrolled}
    if endpoint.actors == ("user",):
        failures.add(InsufficientScope)
    if endpoint.remembers:
        failures |= {IdempotencyConflict, IdempotencyMismatch}
    return failures
