"""E-mail by the SMTP server of an organisation, over the guarded dial.

A server that falls silent after the mail may have taken it. The mail is sent again then, under the same Message-ID.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core import egress
from bivelio_core.egress import mail
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Reason, Refused, Unavailable
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

from .mime import compose, message_id, recipients

CHECK_SECONDS = 8.0
REASONS: dict[mail.Stage, Reason] = {
    "greeting": "connection_broken",
    "login": "credentials_rejected",
    "sender": "sender_rejected",
    "recipient": "recipient_invalid",
    "content": "content_rejected",
}


class SmtpServer:
    """The adapter."""

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check: the address mails are sent from."""
        _guarded(lambda: mail.sign_in(_server(account), timeout_seconds=CHECK_SECONDS))
        return {"name": account.settings.get("from_name"), "address": account.settings["from_address"]}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:
        """See Sender.send; the provider's id is our Message-ID."""
        content, sender = compose(account, draft), account.settings["from_address"]
        _guarded(
            lambda: mail.submit(_server(account), sender, recipients(draft), content, timeout_seconds=timeout_seconds),
        )
        return Accepted(message_id(draft))


def _server(account: Account) -> mail.MailServer:
    about, secrets = account.settings, account.secrets
    return mail.MailServer(
        about["host"], about["port"], about.get("username", ""), secrets.get("password", ""), about["security"]
    )


def _guarded(act: Any) -> None:
    try:
        act()
    except mail.MailRefused as refused:
        if refused.is_temporary:
            raise Unavailable("provider_unavailable", refused.text) from refused
        raise Refused(REASONS[refused.stage], refused.text) from refused
    except egress.EgressRefused as refusal:
        raise Refused("connection_broken", refusal.reason) from refusal
    except egress.EgressFailed as failure:
        if failure.may_have_arrived:
            raise OutcomeUnknown(failure.kind) from failure
        raise Unavailable("provider_unavailable", failure.kind) from failure
