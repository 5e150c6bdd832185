"""The queue of mails to users. A message says what to write about, and never has a link, which its sending makes."""

import json
import logging
from dataclasses import asdict, dataclass
from typing import Literal

from bivelio_core import clients, config, correlation
from bivelio_core.aws_calls import ServiceBusy

LOG = logging.getLogger(__name__)

Kind = Literal[
    "invitation",
    "reset",
    "password_changed",
    "email",
    "email_changed",
    "mfa_enabled",
    "mfa_disabled",
    "mfa_codes_renewed",
    "comparisons",
]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to write: `subject` is an invitation's id, the address that asked, or the user's id.

    Of `email_changed` it is the former address, which is told.

    `asked_at` tells requests for the same apart: only the last one counts. `language` is that of who asked. `about` is
    what a notice of the operator's names, a line each.
    """

    kind: Kind
    subject: str
    organisation: str
    asked_at: str
    language: str = "ca"
    about: str = ""


def tell(letter: Letter) -> None:
    """Have a notice sent about what was done. It is not undone when the queue does not answer, which is logged."""
    try:
        send(letter)
    except ServiceBusy:
        LOG.warning("no notice is sent: %s", letter.kind, exc_info=True)


def send(letter: Letter) -> None:
    """Have a mail written and sent soon."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("account_mails"),
        MessageBody=json.dumps(asdict(letter)),
        MessageAttributes=correlation.attributes(),
    )
