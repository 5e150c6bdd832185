"""Mail of the sandbox: it is composed, and sent to nobody."""

from .mime import compose
from .port import Mail, MailRefused

SENDER = "sandbox@sandbox.bivelio.com"


class SimulatedMail:
    """The adapter."""

    def send(self, mail: Mail) -> None:
        """See Mailer.send."""
        try:
            compose(mail, SENDER)
        except ValueError as error:
            raise MailRefused(str(error)) from error
