"""The app for Zapier: Zapier's schema finds nothing, and its functions ask the real handlers."""

import base64
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import fresh_table
from tests.contracts.conftest import attached_states
from tests.judges import programs
from tests.sdk.in_process import served
from tools.connect import build
from tools.connect.useful import DONE, LOOKED_UP
from tools.connect.zapier import PACKAGE

PROGRAM = Path(__file__).with_name("zapier.mjs")
TARGET = "https://hooks.zapier.com/hooks/standard/1/abc"


@pytest.fixture(scope="module")
def api() -> Iterator[tuple[str, list[httpx.Request]]]:
    """The API in this process, and what it was sent."""
    build.write_table()
    with fresh_table(), served() as (url, sent):
        attached_states()
        yield f"{url}/sandbox/v1", sent


def program(*arguments: str, app: Path = PACKAGE / "index.js") -> Any:
    """What the program says."""
    command = [programs.node(), str(PROGRAM), str(app), *arguments]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


def run(folder: Path, url: str, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What functions of the app answer."""
    auth = {"apiKey": "bv_test_sk_sample", "url": url}
    calls = [{**each, "bundle": {"authData": auth, "inputData": {}, **each.get("bundle", {})}} for each in asked]
    (folder / "asked.json").write_text(json.dumps(calls))
    answers: list[dict[str, Any]] = program("-", str(folder / "asked.json"))
    return answers


def test_the_schema_of_zapier_finds_nothing(tmp_path):
    build.write_table()
    assert program(programs.zapier_schema()) == []
    for name in ("package.json", "operations.json"):
        (tmp_path / name).write_bytes((PACKAGE / name).read_bytes())
    broken = (PACKAGE / "index.js").read_text(encoding="utf-8").replace("type: 'hook'", "type: 'hooks'")
    (tmp_path / "index.js").write_text(broken, encoding="utf-8")
    assert len(program(programs.zapier_schema(), app=tmp_path / "index.js")) > 0


def test_the_app_has_the_useful_operations_and_every_event(catalogue):
    build.write_table()
    table = json.loads((PACKAGE / "operations.json").read_text(encoding="utf-8"))
    assert {each["key"] for each in table["creates"]} == {name.replace(".", "_") for name in DONE}
    assert {each["key"] for each in table["searches"]} == {name.replace(".", "_") for name in LOOKED_UP}
    assert [each["name"] for each in table["triggers"]] == [each.name for each in catalogue.events]


def test_things_are_made_and_found(api, tmp_path):
    url, sent = api
    person = {"type": "person", "name": "Pla Nou", "email": "pla@exemple.com", "custom_fields": '{"vip": true}'}
    made, found, nobody, listed = run(
        tmp_path,
        url,
        {"kind": "creates", "key": "contacts_create", "bundle": {"inputData": {**person, "tags": ["zap"]}}},
        {"kind": "searches", "key": "contacts_find", "bundle": {"inputData": {"email": "pla@exemple.com"}}},
        {"kind": "searches", "key": "contacts_find", "bundle": {"inputData": {"email": "ningu@exemple.com"}}},
        {"kind": "searches", "key": "documents_list", "bundle": {"inputData": {}}},
    )
    assert made["answer"]["custom_fields"] == {"vip": True}
    assert [each["id"] for each in found["answer"]] == [made["answer"]["id"]]
    assert nobody["answer"] == []
    assert all(each["id"] == each["document_id"] for each in listed["answer"])
    assert len(listed["answer"]) > 0
    assert {each.headers["x-api-key"] for each in sent} == {"bv_test_sk_sample"}


def test_a_failure_says_the_field_the_code_and_the_remedy(api, tmp_path):
    wrong = {"type": "person", "name": "X", "email": "sense arrova"}
    refused, unread = run(
        tmp_path,
        api[0],
        {"kind": "creates", "key": "contacts_create", "bundle": {"inputData": wrong}},
        {"kind": "creates", "key": "contacts_create", "bundle": {"inputData": {**wrong, "custom_fields": "{vip"}}},
    )
    assert (refused["code"], refused["status"]) == ("VALIDATION_ERROR", 400)
    assert "Field: email." in refused["error"]
    assert "Request: " in refused["error"]
    assert unread["error"].startswith("Custom Fields is not valid JSON")


def test_a_zap_makes_and_removes_its_webhook_and_has_samples(api, tmp_path):
    url, sent = api
    subscribed = {"kind": "triggers", "key": "contact_created", "run": "performSubscribe"}
    (made,) = run(tmp_path, url, {**subscribed, "bundle": {"targetUrl": TARGET}})
    assert json.loads(sent[-1].content)["data"]["events"] == ["contact.created"]
    body = {"id": "evn_1", "event": "contact.created"}
    removed, received = run(
        tmp_path,
        url,
        {**subscribed, "run": "performUnsubscribe", "bundle": {"subscribeData": made["answer"]}},
        {"kind": "triggers", "key": "contact_created", "bundle": {"cleanedRequest": body}},
    )
    assert "error" not in removed
    assert json.loads(sent[-1].content)["data"] == {"webhook_id": made["answer"]["webhook_id"]}
    assert received["answer"] == [body]


def test_a_document_is_uploaded_from_the_address_that_zapier_gives(api, tmp_path):
    url, sent = api
    (tmp_path / "nota nova.txt").write_bytes(b"Hola")

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/nota%20nova.txt"
        upload = {"kind": "creates", "key": "documents_upload", "bundle": {"inputData": {"file": address}}}
        (made,) = run(tmp_path, url, upload)
        server.shutdown()
    data = json.loads(sent[-1].content)["data"]
    assert (made["answer"]["filename"], base64.b64decode(data["content_base64"])) == ("nota nova.txt", b"Hola")


def test_the_archive_has_the_same_bytes_each_time():
    assert build.zapier().read_bytes() == build.zapier().read_bytes()
