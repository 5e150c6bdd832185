"""What several tests of runs share: the mailbox to which the platform writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bivelio_core import clock

from tests.mail_server import MailServer
from tests.workflows.states import States


@pytest.fixture
def mails(states: States, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The mailbox of the platform, on Monday at ten."""
    with MailServer(tmp_path, tls="none") as server, clock.frozen(clock.parse("2026-03-02T10:00:00.000Z")):
        monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
        monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{server.port}")
        monkeypatch.setenv("INBOUND_URL", "https://api.example.com/v1")
        yield server
