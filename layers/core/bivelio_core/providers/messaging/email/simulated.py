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

The mail could not be delivered.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; sandbox.bivelio.com

Final-Recipient: rfc822; {to}
Action: failed
Status: {code}
--part
Content-Type: text/rfc822-headers

Message-ID: {original}
--part--
"""


CODES = {"bounced": "5.2.2", "gone": "5.1.1"}
"""A mailbox that is full, and an address that does not exist, to which nothing is sent any more."""

COMPLAINT = """\
From: Feedback <feedback@sandbox.bivelio.com>
To: {sender}
Subject: Complaint about a mail
Message-ID: <complaint-{id}@sandbox.bivelio.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

This is an abuse report about a mail.
--part
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: sandbox/1
Version: 1
Original-Rcpt-To: {to}
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
        about = {"id": draft.id, "original": original, "to": draft.to, "sender": account.settings["from_address"]}
        if outcome in CODES:
            return Accepted(original, [_mail(BOUNCE.format(**about, code=CODES[outcome]))])
        return Accepted(original, [_mail(COMPLAINT.format(**about))] if outcome == "complained" else [])


def _mail(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
