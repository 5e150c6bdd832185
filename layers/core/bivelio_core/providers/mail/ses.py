"""Mail by Amazon SES (API v2, SendEmail with raw content).

SES puts a Message-ID of its own in place of ours, so a mail that is sent twice is two to its reader there. Callers note
what was sent, so that this takes a function that dies between the two.
"""

from bivelio_core import clients, config

from .mime import compose
from .port import Mail, MailRefused, MailUnavailable

REFUSALS = ("MessageRejected", "BadRequestException")


class Ses:
    """The adapter."""

    def send(self, mail: Mail) -> None:
        """See Mailer.send."""
        sender, ses = config.mail_from(), clients.client("sesv2")
        from botocore.exceptions import ClientError  # noqa: PLC0415 - there with the client

        try:
            content = {"Raw": {"Data": compose(mail, sender)}}
            options = {"ConfigurationSetName": name} if (name := config.mail_set()) else {}
            ses.send_email(FromEmailAddress=sender, Destination={"ToAddresses": [mail.to]}, Content=content, **options)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise (MailRefused if code in REFUSALS else MailUnavailable)(code) from error
        except ValueError as error:
            raise MailRefused(str(error)) from error
