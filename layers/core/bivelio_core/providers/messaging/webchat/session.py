"""The web chat: we are its provider ourselves, in the sandbox too. What is kept is there for its visitor to fetch."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.providers.messaging.port import Accepted, Account, Draft


class WebchatSession:
    """The adapter. The id it gives is ours, so that any number of tries keep one message."""

    def __init__(self, tries: int = 1) -> None:
        self._tries = tries

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check: the first of the sites that may show it."""
        return {"address": account.settings["origins"][0]}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:  # noqa: ARG002
        """See Sender.send. The visitor's next look finds the message (messages/webchat/history.py)."""
        return Accepted(draft.id)
