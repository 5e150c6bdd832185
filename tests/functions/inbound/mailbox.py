"""A connected mailbox that receives: a mail server, its connection, and the bucket into which SES puts mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import clients

from tests.api import call
from tests.functions.integrations.connected import SMTP
from tests.mail_server import MailServer

BUCKET = "inbound-mail"
DOMAIN = "in.bivelio.com"


@contextmanager
def connected(patch: pytest.MonkeyPatch, folder: Path) -> Iterator[tuple[MailServer, dict[str, Any]]]:
    """The server, and the connection as the API answers it."""
    patch.setenv("INBOUND_DOMAIN", DOMAIN)
    where = clients.client("s3")
    where.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with MailServer(folder, tls="none") as server:
        about = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        yield server, call("integrations.connect", {"provider": "smtp", "smtp": about}).data
