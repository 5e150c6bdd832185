"""Runs a definition of docs/gallery as it is, against receivers of a test in place of the services that it calls."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from bivelio_core import clock

from tests.api import ORGANISATION, call, load
from tests.functions.integrations.connected import SMTP
from tests.mail_server import MailServer
from tests.receiver import Receiver, Reply
from tests.workflows.calls import instance
from tests.workflows.states import States
from tests.workflows.stream import Stream
from tools.gallery import FOLDER

SERVICE = "https://api.example.com"


@dataclass
class Gallery:
    """A workflow of the gallery on a platform with a service, whose answers a test chooses, and a mailbox."""

    states: States
    service: Receiver
    mails: MailServer
    workflow_id: str = ""

    def create(self, name: str, **others: str) -> str:
        """Create the workflow of a file, with the service and other things of the test in place of those it names."""
        here = f"http://127.0.0.1:{self.service.port}"
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8").replace(SERVICE, here)
        for named, ours in others.items():
            assert named in text, named
            text = text.replace(named, ours)
        self.workflow_id = str(call("workflows.create", json.loads(text)).data["id"])
        return self.workflow_id

    def secret(self, name: str, value: str) -> None:
        """Set a secret that may be sent to the service."""
        call("secrets.set", {"name": name, "value": value, "allowed_hosts": [f"127.0.0.1:{self.service.port}"]})

    def run(self, given: dict[str, Any] | None = None) -> Any:
        """The instance of a run that has ended."""
        started = call("workflows.execute", {"workflow_id": self.workflow_id, "input": given or {}}).data
        self.states.run()
        return instance(started["instance_id"])

    def fire(self, scheduled_at: str) -> Any:
        """The instance of the run of a scheduled time, after it has ended or waits."""
        event = {"organisation": ORGANISATION, "environment": "live", "workflow_id": self.workflow_id}
        load("workers/start_workflow").handler({**event, "scheduled_at": scheduled_at})
        self.states.run()
        return self.latest()

    def follow(self, stream: Stream) -> None:
        """Have what changed since the last time told as events, and what they start run."""
        stream.publish()
        self.states.run()

    def latest(self) -> Any:
        """The instance of the newest run."""
        return self.runs()[0]

    def runs(self) -> list[Any]:
        """The instances of all runs, the newest first."""
        shown = call("workflows.instances", {"workflow_id": self.workflow_id}).data["instances"]
        return [instance(each["instance_id"]) for each in shown]

    def sent(self) -> list[tuple[str, str, str]]:
        """The mails: to whom, the subject, the text."""
        return [_read(mail.content) for mail in self.mails.mails]


def _read(content: bytes) -> tuple[str, str, str]:
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return str(mail["To"]), str(mail["Subject"]), "\n".join(text.strip().splitlines())


@contextmanager
def gallery(states: States, folder: Path, *, at: str = "2026-03-02T10:00:00+00:00") -> Iterator[Gallery]:
    """A platform at a moment, with a service that answers `{}` until a test says otherwise."""
    with ExitStack() as stack:
        stack.enter_context(clock.frozen(datetime.fromisoformat(at).astimezone(UTC)))
        mails = stack.enter_context(MailServer(folder, tls="none"))
        account = {**SMTP, "host": "127.0.0.1", "port": mails.port, "username": None, "password": None}
        call("integrations.connect", {"provider": "smtp", "smtp": account})
        service = stack.enter_context(Receiver(lambda _: Reply(body=b"{}")))
        yield Gallery(states, service, mails)


def document(value: Any) -> Reply:
    """An answer in JSON."""
    return Reply(200, {}, json.dumps(value).encode())
