"""Telegram of the sandbox: sends nothing and answers by the chat."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bivelio_core.providers.messaging import magic
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.providers.messaging.port import Accepted, Account, Draft


class SimulatedTelegram:
    """The adapter. The id it gives is the same for each try of a message."""

    def __init__(self, tries: int = 1) -> None:
        self._tries = tries

    def check(self, account: Account) -> Mapping[str, Any]:  # noqa: ARG002
        """See Sender.check."""
        return {"name": "Sandbox", "address": "@bivelio_sandbox_bot"}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:  # noqa: ARG002
        """See Sender.send. Telegram reports nothing after it has accepted a message."""
        outcome = magic.outcome_of("telegram", draft.to)
        if outcome == "bounced":
            raise Refused("recipient_blocked", "simulated: the bot was blocked by the user")
        magic.fail(outcome, self._tries)
        number = int.from_bytes(hashlib.sha256(draft.id.encode()).digest()[:4], "big")
        return Accepted(f"{draft.to}:{number}")

    def fetch(self, account: Account, reference: Mapping[str, Any], *, maximum_bytes: int) -> bytes:  # noqa: ARG002
        """See FileSource.fetch: the same picture or voice note for each message."""
        return magic.file_of(reference)

    def show_writing(self, account: Account, provider_id: str, *, timeout_seconds: float) -> None:
        """Do nothing: nobody looks."""

    def listen(self, account: Account, url: str, secret: str) -> None:
        """Do nothing: no updates come."""

    def stop_listening(self, account: Account) -> None:
        """Do nothing: no updates come."""
