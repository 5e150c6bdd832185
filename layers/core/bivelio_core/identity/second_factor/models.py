"""The second factor and the proof of identity: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.identity.models import MAXIMUM_LENGTH
from bivelio_core.models import EXACTLY, Request, Response, Timestamp

Code = Annotated[str, Field(min_length=6, max_length=20, examples=["492039"])]


class EnrollFactor(Request):
    """You begin to use an authenticator app."""


class EnrolledFactor(Response):
    """What the app needs. Nothing changes until `/auth/mfa/confirm` gets a code of it."""

    secret: str = Field(description="The secret in base32, to type.")
    uri: str = Field(description="The same as `otpauth://` address, for a QR code.")
    expires_at: Timestamp = Field(description="Until when it can be confirmed.")


class ConfirmFactor(Request):
    """A code of the app."""

    code: Code = Field(description="The code that the app shows.")


class ConfirmedFactor(Response):
    """Signing in takes a code from now on. The recovery codes are shown this once."""

    enabled_at: Timestamp = Field(description="Since when.")
    recovery_codes: list[str] = Field(description="Ten codes for when the app is lost; each works once.")


class RenewCodes(Request):
    """You want other recovery codes; the app stays as it is."""


class RenewedCodes(Response):
    """The new recovery codes, shown this once. The former ones have ended."""

    recovery_codes: list[str] = Field(description="Ten codes for when the app is lost; each works once.")


class DisableFactor(Request):
    """You sign in by your password alone again."""


class DisabledFactor(Response):
    """The second factor is off."""

    enabled: Literal[False] = Field(False, description="Always false.")


class Confirm(Request):
    """Proof that you are there: a code for who has a second factor, otherwise the password."""

    password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] | None = Field(
        None, description="Your password, without a second factor."
    )
    code: Code | None = Field(None, description="A code of the app, or a recovery code, with a second factor.")


class Confirmed(Response):
    """The session counts as recent for fifteen minutes."""

    confirmed_at: Timestamp = Field(description="When you proved who you are.")
    recent_until: Timestamp = Field(description="Until when it counts.")
