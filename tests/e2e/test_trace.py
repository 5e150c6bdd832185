"""On the running platform, `make trace` shows what a request led to: the event, the delivery, the run and its steps."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.receiver import Receiver
from tests.running import Answer, Runtime, until
from tools.template import ROOT

pytestmark = pytest.mark.e2e
STEPS = [{"id": "who", "type": "set", "input": {"name": "{{ trigger.data.name }}"}}]


def trace(platform: Runtime, request_id: str) -> list[str]:
    """The lines of the command, each without its time, which they are sorted by."""
    program = [sys.executable, "-m", "tools.watch.trace", request_id]
    environment = os.environ | {"LOCAL_STATE": str(platform.settings.state)}
    shown = subprocess.run(program, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    times = [line[:23] for line in shown.splitlines()]
    assert times == sorted(times)
    return [line[23:].strip() for line in shown.splitlines()]


def place(lines: list[str], *words: str) -> int:
    """Where the first line is that begins with the first word, its kind, and has the others; -1 for none."""
    kind, *rest = words
    return next((at for at, line in enumerate(lines) if line.split()[0] == kind and all(w in line for w in rest)), -1)


def test_a_request_its_event_delivery_and_run_are_shown_in_order(platform: Runtime):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def call(path: str, data: dict[str, Any]) -> Answer:
        answer = platform.call(path, {"data": data}, X_API_Key=key)
        assert answer.status == 200, answer
        return answer

    with Receiver() as receiver:
        webhook = call("/v1/webhooks/create", {"url": receiver.url, "events": ["contact.created"]}).json()["data"]
        trigger = {"event": "contact.created", "filter": "data.name == 'Traced'"}
        about = {"name": "Traced", "trigger_type": "event", "trigger": trigger, "steps": STEPS}
        workflow = call("/v1/workflows/create", about).json()["data"]["id"]
        contact = call("/v1/contacts/create", {"type": "person", "name": "Traced"})
        request_id = contact.headers["x-request-id"]
        lines = until(
            lambda: (
                found
                if place(found := trace(platform, request_id), "event", "workflow.completed") > 0
                and place(found, "attempt") > 0
                else None
            )
        )
        call("/v1/webhooks/delete", {"webhook_id": webhook["webhook_id"]})
        call("/v1/workflows/archive", {"id": workflow})
    assert 0 <= place(lines, "request", "contacts.create") < place(lines, "event", "contact.created")
    assert place(lines, "event", "contact.created") < place(lines, "attempt", webhook["webhook_id"])
    assert place(lines, "event", "contact.created") < place(lines, "step", "StepType=set")
    assert place(lines, "step", "StepType=set") < place(lines, "event", "workflow.completed")
