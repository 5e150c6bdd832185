"""An organisation with people of each role, who ask as themselves, and the mailbox of everybody."""

import json
import re
from email import message_from_bytes, policy
from typing import Any

from tests import gateway
from tests.api import Answer, load
from tests.functions.auth.signing_in import Place
from tests.mail_server import MailServer
from tests.operated import access_token, operated
from tests.services import received

ROLES = ("owner", "admin", "member", "viewer")


class _Tokens(dict[str, str]):
    """The access token of each role, whose user is made when it first asks: a password takes a while to hash."""

    def __init__(self, organisation: str) -> None:
        self._organisation = organisation

    def __missing__(self, role: str) -> str:
        self[role] = access_token(self._organisation, role)
        return self[role]


class Team:
    """`ask("admin", "invite", email=..., role=...)` is what an administrator is answered."""

    def __init__(self, mails: MailServer, place: Place | None = None) -> None:
        self.mails = mails
        self.place = place or Place()
        self.organisation = self.place.organisation
        self.platform = Place(name="BiVelio", platform=True)
        self.tokens = _Tokens(self.organisation)

    def ask(self, who: str, verb: str, stage: str = "v1", /, **data: Any) -> Answer:
        """What one of the people is answered."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return gateway.request(f"/users/{verb}", {"data": data}, headers=headers, stage=stage)

    def open(self, verb: str, token: str, key: str | None = None, **data: Any) -> Answer:
        """What somebody is answered who is not signed in and has a link."""
        sent = {"data": {"token": token, **data}}
        return gateway.request(f"/users/{verb}", sent, headers={"apikey": key or self.platform.key})

    def person(self, role: str) -> str:
        """The id of the first of a role, as the owner sees it."""
        assert self.tokens[role], "it has a user now"
        people = self.ask("owner", "list", per_page=100).data["users"]
        return next(str(item["id"]) for item in people if item["role"] == role and item["status"] == "active")

    def listed(self, email: str) -> Any:
        """A person or an invitation by the address."""
        (found,) = [item for item in self.ask("owner", "list", per_page=100).data["users"] if item["email"] == email]
        return found

    def invite(self, email: str, role: str = "member", by: str = "owner", **more: Any) -> str:
        """Invite and open the mailbox: the token of the link."""
        assert self.ask(by, "invite", email=email, role=role, **more).status == 200
        deliver()
        return self.token_for(email)

    def token_for(self, email: str) -> str:
        """The token of the last link that was sent to an address."""
        return link_in(self.mailbox(email)[-1])

    def mailbox(self, email: str) -> list[Any]:
        """The mails to an address."""
        found = [message_from_bytes(mail.content, policy=policy.default) for mail in self.mails.mails]
        return [mail for mail in found if mail["To"] == email]

    def audit(self) -> list[str]:
        """The actions of the log, newest first."""
        entries = operated("read_audit", organisation=self.organisation, limit=100)["entries"]
        return [entry["action"] for entry in entries]


def deliver() -> None:
    """Have the worker send what waits on the queue; each message must be accepted."""
    for body in received("account_mails"):
        assert send(body) == []


def send(body: dict[str, Any]) -> list[Any]:
    """What the worker reports as failed of one message."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(body)}]}
    failed: list[Any] = load("workers/send_account_mail").handler(event, None)["batchItemFailures"]
    return failed


def link_in(mail: Any) -> str:
    """The token of the link of a mail, which leads to the dashboard."""
    (found,) = re.findall(r"https://app\.bivelio\.com/\w+#([0-9A-Za-z]+)", mail.get_content())
    return str(found)
