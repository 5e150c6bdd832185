"""A path beside the API's stages: programs are answered in the envelope, people see a page."""

import asyncio
import json
from dataclasses import replace

import pytest

from local.dashboard import Dashboard
from local.docs_site import DocsSite
from local.front_door import ForPeople, Platform, front_door
from local.mailbox import Mailbox
from local.settings import read_settings


def ask(path, method="POST", mails=None, content=b"", **headers):
    """The status, type and body that the front door answers."""
    settings = replace(read_settings(), port=8080)
    answered = []

    async def send(message):
        answered.append(message)

    async def emulator(*_):
        raise AssertionError("a path beside the stages reached the API")

    sent = {"host": "localhost:8080", **{name.replace("_", "-").lower(): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "server": ("127.0.0.1", 8080),
    }
    people = ForPeople(DocsSite(settings), Dashboard(settings), mails or Mailbox())

    async def receive():
        return {"type": "http.request", "body": content, "more_body": False}

    async def serve():
        await front_door(emulator, Platform(), people)(scope, receive, send)

    asyncio.run(serve())
    start, body = answered
    return start["status"], dict(start["headers"])[b"content-type"].decode(), body["body"]


@pytest.mark.parametrize("path", ["/api/v1/contacts/list", "/v2/contacts/list", "/contacts/list", "/contact/list"])
@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_program_is_told_the_operation_in_its_language(path, accept):
    status, kind, body = ask(path, Accept=accept, Accept_Language="en")
    error = json.loads(body)["error"]
    assert (status, kind, error["code"]) == (404, "application/json", "RESOURCE_NOT_FOUND")
    assert error["details"] == {"method": "POST", "path": path, "nearest": "/contacts/list"}
    assert "POST /v1/contacts/list" in error["message"]
    in_catalan = json.loads(ask(path, Accept=accept)[2])["error"]["message"]
    assert in_catalan != error["message"]


def test_a_path_that_is_near_nothing_is_told_in_the_envelope_too():
    status, kind, body = ask("/xyzzy")
    assert (status, kind, json.loads(body)["success"]) == (404, "application/json", False)
    assert "nearest" not in json.loads(body)["error"]["details"]


def test_a_browser_is_shown_a_page():
    status, kind, body = ask("/api/v1/contacts/list", "GET", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (status, kind.partition(";")[0]) == (404, "text/html")
    assert b"Page not found" in body
