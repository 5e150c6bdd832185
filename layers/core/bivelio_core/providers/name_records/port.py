"""What is asked of name servers."""

from collections.abc import Sequence
from typing import Protocol


class NotAnswered(Exception):
    """No name server has answered in time, or none has said anything: nothing is known."""


class NameRecords(Protocol):
    """The port. Both give nothing for a name without such records, and raise NotAnswered."""

    def texts(self, name: str) -> Sequence[str]:
        """The TXT records of a name, each in one piece."""

    def mail_servers(self, name: str) -> Sequence[str]:
        """The names of the MX records of a name, the preferred ones first; of a null MX (RFC 7505) an empty name."""
