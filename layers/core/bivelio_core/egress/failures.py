"""How an outgoing request can end without an answer."""

from typing import Literal

Cause = Literal["timeout", "dns", "connection", "tls", "protocol", "too_large", "too_many_redirects"]


class EgressRefused(Exception):
    """The guard does not let this request out, whatever the receiver does. `reason` says which rule, for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EgressFailed(Exception):
    """The request was allowed and got no usable answer. `cause` is for programs; trying again can help."""

    def __init__(self, cause: Cause, message: str, elapsed_ms: int = 0) -> None:
        super().__init__(f"{cause}: {message}")
        self.cause: Cause = cause
        self.elapsed_ms = elapsed_ms
