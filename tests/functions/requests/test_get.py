"""POST /v1/requests/get keeps its promises, for requests that really failed."""

import json

import pytest
from bivelio_core.requests import body_keys

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.requests.logs import bring, line, requests

SECRET = "S3cr3t-hunter2-zQ8"


@pytest.fixture(autouse=True)
def _with_a_key(table):
    body_keys.ensure(table, ORGANISATION)


def failed(capsys, operation="contacts.create", data=None, **headers):
    """The id of a request that fails, once its line was consumed."""
    capsys.readouterr()
    answer = call(operation, data if data is not None else {"type": "person"}, headers=headers)
    assert answer.status >= 400, answer
    (told,) = requests(capsys)
    bring([json.dumps(told)])
    return str(answer.error["request_id"])


def test_what_was_sent_and_answered_is_shown(capsys):
    asked = failed(capsys, **{"User-Agent": "bivelio-python/1.0.0", "Accept-Language": "en"})
    found = call("requests.get", {"id": asked}).data
    assert json.loads(found["request_body"]) == {"data": {"type": "person"}}
    answered = json.loads(found["response_body"])["error"]
    assert (answered["code"], answered["request_id"]) == ("VALIDATION_ERROR", asked)
    told = ("status", "code", "operation", "actor", "actor_kind", "user_agent", "bodies")
    assert [found[name] for name in told] == [
        *(400, "VALIDATION_ERROR", "contacts.create", "key_test", "api_key", "bivelio-python/1.0.0", "shown"),
    ]


@pytest.mark.parametrize(
    ("operation", "data"),
    [
        ("contacts.create", {"type": "person", "password": SECRET}),
        ("contacts.create", {"type": "person", "name": "M", "custom_fields": {"api_token": SECRET}, "emial": "x"}),
        ("webhooks.create", {"url": f"https://a:{SECRET}@exemple.cat", "secret": SECRET, "events": ["x"]}),
        ("secrets.set", {"name": "erp", "value": SECRET, "allowed_hosts": ["not a host"]}),
        ("integrations.connect", {"provider": "email", "settings": {"password": SECRET}}),
        (
            "workflows.create",
            {"name": "F", "steps": [{"id": "s", "type": "http_request", "input": {"headers": {"X": SECRET}}}]},
        ),
    ],
)
def test_no_credential_reaches_the_log_or_the_table(capsys, table, operation, data):
    capsys.readouterr()
    answer = call(operation, data)
    assert answer.status >= 400, answer
    written = capsys.readouterr()
    assert SECRET not in written.out + written.err
    (told,) = [each for each in written.out.splitlines() if '"message":"request"' in each]
    bring([told])
    assert SECRET not in str(call("requests.get", {"id": answer.error["request_id"]}).data)


def test_a_request_that_succeeded_leaves_no_body_in_the_log(capsys):
    capsys.readouterr()
    assert call("contacts.create", {"type": "person", "name": "Maria Garcia"}).status == 200
    (told,) = requests(capsys)
    assert {"bodies", "user_agent"} & told.keys() == set()
    assert "Maria" not in str(told)


def test_bodies_are_for_who_may_write_the_resource(capsys):
    asked = failed(capsys)
    for scopes, bodies in (("read", "not_allowed"), ("requests:read contacts:write", "shown"), ("write", "shown")):
        found = call("requests.get", {"id": asked}, caller={"scopes": scopes}).data
        assert (found["bodies"], "request_body" in found) == (bodies, bodies == "shown")


def test_of_credentials_there_is_nothing_to_show(capsys):
    asked = failed(capsys, "secrets.set", {"name": "erp"})
    assert call("requests.get", {"id": asked}).data["bodies"] == "not_kept"


def test_other_organisations_and_unknown_requests_are_not_found():
    bring([line(1)])
    assert call("requests.get", {"id": "request-1"}, caller={"organisation": OTHER_ORGANISATION}).status == 404
    assert call("requests.get", {"id": "request-2"}).status == 404
    assert call("requests.get", {"id": "request-1"}).status == 200
