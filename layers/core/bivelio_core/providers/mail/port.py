"""What the platform sends to its own users by e-mail, and how that fails."""

from typing import NamedTuple, Protocol


class Mail(NamedTuple):
    """A mail as plain text. `id` becomes its Message-ID, the same at every try."""

    id: str
    to: str
    subject: str
    text: str


class MailRefused(Exception):
    """This mail is never accepted, such as for its address."""


class MailUnavailable(Exception):
    """Mail cannot be sent now; the same mail may be sent later."""


class Mailer(Protocol):
    """Sends mail from the address of the deployment."""

    def send(self, mail: Mail) -> None:
        """Send a mail, at least once under its id. Raises MailRefused, MailUnavailable."""
