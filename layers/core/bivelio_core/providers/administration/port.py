"""What a place that takes invoices for administrations does, and what it tells.

Failures are those of messaging: Refused (for good), Unavailable (nothing was done), OutcomeUnknown (it may have it).
"""

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from bivelio_core.providers.messaging.failures import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

    from bivelio_core.providers.peppol.port import Route

Channel = Literal["face", "efact", "peppol"]
"""The last is no administration's: an access point of Peppol (providers/peppol)."""


class SentBefore(Refused):
    """The place has the invoice already, and does not say under which number."""

    def __init__(self, text: str) -> None:
        super().__init__("content_rejected", text)


class Holder(NamedTuple):
    """Who asks: a certificate and its key."""

    key: "RSAPrivateKey"
    certificate: "Certificate"


class Filed(NamedTuple):
    """What is handed in: the file, its name, who is told by e-mail, and how its invoice is known.

    A signed Facturae has a processing unit, a document for Peppol a route.
    """

    content: bytes
    name: str
    email: str
    invoice_number: str
    seller_nif: str
    processing_unit: str = ""
    route: "Route | None" = None


class Receipt(NamedTuple):
    """What the place says of an invoice that it has taken: what it is asked about it by, its number in the register."""

    reference: str
    registry_number: str | None = None
    code: str = "1200"


class Progress(NamedTuple):
    """How far an invoice is: the code of its state and, for a rejection, why; the code of a cancellation, and why."""

    code: str
    reason: str | None = None
    registry_number: str | None = None
    accounting_number: str | None = None
    cancellation: str | None = None
    cancellation_reason: str | None = None


class Place(Protocol):
    """FACe, e.FACT, or what stands for them."""

    is_simulated: bool
    """Whether nothing is handed in by it."""
    can_cancel: bool
    """Whether it takes requests for cancellation."""

    def hand_in(self, filed: Filed) -> Receipt:
        """Hand an invoice in."""

    def find(self, filed: Filed) -> Receipt | None:
        """Look for an invoice of which no answer came. None when the place does not have it, or cannot tell."""

    def progress(self, reference: str) -> Progress:
        """Ask how far an invoice is."""

    def ask_cancellation(self, reference: str, reason: str) -> None:
        """Ask that an invoice be cancelled."""
