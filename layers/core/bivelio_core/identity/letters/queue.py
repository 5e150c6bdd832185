"""The queue of mails to users. A message names the subject and never contains a link; the worker creates that."""

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
    "erasure_requested",
    "new_device",
]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to write: `subject` is an invitation's id, the address that asked, or the user's id.

    For `email_changed` it is the former address, which is notified.

    `asked_at` tells requests for the same subject apart: only the last one counts. `language` is the language of the
    user who asked. `about` holds the lines of a notice by the operator, of `new_device` its session.
    """

    kind: Kind
    subject: str
    organisation: str
    asked_at: str
    language: str = "ca"
    about: str = ""


def tell(letter: Letter) -> None:
    """Send a notice about a completed action. If the queue does not answer, that is logged and the action stays."""
    try:
        send(letter)
    except ServiceBusy:
        LOG.warning("no notice is sent: %s", letter.kind, exc_info=True)


def send(letter: Letter) -> None:
    """Queue a mail, which is written and sent soon."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("account_mails"),
        MessageBody=json.dumps(asdict(letter)),
        MessageAttributes=correlation.attributes(),
    )
