"""The custom app for Make: it holds to the format of Make's editor, and its modules ask the real handlers."""

import base64
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.conftest import fresh_table
from tests.connect.make import UNDEFINED, App, MakeError, rendered
from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.contracts.conftest import attached_states
from tests.sdk.calls import fields_of
from tests.sdk.in_process import served
from tools.connect import build
from tools.connect import make as app_of_make
from tools.connect.useful import DONE, LOOKED_UP

pytestmark = pytest.mark.fix("integrations/make has the app's base and webhook, tools/connect/make.py its modules.")

PAGES = {"page", "per_page"}
TARGET = "https://hook.eu1.make.com/abcdefghijklmnopqrstuvwxyz123456"

# From the editor's sources, github.com/integromat/vscode-apps-sdk at eda3ce53 (MIT): syntaxes/imljson/schemas/api.json,
# response.json, enums.json and parameters.json, and src/local-development/helpers/validate-id.ts.
DIRECTIVES = {"url", "method", "headers", "body", "type", "log", "pagination", "response", "output"}
OF_RESPONSES = {"limit", "error", "iterate", "output", "data"}
OF_PAGINATION = {"body", "condition"}
ERRORS = {"DataError", "InvalidAccessTokenError", "RateLimitError", "ConnectionError"}
OF_PARAMETERS = {"name", "label", "help", "type", "required", "default", "advanced", "multiline", "multiple"} | {
    *("options", "spec", "semantic")
}
TYPES = {"any", "array", "boolean", "buffer", "collection", "date", "filename", "integer", "number", "password"} | {
    *("select", "text", "uinteger")
}
IDS = {
    "module": re.compile(r"[a-zA-Z][0-9a-zA-Z]{2,63}"),
    "connection": re.compile(r"[a-zA-Z][0-9a-zA-Z-]{1,33}[0-9a-zA-Z]"),
    "webhook": re.compile(r"[a-zA-Z][0-9a-zA-Z-]{1,33}[0-9a-zA-Z]"),
}
LONGEST_LABEL, LONGEST_MESSAGE, LONGEST_PATH = 256, 1_024, 512


@pytest.fixture(scope="module")
def made(catalogue) -> dict[str, str]:
    """The files of the app."""
    return app_of_make.files(catalogue)


@pytest.fixture(scope="module")
def api(made) -> Iterator[tuple[App, list[httpx.Request]]]:
    """The app, connected with the API of this process, and what that was sent."""
    with fresh_table(), served() as (url, sent):
        attached_states()
        yield App(made, {"apiKey": "bv_test_sk_sample", "url": f"{url}/sandbox/v1"}), sent


def data_of(request: httpx.Request) -> dict[str, Any]:
    """The fields of a request."""
    fields: dict[str, Any] = json.loads(request.content)["data"]
    return fields


def without_page(fields: dict[str, Any], is_list: bool) -> dict[str, Any]:
    """The fields of a request, those of a list without what asks for a page."""
    return {name: value for name, value in fields.items() if not (is_list and name in PAGES)}


def parameters_in(content: Any) -> Iterator[dict[str, Any]]:
    """The parameters of a form or an output, those within others too."""
    for each in content if isinstance(content, list) else [content]:
        yield each
        yield from parameters_in(each.get("spec", []))


def test_the_list_of_everything_names_each_file_once_and_only_what_there_is(made):
    about = json.loads(made["makecomapp.json"])
    named = list(about["generalCodeFiles"].values())
    for kind, components in about["components"].items():
        for name, component in components.items():
            assert IDS[kind].fullmatch(name), name
            named += component["codeFiles"].values()
            assert component.get("connection", "apiKey") in about["components"]["connection"]
            assert component.get("webhook", "events") in about["components"]["webhook"]
    assert len(named) == len(set(named))
    assert set(named) | {"makecomapp.json", "LICENSE"} == made.keys()
    grouped = [module for group in json.loads(made["modules/groups.json"]) for module in group["modules"]]
    assert sorted(grouped) == sorted(about["components"]["module"])


def test_the_app_has_the_useful_operations_every_event_and_one_universal_module(made, catalogue):
    about = json.loads(made["makecomapp.json"])
    kinds = {name: module["moduleType"] for name, module in about["components"]["module"].items()}
    assert kinds.pop("watchEvents") == "instant_trigger"
    assert kinds.pop("makeApiCall") == "universal"
    assert list(kinds) == [app_of_make.identifier(name) for name in (*DONE, *LOOKED_UP)]
    lists = [name for name in LOOKED_UP if catalogue.actions[name].listing]
    assert [name for name, kind in kinds.items() if kind == "search"] == [*map(app_of_make.identifier, lists)]
    form = json.loads(made["webhooks/events/events.params.iml.json"])
    assert [each["value"] for each in form[0]["options"]] == [each.name for each in catalogue.events]


def test_each_code_has_what_the_format_knows_and_nothing_else(made):
    for path, text in made.items():
        code = path.split(".")[-3] if path.endswith(".iml.json") else ""
        content: Any = json.loads(text) if path.endswith(".json") else {}
        if code in {"communication", "attach", "detach"}:
            assert content.keys() <= DIRECTIVES, path
            assert content.get("response", {}).keys() <= OF_RESPONSES, path
            assert content.get("pagination", {}).keys() <= OF_PAGINATION, path
            assert ("method" in content) == ("url" in content) == ("body" in content), path
            assert len(content.get("url", "")) <= LONGEST_PATH
        if code in {"params", "mappable-params", "static-params", "interface"}:
            for each in parameters_in(content):
                assert each.keys() <= OF_PARAMETERS, (path, each)
                assert each["type"] in TYPES, (path, each)
                assert 1 <= len(each.get("label", "x")) <= LONGEST_LABEL
                assert each.get("help", "x") != ""
                assert (each["type"] == "select") == ("options" in each), (path, each)
            names = [each["name"] for each in content]
            assert len(names) == len(set(names)), path
    base = json.loads(made["general/base.iml.json"])
    errors = base["response"]["error"]
    told = [errors, *(each for status, each in errors.items() if status.isdigit())]
    assert {each["type"] for each in told} == ERRORS
    assert all(len(each["message"]) <= LONGEST_MESSAGE for each in told)
    assert base["log"]["sanitize"] == ["request.headers.x-api-key"]


def test_each_module_sends_the_example_of_its_operation_and_is_answered(api, made, catalogue):
    app, sent = api
    problems: dict[str, Any] = {}
    for operation in RUN_BY_THE_TABLE:
        name, data = operation.endpoint.operation, fields_of(operation.example)
        if name not in (*DONE, *LOOKED_UP):
            continue
        action, module = catalogue.actions[name], app_of_make.identifier(name)
        form = {each["name"]: each for each in app.code("module", module, "mappableParams")}
        given: dict[str, Any] = without_page(data, action.listing is not None)
        if action.upload:
            given["data"] = base64.b64decode(given.pop(action.upload) + "==")
        for each, value in given.items():
            if form[each]["type"] == "date":
                given[each] = datetime.fromisoformat(value)
        if action.listing:
            given["limit"] = 10
        assert {each for each, about in form.items() if about.get("required")} <= given.keys(), name
        sent.clear()
        try:
            bundles = app.run(module, given)
        except MakeError as error:
            problems[name] = str(error)
            continue
        wanted = without_page(data, action.listing is not None)
        if action.upload:
            wanted[action.upload] = base64.b64encode(given["data"]).decode()
        wanted = {each: _moment(value, form.get(each)) for each, value in wanted.items()}
        if without_page(data_of(sent[0]), action.listing is not None) != wanted or sent[0].method != "POST":
            problems[name] = (data_of(sent[0]), wanted)
        named = {each["name"] for each in app.code("module", module, "interface")}
        if any(not bundle.keys() <= named for bundle in bundles):
            problems[name] = [bundle.keys() - named for bundle in bundles]
    assert problems == {}
    assert {operation.endpoint.operation for operation in RUN_BY_THE_TABLE} > {*DONE, *LOOKED_UP}


def _moment(value: Any, about: dict[str, Any] | None) -> Any:
    """A value as Make serializes it."""
    is_date = about is not None and about["type"] == "date"
    return datetime.fromisoformat(value).strftime("%Y-%m-%dT%H:%M:%S.000Z") if is_date else value


def test_pages_are_walked_as_far_as_the_limit_needs_them(api):
    app, sent = api
    for number in range(105):
        app.run("contactsCreate", {"type": "person", "name": f"Client {number:03}", "tags": ["pagines"]})
    sent.clear()
    found = app.run("contactsList", {"tags": ["pagines"], "sort": "name", "limit": 1000})
    assert [each["name"] for each in found] == [f"Client {number:03}" for number in range(105)]
    asked = [data_of(each) for each in sent]
    assert asked == [
        {"tags": ["pagines"], "sort": "name", "per_page": 100},
        {"tags": ["pagines"], "sort": "name", "per_page": 100, "page": 2},
    ]
    sent.clear()
    assert len(app.run("contactsList", {"tags": ["pagines"], "limit": 3})) == 3
    assert [data_of(each)["per_page"] for each in sent] == [3]
    assert app.run("contactsList", {"tags": ["ningu"], "limit": 10}) == []


def test_what_is_erased_is_sent_as_null_and_what_is_empty_not_at_all(api):
    app, sent = api
    (contact,) = app.run("contactsCreate", {"type": "person", "name": "Pla Nou", "phone": "612345678"})
    (cleared,) = app.run("contactsUpdate", {"id": contact["id"], "phone": None, "email": UNDEFINED})
    assert data_of(sent[-1]) == {"id": contact["id"], "phone": None}
    assert "phone" not in cleared


def test_a_refusal_is_told_with_its_field_code_remedy_and_request(api):
    app, _ = api
    with pytest.raises(MakeError) as refused:
        app.run("contactsCreate", {"type": "person", "name": "X", "email": "sense arrova"})
    assert refused.value.kind == "DataError"
    assert re.search(r" Code: VALIDATION_ERROR\. Field: email\. Request: [0-9a-f-]{36}\.$", str(refused.value))


def test_refusals_for_their_rate_or_key_and_faults_are_of_the_types_that_make_handles(api, catalogue):
    app, _ = api
    error = app.base["response"]["error"]
    wanted = {401: "InvalidAccessTokenError", 429: "RateLimitError", 500: "ConnectionError", 503: "ConnectionError"}
    for status, kind in wanted.items():
        envelope = {
            "error": {"code": "C", "message": "Message.", "remedy": "Remedy.", "details": {}, "request_id": "req_1"}
        }
        assert str(status) in catalogue.document.content["components"]["responses"]
        with pytest.raises(MakeError) as told:
            app.answered(httpx.Response(status, json=envelope), error, {})
        assert (str(told.value), told.value.kind) == ("Message. Remedy. Code: C. Request: req_1.", kind)
    with pytest.raises(MakeError, match=r"^The API answered 502\.$"):
        app.answered(httpx.Response(502, text="<html>", headers={"content-type": "text/html"}), error, {})


def test_a_connection_is_tried_by_a_call_that_inherits_nothing(api):
    app, sent = api
    app.connects()
    assert (data_of(sent[-1]), sent[-1].headers["x-api-key"]) == ({"per_page": 1}, "bv_test_sk_sample")


def test_a_trigger_makes_its_webhook_reads_the_event_and_removes_it(api):
    app, sent = api
    kept = app.attach(TARGET, {"events": ["contact.created"], "filter": UNDEFINED})
    assert data_of(sent[-1]) == {"url": TARGET, "events": ["contact.created"], "description": "Make"}
    (listed,) = app.run("makeApiCall", {"url": "/events/list", "body": '{"data": {"newest_first": true, "limit": 1}}'})
    event = listed["body"]["data"]["events"][0]
    delivered = {"id": event["id"], "event": event["event"], "data": {"name": "forged"}}
    (passed_on,) = app.received(delivered)
    assert passed_on == event
    assert passed_on["data"] != delivered["data"]
    assert passed_on.keys() <= {each["name"] for each in app.code("module", "watchEvents", "interface")}
    with pytest.raises(MakeError) as refused:
        app.received({**delivered, "id": "evn_0000000000000000"})
    assert refused.value.kind == "DataError"
    app.detach(kept)
    assert data_of(sent[-1]) == {"webhook_id": kept["webhookId"]}


def test_any_operation_is_called_by_its_path_at_our_address(api):
    app, sent = api
    asked = '{"data": {"email": "ningu@exemple.com"}}'
    (answer,) = app.run("makeApiCall", {"url": "/contacts/find", "body": asked})
    assert answer["statusCode"] == 200
    assert answer["body"]["data"]["found"] is False
    assert sent[-1].headers["content-type"] == "application/json"
    template = app.code("module", "makeApiCall", "communication")["url"]
    live = {"connection": {"url": "https://api.bivelio.com/v1"}, "parameters": {"url": "@example.com/steal"}}
    assert httpx.URL(rendered(template, live)).host == "api.bivelio.com"


def test_the_archive_has_the_same_bytes_each_time(made):
    first = build.make().read_bytes()
    assert build.make().read_bytes() == first
    with zipfile.ZipFile(build.make()) as folder:
        assert folder.namelist() == sorted(f"bivelio-make/{path}" for path in made)
