"""A team and a real SMTP server that takes its mails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bivelio_core.store.dynamo import DynamoTable

from tests.functions.users.team import Team
from tests.mail_server import MailServer


@pytest.fixture
def mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer(tmp_path, tls="none") as server:
        monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
        monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def team(deployment: DynamoTable, mails: MailServer) -> Team:
    return Team(mails)
