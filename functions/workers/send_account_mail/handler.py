"""Consumes the queue of mails to users: invitations, ways to a new password, notices."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.identity.letters import work
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.needs import EMAILS, INVITES, LINKS, ORGANISATIONS, SESSIONS, USERS, Access, Needs
from bivelio_core.store.connect import table
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Send one mail."""
    work.write(queued.read(Letter, body), table())


NEEDS = Needs(
    reads=Access((ORGANISATIONS, USERS, EMAILS, SESSIONS), ("GetItem", "BatchGetItem")),
    also=(Access((LINKS, INVITES, USERS), ("PutItem", "UpdateItem")),),
    uses=("app_url", "mail"),
    timeout=30,
    fed_by=(
        FromQueue(
            "account_mails",
            batch=1,
            at_once=(2, 20),
            hidden=180,
            days=4,
            alarm="An invitation, or a mail about an account, could not be sent ten times.",
            name="Mails",
        ),
    ),
)

handler = queue_consumer("send_account_mail", serve)
