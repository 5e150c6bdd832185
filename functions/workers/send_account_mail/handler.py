"""Consumes the queue of mails to users: invitations, ways to a new password, notices."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.identity.letters import work
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.store.connect import table


def serve(body: dict[str, Any]) -> None:
    """Send one mail."""
    work.write(queued.read(Letter, body), table())


handler = queue_consumer("send_account_mail", serve)
