"""The port to AEAT's service, and what may become of a message there."""

from typing import NamedTuple, Protocol

from bivelio_core.invoices.verifactu.soap import Named


class ClientCertificate(NamedTuple):
    """What a client proves itself with: the certificate and its chain in PEM, and the private key in PEM."""

    chain: str
    key: str
    is_seal: bool = False


class NotDelivered(Exception):
    """The message has certainly not arrived. `problem` is `unreachable` or `certificate`."""

    def __init__(self, problem: str, text: str = "") -> None:
        super().__init__(f"{problem}: {text}")
        self.problem = problem


class AnswerLost(Exception):
    """The message may have arrived: only a query tells."""


class Port(Protocol):
    """AEAT's service, or one that stands for it."""

    is_simulated: bool
    """Whether nothing is submitted by it."""
    representative: Named | None
    """Who submits for the issuer without being it: the platform, which may not ask what AEAT holds."""

    def send(self, message: bytes) -> bytes:
        """Return the document that answers a message. Raises NotDelivered, AnswerLost."""
