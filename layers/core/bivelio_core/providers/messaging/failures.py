"""How a call to a provider can end without success; each kind says what may be done next.

ProviderFailure
|- Refused          for good: the same request would be refused again
|  `- TooLarge      a file that is larger than we take
|- Unavailable      nothing was done: the same request may be sent again, after `retry_after` if there is one
`- OutcomeUnknown   the provider may have done it: only who can find out, or may do it twice, sends it again
"""

from typing import Literal

from bivelio_core.aws_calls import PlainCause

Reason = Literal[
    "authorization_unsupported",
    "client_needed",
    "connection_broken",
    "consent_withdrawn",
    "content_rejected",
    "credentials_rejected",
    "marketing_capped",
    "media_rejected",
    "messaging_limited",
    "not_configured",
    "not_connected",
    "outcome_unknown",
    "payment_required",
    "permission_missing",
    "phone_required",
    "provider_unavailable",
    "rate_limited",
    "recipient_blocked",
    "recipient_invalid",
    "recipient_stopped",
    "recipient_suppressed",
    "recipient_unreachable",
    "sender_rejected",
    "spam_limited",
    "template_parameters",
    "template_unknown",
    "whatsapp_window_closed",
]
"""What programs may branch on: `details.reason` of INTEGRATION_ERROR, and `error.reason` of a message that failed."""

OF_THE_CREDENTIALS: frozenset[Reason] = frozenset({"credentials_rejected"})
"""Reasons that make a connection `broken`: nothing works until somebody renews its credentials."""


class ProviderFailure(PlainCause):
    """See the module. `text` is the provider's own sentence, cut; it holds no credential and no content."""

    def __init__(self, reason: Reason, text: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.text = text[:200]
        self.retry_after = retry_after


class Refused(ProviderFailure):
    """For good."""


class TooLarge(Refused):
    """A file of the provider's that is larger than we take."""

    def __init__(self) -> None:
        super().__init__("media_rejected", "the file is too large")


class Unavailable(ProviderFailure):
    """Not now, and nothing was done."""


class OutcomeUnknown(ProviderFailure):
    """The request was sent and no answer came: it may have been carried out."""

    def __init__(self, text: str = "") -> None:
        super().__init__("outcome_unknown", text)
