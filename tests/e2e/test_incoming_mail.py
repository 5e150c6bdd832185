"""A mail that is written on /mail arrives through bucket, queue and worker, and starts workflows."""

import http.client
import re

import pytest

from local.settings import HOST
from tests.local.test_incoming_mail import FIELDS, form
from tests.running import Runtime, until

pytestmark = pytest.mark.e2e
PDF = ("attachments", "factura.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n")


def page(platform: Runtime, kind: str = "", body: bytes = b"") -> tuple[int, str]:
    """The page, or the answer to its form."""
    connection = http.client.HTTPConnection(HOST, platform.settings.port, timeout=60)
    try:
        connection.request("POST" if body else "GET", "/mail", body or None, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_mail_of_the_page_is_a_message_with_its_files_and_starts_a_workflow(platform: Runtime) -> None:
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def ask(path: str, **data: object) -> dict[str, object]:
        return dict(platform.call(f"/v1/{path}", {"data": data}, X_API_Key=key).json()["data"])

    found = re.search(r'name="arrives_at"[^>]* value="([^"]+)"', page(platform)[1])
    assert found is not None
    address = found[1]
    assert address.endswith("@in.example.com")
    step = {"id": "files", "type": "set", "input": {"names": "{{ input.attachments[].filename }}"}}
    trigger = {"event": "message.received", "filter": "data.message.subject == 'Comanda Núria'"}
    about = {"name": "Correu", "trigger_type": "event", "trigger": trigger, "steps": [step]}
    workflow = ask("workflows/create", **about)["id"]
    status, answered = page(platform, *form({**FIELDS, "arrives_at": address}, PDF))
    assert (status, "The mail has arrived" in answered) == (200, True)

    def ended() -> object:
        runs = ask("workflows/instances", workflow_id=workflow)["instances"]
        return runs if runs and runs[0]["status"] == "completed" else None  # type: ignore[index]

    (run,) = until(ended)
    shown = ask("workflows/instances/get", instance_id=run["instance_id"])
    assert shown["output"] == {"names": ["factura.pdf"]}
    assert page(platform, *form({"arrives_at": address}))[0] == 400
