"""POST /v1/auth/authorize keeps its promises; what attackers try is in tests/identity/oauth/test_attacks.py."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, code
from tests.identity.oauth.asked import Person, good, query, returned, token
from tests.identity.oauth.conftest import domain
from tests.operated import new_key

__all__ = ["domain"]

pytestmark = pytest.mark.usefixtures("deployment")


def constraint(answer):
    assert answer.status == 422, answer
    return answer.error["details"]["constraint"]


def test_a_person_sees_what_an_app_asks_for():
    shown = Person().ask(query(scope="contacts:write read offline_access")).data
    assert shown == {
        "app_name": "Claude",
        "app_host": "claude.ai",
        "redirect_host": "claude.ai",
        "is_local": False,
        "organisation": "Empresa ABC",
        "environment": "live",
        "resource": "mcp",
        "scopes": ["contacts:write", "read"],
        "redirect_to": None,
    }


def test_an_app_gets_what_the_person_has_allowed_and_no_more():
    person = Person()
    read_token = good(token(code=person.allow(access="read")))
    assert read_token["scope"] == "read"
    assert good(token(code=person.allow(access="write")))["scope"] == "read write"
    viewer = Person("viewer")
    assert viewer.ask(query()).data["scopes"] == ["read"]


def test_the_answer_says_whose_it_is_also_when_the_person_refuses():
    person = Person()
    allowed, declined = person.ask(query(), decision="allow"), person.ask(query(), decision="refuse")
    assert returned(allowed)["iss"] == "https://mcp.example.com"
    assert returned(allowed)["state"] == "xyz"
    assert returned(declined) == {"error": "access_denied", "state": "xyz", "iss": "https://mcp.example.com"}


def test_the_sandbox_is_granted_from_the_sandbox_alone():
    sent = query(resource="https://mcp.example.com/sandbox/mcp")
    assert constraint(Person().ask(sent, decision="allow")) == "other_environment"
    assert constraint(Person(stage="sandbox").ask(query(), decision="allow")) == "other_environment"
    given = Person(stage="sandbox").allow(sent)
    held = good(token(code=given, resource="https://mcp.example.com/sandbox/mcp"))
    assert held["scope"] == "read write"


def test_who_has_not_signed_in_lately_is_asked_who_it_is():
    with clock.frozen(NOW):
        person = Person()
    with clock.frozen(NOW + timedelta(minutes=16)):
        answer = person.ask(query(), decision="allow")
        assert code(answer) == (403, "AUTH_CONFIRMATION_REQUIRED")
        assert person.ask(query()).status == 200


def test_a_key_allows_no_app():
    key = new_key(Person().place.organisation, "admin")
    answer = gateway.request("/auth/authorize", {"data": {"query": query()}}, headers={"X-API-Key": key})
    assert code(answer) == (403, "AUTH_INSUFFICIENT_SCOPE")
