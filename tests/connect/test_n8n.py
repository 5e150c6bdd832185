"""The nodes for n8n, compiled and run as n8n runs them, with the real handlers behind them."""

import base64
import json
import re
import subprocess
import tarfile
import time
from typing import Any

import httpx
import pytest
from bivelio_core.webhooks import signature

from tests.connect import n8n
from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.calls import fields_of
from tools.connect import build
from tools.connect.model import Catalogue
from tools.connect.n8n import PACKAGE
from tools.node import node

pytestmark = pytest.mark.fix("integrations/n8n has the nodes, tools/connect/n8n.py writes their operations.")

PAGES = {"page", "per_page", "limit", "after", "before"}
ADDRESS = "https://el-teu-servidor.com/webhook/1/webhook"
BODY = '{"id":"evn_1","event":"contact.created","data":{"id":"ct_abc123","name":"Núria"}}'


def data_of(request: httpx.Request) -> dict[str, Any]:
    """The fields of a request."""
    fields: dict[str, Any] = json.loads(request.content)["data"]
    return fields


def without_page(fields: dict[str, Any], is_list: bool) -> dict[str, Any]:
    """The fields of a request, those of a list without what asks for a page."""
    return {name: value for name, value in fields.items() if not (is_list and name in PAGES)}


def contact(number: int) -> dict[str, Any]:
    """The parameters of a node that makes a contact."""
    fields = {"name": f"Client {number:03}", "tags": "pàgines, n8n"}
    return {"resource": "contacts", "operation": "create", "type": "person", "fields": fields}


def test_each_operation_sends_its_example_and_is_answered(nodes, catalogue):
    program, sent = nodes
    problems: dict[str, Any] = {}
    for operation in RUN_BY_THE_TABLE:
        name, data = operation.endpoint.operation, fields_of(operation.example)
        if (action := catalogue.actions.get(name)) is None:
            continue
        file = {"data": {"data": data.get(action.upload, ""), "fileName": "de la prova.pdf"}}
        sent.clear()
        answer = program.run(parameters=n8n.filled_in(action, data), input=[{"json": {}, "binary": file}])
        wanted = without_page(data, action.listing is not None)
        if action.upload:
            wanted[action.upload] = base64.b64encode(base64.b64decode(wanted[action.upload] + "==")).decode()
        has_key = [("idempotency-key" in each.headers) == action.changes for each in sent]
        if (
            "error" in answer
            or without_page(data_of(sent[0]), action.listing is not None) != wanted
            or not all(has_key)
        ):
            problems[name] = (answer, [data_of(each) for each in sent], wanted)
    assert problems == {}


def test_the_nodes_offer_every_operation_that_has_all_faces():
    offered = Catalogue().actions
    assert {"contacts.create", "invoices.issue", "documents.upload", "workflows.execute"} < offered.keys()
    assert not {"webhooks.create", "keys.create", "secrets.set", "auth.token"} & offered.keys()


def test_pages_are_walked_up_to_the_limit_and_to_the_end(nodes):
    program, sent = nodes
    made = program.run(
        parameters=contact(0), input=[{"json": {"number": number}} for number in range(250)], execution="pages"
    )
    assert len({each["json"]["id"] for each in made["items"]}) == 250
    assert [each["pairedItem"]["item"] for each in made["items"]] == list(range(250))
    listed = {"resource": "contacts", "operation": "list", "fields": {"tags": "n8n"}}
    sent.clear()
    everything = program.run(parameters={**listed, "returnAll": True})["items"]
    assert len({each["json"]["id"] for each in everything}) == 250
    assert [(data_of(each)["page"], data_of(each)["per_page"]) for each in sent] == [(1, 100), (2, 100), (3, 100)]
    sent.clear()
    assert len(program.run(parameters={**listed, "limit": 7})["items"]) == 7
    assert [data_of(each)["per_page"] for each in sent] == [7]
    assert len(program.run(parameters={**listed, "limit": 120})["items"]) == 120


def test_a_list_by_cursor_is_walked_to_its_end(nodes):
    program, sent = nodes
    person = program.run(parameters=contact(1), execution="notes")["items"][0]["json"]["id"]
    note = {"resource": "contacts", "operation": "notes_create", "contact_id": person, "text": "Ha trucat"}
    program.run(parameters=note, input=[{"json": {}}] * 120, execution="notes")
    sent.clear()
    listed = {"resource": "contacts", "operation": "notes_list", "contact_id": person, "returnAll": True}
    notes = program.run(parameters=listed)["items"]
    assert len({each["json"]["id"] for each in notes}) == 120
    assert len(sent) > 1
    assert [("before" in data_of(each)) for each in sent] == [False, *[True] * (len(sent) - 1)]


def test_what_is_sent_again_has_its_effect_once_and_another_run_is_another_effect(nodes):
    program, _ = nodes
    first, again = (program.run(parameters=contact(2), execution="7")["items"][0]["json"]["id"] for _ in range(2))
    other = program.run(parameters=contact(2), execution="8")["items"][0]["json"]["id"]
    assert first == again != other


def test_a_failure_has_its_code_field_request_and_remedy(nodes):
    program, _ = nodes
    wrong = {**contact(3), "fields": {"name": "Client", "email": "sense arrova"}}
    error = program.run(parameters=wrong)["error"]
    assert (error["name"], error["httpCode"], error["context"]["itemIndex"]) == ("NodeApiError", "400", 0)
    assert "email" in error["message"]
    assert re.search(r"Code: VALIDATION_ERROR\. Field: email\. Request: [\w-]{20,}\. https://", error["description"])
    assert error["description"].startswith(error["context"]["data"]["error"]["remedy"])
    items = program.run(parameters=wrong, input=[{"json": {}}] * 2, continueOnFail=True)["items"]
    assert [each["pairedItem"]["item"] for each in items] == [0, 1]
    assert {each["json"]["code"] for each in items} == {"VALIDATION_ERROR"}


def test_a_field_that_is_no_json_is_told_before_anything_is_sent(nodes):
    program, sent = nodes
    sent.clear()
    wrong = {**contact(4), "fields": {"name": "Client", "custom_fields": "{vip: true"}}
    error = program.run(parameters=wrong)["error"]
    assert (error["name"], sent) == ("NodeOperationError", [])
    assert 'The field "Custom Fields" is not valid JSON' in error["message"]


def test_texts_become_what_the_api_takes(nodes):
    program, sent = nodes
    fields = {"name": "Client", "custom_fields": '{"vip": true}', "tags": '["a, b", "c"]', "email": "", "birthday": ""}
    sent.clear()
    program.run(parameters={**contact(5), "fields": fields}, execution="texts")
    wanted = {"type": "person", "name": "Client", "custom_fields": {"vip": True}, "tags": ["a, b", "c"]}
    assert data_of(sent[0]) == wanted
    made = program.run(parameters={**contact(6), "fields": {"name": "Client", "email": "n8n@exemple.com"}})["items"]
    program.run(
        parameters={
            "resource": "contacts",
            "operation": "update",
            "id": made[0]["json"]["id"],
            "fields": {"email": "", "phone": None},
        }
    )
    assert (data_of(sent[-1])["email"], data_of(sent[-1])["phone"]) == (None, None)


@pytest.mark.parametrize(
    ("given", "sent_on"),
    [
        ("2026-04-07T13:05:00", "2026-04-07T11:05:00.000Z"),
        ("2026-12-07T13:05:00", "2026-12-07T12:05:00.000Z"),
        ("2026-03-29T01:30:00", "2026-03-29T00:30:00.000Z"),
        ("2026-10-25T04:00:00", "2026-10-25T03:00:00.000Z"),
        ("2026-04-07T13:05:00+02:00", "2026-04-07T13:05:00+02:00"),
    ],
)
def test_a_moment_of_the_picker_means_the_time_zone_of_the_workflow(nodes, given, sent_on):
    program, sent = nodes
    task = {"resource": "contacts", "operation": "tasks_create", "title": "Trucar", "fields": {"due_at": given}}
    program.run(parameters=task, execution=given)
    assert data_of(sent[-1])["due_at"] == sent_on


def test_a_document_is_uploaded_from_a_binary_field_and_a_file_is_answered_as_one(nodes):
    program, sent = nodes
    content = base64.b64encode(b"%PDF-1.4 contracte").decode()
    upload = {"resource": "documents", "operation": "upload", "binaryPropertyName": "annex"}
    file = {"annex": {"data": content, "fileName": "contracte.pdf"}}
    made = program.run(parameters=upload, input=[{"json": {}, "binary": file}], execution="upload")["items"][0]["json"]
    assert (made["filename"], data_of(sent[-1])["content_base64"]) == ("contracte.pdf", content)
    exported = {"resource": "invoices", "operation": "export", "id": "inv_c6d7e8f9", "format": "ubl"}
    item = program.run(parameters=exported)["items"][0]
    assert "content_base64" not in item["json"]
    assert base64.b64decode(item["binary"]["content"]["data"]).startswith(b"<?xml")


def test_the_trigger_makes_finds_and_removes_its_webhook(nodes):
    program, sent = nodes
    asked = {"node": "bivelioTrigger", "url": ADDRESS, "parameters": {"events": ["contact.created"], "filter": ""}}
    assert program.run(hook="checkExists", **asked)["answer"] is False
    kept = program.run(hook="create", **asked)["kept"]
    assert kept["secret"].startswith("whsec_")
    assert data_of(sent[-1])["url"] == ADDRESS
    assert program.run(hook="checkExists", **asked)["answer"] is True
    other = {**asked, "parameters": {"events": ["contact.updated"], "filter": ""}}
    assert program.run(hook="checkExists", **other) == {"answer": False, "kept": {}}
    assert data_of(sent[-1]) == {"webhook_id": kept["webhookId"]}
    again = program.run(hook="create", **other)["kept"]
    assert again["webhookId"] != kept["webhookId"]
    assert program.run(hook="delete", **other) == {"answer": True, "kept": {}}
    assert program.run(hook="delete", **other) == {"answer": True, "kept": {}}


def test_the_trigger_takes_what_is_signed_over_these_bytes_lately_and_nothing_else(nodes):
    program, _ = nodes
    asked = {"node": "bivelioTrigger", "url": ADDRESS, "parameters": {"events": ["contact.created"], "filter": ""}}
    secret = program.run(hook="create", **asked)["kept"]["secret"]
    now = int(time.time())

    def received(body: str, signed: str, moment: int = now, key: str = secret) -> dict[str, Any]:
        headers = signature.headers("evn_1", moment, signed.encode(), [key])
        answer: dict[str, Any] = program.run(**asked, body=body, headers=headers)
        return answer

    assert received(BODY, BODY)["items"] == [{"json": json.loads(BODY)}]
    assert received(BODY, BODY, now - 290)["items"] == [{"json": json.loads(BODY)}]
    refused = {"status": 401}
    assert received(BODY.replace("ct_", "ct-"), BODY) == refused
    assert received(BODY, BODY, now - 310) == refused
    assert received(BODY, BODY, now + 310) == refused
    assert received(BODY, BODY, key="whsec_YW4gb3RoZXIgc2VjcmV0IG9mIDI0IGJ5dGVz") == refused
    assert program.run(**asked, body=BODY, headers={"content-type": "application/json"}) == refused
    program.run(hook="delete", **asked)
    assert received(BODY, BODY) == refused


def test_what_a_person_sees_has_no_parameter_twice(nodes):
    program, _ = nodes
    properties = program.run(description=True)["description"]["properties"]
    resources = next(each for each in properties if each["name"] == "resource")["options"]
    assert len(resources) >= 20
    for resource in (each["value"] for each in resources):
        for operation in (
            each["value"]
            for one in properties
            if one["name"] == "operation" and one["displayOptions"]["show"]["resource"] == [resource]
            for each in one["options"]
        ):
            shown = [
                each["name"]
                for each in properties
                if each.get("displayOptions", {}).get("show", {}).get("resource") == [resource]
                and each["displayOptions"]["show"].get("operation") == [operation]
            ]
            assert len(shown) == len(set(shown)), (resource, operation)


def test_the_package_holds_to_the_rules_of_verified_nodes():
    n8n.built()
    linter = PACKAGE / "node_modules" / "eslint" / "bin" / "eslint.js"
    command = [str(node(build.CACHE)), str(linter), ".", "--max-warnings", "0"]
    judged = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False)
    assert (judged.returncode, judged.stdout) == (0, "")
    about = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in about
    assert about["license"] == "MIT"


def test_the_archive_has_the_same_bytes_each_time_and_all_that_it_names():
    first = n8n.built().read_bytes()
    assert build.n8n().read_bytes() == first
    with tarfile.open(n8n.built()) as archive:
        names = archive.getnames()
    assert names == sorted(names)
    about = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["n8n"]
    assert {f"package/{file}" for file in (*about["credentials"], *about["nodes"])} < set(names)
    assert "resolved" not in (PACKAGE / "package-lock.json").read_text(encoding="utf-8")
