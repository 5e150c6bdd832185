"""What an access point does for us: it looks a receiver up, takes documents, and tells what became of them.

Failures are those of messaging: Refused (for good), Unavailable (nothing was done), OutcomeUnknown (it may have it).
AS4, the envelope (SBDH) and the certificates of the network are the access point's: none of them is here.
"""

from typing import NamedTuple, Protocol


class Route(NamedTuple):
    """From whom to whom a document goes, and as what: identifiers of Peppol, those of types with their schemes."""

    sender: str
    """`9920:ESB65874210`, of the scheme iso6523-actorid-upis."""
    receiver: str
    document_type: str
    process: str
    message_id: str
    """A UUID, the same for each try: InstanceIdentifier of the envelope."""


class Stage(NamedTuple):
    """How far a document is: `SENT`, `DELIVERED`, or the code of the buyer's response (UNCL 4343), and why."""

    code: str
    reason: str | None = None


class AccessPoint(Protocol):
    """An access point."""

    is_simulated: bool
    """Whether nothing is sent by it."""

    def look_up(self, route: Route) -> None:
        """Ask where the receiver takes such a document (SML, SMP).

        Raises Refused: `recipient_invalid` for who is not registered, `recipient_unreachable` for who is and does not
        take this type of document.
        """

    def send(self, route: Route, content: bytes) -> str:
        """Send a document and return what it is asked about by."""

    def find(self, message_id: str) -> str | None:
        """Return the same for a document of which no answer came; None when the access point does not have it."""

    def stage(self, reference: str) -> Stage:
        """Ask how far a document is."""
