"""The errors of signing in."""

from bivelio_core.errors import ApiError, InvalidToken
from bivelio_core.faults import register

WRONG_CODE = register("identity", "wrong_code")


class InvalidCredentials(InvalidToken):
    """The e-mail address and password do not belong together. Does not reveal whether the address is known."""


class TooManyAttempts(ApiError):
    """Too many failed sign-ins of an account or from an address; the value says how long it is locked."""

    code, status, retryable = "RATE_LIMIT_EXCEEDED", 429, True


class TooManyMails(TooManyAttempts):
    """Too many mails were requested, to an address or by an organisation."""


class MfaRequired(ApiError):
    """The password is right, and a code has to follow: `details.challenge` goes with it to `/auth/token`."""

    code, status = "AUTH_MFA_REQUIRED", 401


class MfaNotEnrolled(ApiError):
    """The organisation requires a second factor of its owners, and this one has none: only `/auth/*` is open."""

    code, status = "AUTH_MFA_NOT_ENROLLED", 403


class WrongCode(InvalidCredentials):
    """The code of the second factor is wrong or has counted before, or the challenge has expired."""


class ConfirmationRequired(ApiError):
    """The request needs a recent proof of identity: call `/auth/confirm`, then repeat the request."""

    code, status = "AUTH_CONFIRMATION_REQUIRED", 403
