"""How an outgoing request can end without an answer."""

from typing import Literal

from bivelio_core.aws_calls import PlainCause
from bivelio_core.catalogue import Entry

FailureKind = Literal["timeout", "dns", "connection", "tls", "protocol", "too_large", "too_many_redirects"]


class EgressRefused(PlainCause):
    """The guard forbids this request, whatever the receiver does. `text` says which rule, for a person.

    It is `address.<name>` of the catalogue of egress; `reason` is its English, for the log. It never quotes the URL,
    which may carry credentials, nor an address of the host: it appears in our log and the
    customer's.
    """

    def __init__(self, name: str, **values: object) -> None:
        self.text = Entry("egress", f"address.{name}").filled(**values)
        self.reason = self.text["en"]
        super().__init__(self.reason)


class EgressFailed(Exception):
    """The request was allowed and got no usable answer. `kind` is for programs; a retry can succeed.

    The message names no address and quotes no URL, like `EgressRefused.reason`. With `may_have_arrived` the receiver
    may have acted on the request all the same; without it, nothing of the request was sent.
    """

    def __init__(self, kind: FailureKind, message: str, elapsed_ms: int = 0, *, may_have_arrived: bool = False) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind: FailureKind = kind
        self.elapsed_ms = elapsed_ms
        self.may_have_arrived = may_have_arrived
