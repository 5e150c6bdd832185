"""The failures of the protocol, in its own words: `{"error": "invalid_grant", ...}` (RFC 6749, section 5.2)."""

from typing import Literal

Code = Literal[
    "access_denied",
    "authorization_pending",
    "expired_token",
    "invalid_client",
    "invalid_client_metadata",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "slow_down",
    "temporarily_unavailable",
    "unsupported_grant_type",
]


class OauthError(Exception):
    """What a client is told; the description is for its developer, in English as the RFC asks for ASCII."""

    def __init__(self, code: Code, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.code: Code = code
        self.description = description
        self.status = status
