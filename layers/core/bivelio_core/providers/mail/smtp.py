"""Mail by the SMTP server of the local runtime, which shows it at /mail and passes nothing on."""

from bivelio_core import config, egress
from bivelio_core.egress import mail as submission

from .mime import compose
from .port import Mail, MailRefused, MailUnavailable

TIMEOUT_SECONDS = 5.0


class LocalServer:
    """The adapter."""

    def __init__(self, host: str, port: int) -> None:
        self._server = submission.MailServer(host, port, security="none")

    def send(self, mail: Mail) -> None:
        """See Mailer.send."""
        sender = config.mail_from()
        try:
            content = compose(mail, sender)
            submission.submit(self._server, sender, [mail.to], content, timeout_seconds=TIMEOUT_SECONDS)
        except submission.MailRefused as refused:
            raise (MailUnavailable if refused.is_temporary else MailRefused)(refused.text) from refused
        except (egress.EgressRefused, egress.EgressFailed) as failure:
            raise MailUnavailable(str(failure)) from failure
        except ValueError as error:  # an address that no mail can have
            raise MailRefused(str(error)) from error
