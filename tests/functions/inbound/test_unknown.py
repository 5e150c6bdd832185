"""What no route takes: the nearest operation is told, in the caller's language."""

import json

import pytest
from bivelio_core.entrypoints.unknown_path import LONGEST_SHOWN, nearest

from tests.api import invoke
from tools import gateway
from tools.endpoints import operations

KNOWN = sorted(path for each in operations() for path in each.endpoint.paths if path.count("/") > 1)

NEAREST = {
    ("GET", "/contacts/list"): "/contacts/list",
    ("POST", "/contacts/list/"): "/contacts/list",
    ("POST", "/v1/contacts/list"): "/contacts/list",
    ("POST", "/api/v1/Contacts/List"): "/contacts/list",
    ("POST", "/contacts/importStatus"): "/contacts/import_status",
    ("POST", "/contacts/import-status"): "/contacts/import_status",
    ("POST", "/contact/list"): "/contacts/list",
    ("POST", "/contcts/lst"): "/contacts/list",
    ("POST", "/workflows/instance/get"): "/workflows/instances/get",
    ("GET", "/contacts"): "/contacts/list",
    ("POST", "/webhooks"): "/webhooks/create",
    ("GET", "/contacts/ct_abc123"): "/contacts/get",
    ("PATCH", "/contacts/ct_abc123"): "/contacts/update",
    ("DELETE", "/contacts/ct_abc123"): "/contacts/delete",
    ("DELETE", "/webhooks/wh_o8p9q0r1"): "/webhooks/delete",
    ("GET", "/contact"): "/contacts/list",
    ("GET", "/favicon.ico"): None,
    ("GET", "/wp-admin/setup.php"): None,
    ("GET", "/"): None,
    ("GET", "/v1"): None,
    ("POST", "/" + "a/" * 5000): None,
}


@pytest.mark.parametrize(("tried", "expected"), NEAREST.items(), ids=lambda value: str(value)[:40])
def test_the_nearest_operation_is_found(tried, expected):
    method, path = tried
    assert nearest(method, path[:LONGEST_SHOWN], KNOWN) == expected


def ask(method, path, language="ca"):
    """The answer of the function to a request that no route takes."""
    event = {
        "httpMethod": method,
        "path": path,
        "headers": {"Accept-Language": language},
        "pathParameters": {"proxy": path.lstrip("/")},
        "body": None,
        "requestContext": {"requestId": "r", "stage": "v1", "identity": {"sourceIp": "192.0.2.1"}},
    }
    return invoke("inbound/unknown", event)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("POST", "/contact/list", "No hi ha cap operació POST /contact/list. Potser volies dir POST /contacts/list."),
        (
            "GET",
            "/contacts/list",
            "/contacts/list és una operació, i totes les operacions es criden amb POST, no amb GET.",
        ),
    ],
)
def test_a_beginner_is_told_what_to_call(method, path, message):
    answer = ask(method, path)
    assert (answer.status, answer.error["code"], answer.error["message"]) == (404, "RESOURCE_NOT_FOUND", message)
    assert answer.error["details"] == {"method": method, "path": path, "nearest": "/contacts/list"}
    assert answer.error["remedy"].startswith("Fes un POST")
    assert ask(method, path, "es").error["message"] != message != ask(method, path, "en").error["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_of_an_operation_is_told_the_one_that_it_takes(method):
    assert ask(method, "/contacts/list").headers["Allow"] == "POST"
    for path in ("/contacts", "/contacts/ct_abc123", "/contact/list"):
        assert "Allow" not in ask(method, path).headers


def test_a_path_that_is_near_nothing_gets_an_example():
    error = ask("GET", "/" + "x" * 9000).error
    assert error["details"] == {"method": "GET", "path": "/" + "x" * (LONGEST_SHOWN - 1)}
    assert "/v1/contacts/list" in error["remedy"]


@pytest.mark.parametrize("path", ["/{nearest}", "/{0}", "/%7Bpath%7D", '/"</script>', "/é\u2028"])
def test_what_was_sent_is_text_and_nothing_else(path):
    answer = ask("POST", path)
    assert (answer.status, answer.error["details"]["path"]) == (404, path)


def test_the_function_knows_the_paths_that_the_handlers_declare():
    assert json.loads(gateway.PATHS.read_text(encoding="utf-8")) == KNOWN
