"""E-mail of the sandbox: composes the mail, sends nothing, and answers by the address; a bounce comes as a mail."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.providers.messaging import magic
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

from .mime import compose, message_id

BOUNCE = """\
From: Mail Delivery Subsystem <mailer-daemon@sandbox.bivelio.com>
To: {sender}
Subject: Delivery Status Notification (Failure)
Message-ID: <bounce-{id}@sandbox.bivelio.com>
In-Reply-To: {original}
References: {original}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

The address does not exist.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; sandbox.bivelio.com

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
--part
Content-Type: text/rfc822-headers

Message-ID: {original}
--part--
"""


class SimulatedEmail:
    """The adapter."""

    def __init__(self, tries: int = 1) -> None:
        self._tries = tries

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check."""
        return {"address": account.settings.get("from_address", "sandbox@sandbox.bivelio.com")}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:  # noqa: ARG002
        """See Sender.send."""
        outcome = magic.outcome_of("email", draft.to)
        magic.fail(outcome, self._tries)
        compose(account, draft)
        original = message_id(draft)
        if outcome != "bounced":
            return Accepted(original)
        sender = account.settings["from_address"]
        bounce = BOUNCE.format(id=draft.id, original=original, to=draft.to, sender=sender)
        return Accepted(original, [bounce.replace("\n", "\r\n").encode()])
