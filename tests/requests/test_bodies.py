"""No credential is in what is kept of a body, wherever a client puts it; what remains still tells what was sent."""

import json
import sys

import pytest
from bivelio_core.requests import bodies

from tests.for_each import for_each

SECRET = "S3cr3t-hunter2-zQ8"
OURS = "bv_live_sk_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3IifQ.c2lnbmF0dXJl"
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"

BY_NAME = [
    *("password", "current_password", "newPassword", "passwd", "secret", "client_secret", "clientSecret", "apiKey"),
    *("api_key", "api-key", "access_token", "refresh_token", "refreshToken", "token", "Authorization", "private_key"),
    *("signing_secret", "passphrase", "cookie", "credentials", "signature"),
]
PLACES = {
    "beside data": lambda name: {name: SECRET},
    "in data": lambda name: {"data": {name: SECRET}},
    "deep": lambda name: {"data": {"a": [{"b": {name: SECRET}}]}},
    "an object": lambda name: {"data": {name: {"value": SECRET}}},
    "a list": lambda name: {"data": {name: [SECRET, SECRET]}},
    "JSON in a text": lambda name: {"data": {"body": json.dumps({name: SECRET})}},
    "cut JSON in a text": lambda name: {"data": {"body": json.dumps({name: SECRET})[:-4]}},
}
BY_FORM = {
    "our key": OURS,
    "a token": TOKEN,
    "a webhook's secret": WHSEC,
    "a bearer": f"Bearer {SECRET}1234",
    "basic": "Basic dXNlcjpodW50ZXIyaHVudGVyMg==",
    "a private key": PEM,
    "AWS": "AKIAIOSFODNN7EXAMPLE",
    "GitHub": "ghp_" + "a1" * 18,
    "Slack": "xoxb-1234567890-abcdef",
}
HTTP_STEP = {
    "id": "s",
    "type": "http_request",
    "input": {
        "url": f"https://ana:{SECRET}@exemple.cat/x?api_key={SECRET}&page=2",
        "headers": {"X-Clau": SECRET},
        "auth": {"type": "basic", "username": "ana", "password": SECRET},
        "json": {"key": SECRET},
    },
}


def kept(document, operation="contacts.create"):
    text = bodies.stored_body(operation, json.dumps(document).encode())
    assert text is not None
    return text


@pytest.mark.parametrize("place", PLACES)
@for_each("name", BY_NAME)
def test_what_is_named_after_a_credential_is_left_out(name, place):
    shown = kept(PLACES[place](name))
    assert SECRET not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize("form", BY_FORM)
def test_what_has_the_form_of_a_credential_is_left_out_of_any_field(form):
    for document in ({"data": {"notes": f"vegeu {BY_FORM[form]}"}}, {"data": [BY_FORM[form]]}, BY_FORM[form]):
        shown = kept(document)
        assert BY_FORM[form] not in shown
        assert BY_FORM[form].split()[-1][6:] not in shown


@pytest.mark.parametrize("operation", ["workflows.create", "workflows.run_step", "contacts.create"])
def test_requests_of_workflows_are_kept_without_their_credentials(operation):
    shown = kept({"data": {"name": "Factures", "steps": [HTTP_STEP]}}, operation)
    assert SECRET not in shown
    assert "exemple.cat" in shown


@pytest.mark.parametrize(
    "data",
    [
        {"url": f"https://ana:{SECRET}@exemple.cat/hook"},
        {"url": f"https://exemple.cat/hook?token={SECRET}"},
        {"headers": {"X-Any": SECRET}},
        {"headers": [{"name": "X-Any", "value": SECRET}]},
        {"secret": SECRET},
    ],
)
def test_addresses_and_headers_of_webhooks_are_kept_without_what_opens_them(data):
    assert SECRET not in kept({"data": data}, "webhooks.create")


@pytest.mark.parametrize(
    "operation", ["auth.token", "keys.create", "secrets.set", "integrations.connect", "users.invite"]
)
def test_of_resources_made_of_credentials_nothing_is_kept(operation):
    body = json.dumps({"data": {"anything": SECRET}}).encode()
    assert bodies.stored_body(operation, body) is None
    assert bodies.kept_document(operation, {"anything": SECRET}) is None


@pytest.mark.parametrize("body", [b"{'password': 'hunter2'}", b'{"password": "hunter2"', b"\xff", b"password=hunter2"])
def test_of_what_is_not_json_only_the_size_is_kept(body):
    assert bodies.stored_body("contacts.create", body) == f"({len(body)} bytes that are not JSON)"


def test_of_what_is_too_long_to_be_read_only_the_size_is_kept():
    body = json.dumps({"data": {"name": "Maria"}}).encode()
    longest = body.ljust(bodies.MAXIMUM_READ)
    assert bodies.stored_body("contacts.create", longest) == bodies.stored_body("contacts.create", body)
    assert bodies.stored_body("contacts.create", longest + b" ") == f"({bodies.MAXIMUM_READ + 1} bytes)"


def test_a_body_without_credentials_is_kept_as_it_was_sent():
    sent = {"action": "create", "data": {"type": "person", "author": "Ana", "key": "clau", "tags": ["a", 1, None, 2.5]}}
    assert json.loads(kept(sent)) == sent


def test_long_texts_and_bodies_are_cut_and_say_so():
    shown = json.loads(kept({"data": {"file": "a" * 10_000, "name": "Maria"}}))
    assert shown["data"] == {"file": "a" * 400 + "… (9600 more characters)", "name": "Maria"}
    whole = kept({"data": [{"name": "Maria", "n": number} for number in range(1_000)]})
    assert (len(whole), whole[-1]) == (bodies.MAXIMUM_KEPT, "…")
    assert bodies.stored_body("documents.upload", b"1" * 2_000_000) == "(2000000 bytes)"


def test_a_credential_is_left_out_before_a_text_is_cut():
    assert OURS[:20] not in kept({"data": {"notes": "a" * 390 + " " + OURS}})


def test_nesting_without_end_is_no_failure():
    deep = b"[" * 100_000 + b"]" * 100_000
    assert bodies.stored_body("contacts.create", deep) == f"({len(deep)} bytes that are not JSON)"
    depth = sys.getrecursionlimit() - 100  # another test of this process may have raised it
    nested = b'{"a":' * depth + b"1" + b"}" * depth
    assert bodies.stored_body("contacts.create", nested) == "(nested too deeply)"
