"""Attacks on the authorization server (RFC 9700): each says whether it has worked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.identity.records import forget

from tests import gateway
from tests.api import Answer
from tests.functions.auth.signing_in import NOW
from tests.functions.authorizer.judged import judge
from tests.identity.oauth.asked import MCP, Person, call, query, refresh, register, returned, token
from tests.identity.oauth.grants import Granted
from tests.operated import operated

EVIL = "https://evil.example/callback"
WATCHING = timedelta(minutes=1)
"""How much later an attacker comes with what it has seen."""


def given(answer: Answer) -> str | None:
    """The code in the address that a browser would be sent to."""
    return returned(answer).get("code") if answer.status == 200 else None


def shown(**changes: str | None) -> bool:
    """Whether a person would be asked for a request, instead of being told that it is wrong."""
    return Person().ask(query(**changes)).status == 200


def verdict(access_token: str, path: str = "mcp", stage: str = "v1") -> dict[str, Any]:
    """What the authorizer tells of a token."""
    forget()
    context: dict[str, Any] = judge(stage, path=path, Authorization=f"Bearer {access_token}")["context"]
    return context


def opens(access_token: str, path: str = "mcp", stage: str = "v1") -> bool:
    """Whether a token is good somewhere."""
    return bool(verdict(access_token, path, stage)["verdict"] == "ok")


def stolen(**changes: str | None) -> bool:
    """Whether a code works for whoever has it, in another way than it was asked for."""
    return token(**{"code": Person().allow(), **changes}).status == 200


def registers(uri: str) -> bool:
    """Whether an app may declare an address."""
    return register({"client_name": "Claude", "redirect_uris": [uri]}).status == 201


def injects_code() -> bool:
    """A code of the attacker's own session goes into the session of somebody else, who has another verifier."""
    return stolen(code_verifier="v" * 43)


def uses_code_twice() -> bool:
    """One code gives two grants."""
    code = Person().allow()
    return [token(code=code).status for _ in range(2)] == [200, 200]


def keeps_tokens_of_a_copied_code() -> bool:
    """Who used a copy of a code first keeps its tokens."""
    code = Person().allow()
    first = token(code=code).body
    token(code=code)
    return opens(first["access_token"])


def uses_code_late() -> bool:
    """A code that was found later is still good."""
    with clock.frozen(NOW):
        code = Person().allow()
    with clock.frozen(NOW + WATCHING):
        return token(code=code).status == 200


def replays_refresh_token() -> bool:
    """A copied refresh token is good after its owner has used it."""
    with clock.frozen(NOW):
        held = Person().connect()
        refresh(held["refresh_token"])
    with clock.frozen(NOW + WATCHING):
        return refresh(held["refresh_token"]).status == 200


def keeps_family_after_replay() -> bool:
    """The thief goes on, though the copy was noticed."""
    with clock.frozen(NOW):
        held = Person().connect()
        following = refresh(held["refresh_token"]).body
    with clock.frozen(NOW + WATCHING):
        refresh(held["refresh_token"])
        return refresh(following["refresh_token"]).status == 200


def refreshes_as_another_client() -> bool:
    """A refresh token is good in the hands of another app."""
    return refresh(Person().connect()["refresh_token"], client_id="app_0").status == 200


def grows_at_refresh() -> bool:
    """An app gets more scopes than a person has granted."""
    held = Person().connect(scope="contacts:read")
    answer = refresh(held["refresh_token"], scope="contacts:read contacts:admin")
    return answer.status == 200 and "admin" in str(answer.body["scope"])


def uses_scopes_of_a_token_beyond_the_grant() -> bool:
    """A token with more scopes than its grant has them."""
    granted = Granted("contacts:read", resource="mcp")
    return "admin" in verdict(granted.token("contacts:admin"))["scopes"]


def keeps_scopes_after_a_lower_role() -> bool:
    """An app does what its person may no longer do."""
    person = Person()
    held = person.connect()
    operated("set_role", organisation=person.place.organisation, email=person.place.email, role="viewer")
    return "write" in verdict(held["access_token"])["scopes"]


def refreshes_for_a_suspended_organisation() -> bool:
    """An app goes on in an organisation that was suspended."""
    person = Person()
    held = person.connect()
    operated("suspend_organisation", organisation=person.place.organisation)
    return refresh(held["refresh_token"]).status == 200


def exchanges_after_a_new_password() -> bool:
    """A code outlives the password of its person."""
    person = Person()
    code, about = person.allow(), {"organisation": person.place.organisation, "email": person.place.email}
    operated("set_password", password="another horse battery", **about)
    return token(code=code).status == 200


def writes_at_the_read_only_resource() -> bool:
    """A token of the read-only resource has scopes to write."""
    resource = f"{MCP}/readonly"
    code = Person().allow(query(resource=resource, scope="read write"))
    return "write" in token(code=code, resource=resource).body["scope"]


def writes_though_the_person_allowed_reading() -> bool:
    """An app writes though its person allowed it to read."""
    return "write" in token(code=Person().allow(access="read")).body["scope"]


def opens_another_resource() -> bool:
    """A token of the MCP server opens the API."""
    return opens(Person().connect()["access_token"], "contacts/list")


def opens_live_with_a_token_of_the_sandbox() -> bool:
    """A token of the sandbox opens live."""
    resource = "https://mcp.example.com/sandbox/mcp"
    person = Person(stage="sandbox")
    held = token(code=person.allow(query(resource=resource)), resource=resource).body
    return opens(held["access_token"], stage="v1")


def allows_live_from_the_sandbox() -> bool:
    """Who is signed in to the sandbox alone lets an app into live."""
    return given(Person(stage="sandbox").ask(query(), decision="allow")) is not None


def allows_with_a_stolen_session() -> bool:
    """A stolen access token lets an app in, which outlasts it."""
    with clock.frozen(NOW):
        person = Person()
    with clock.frozen(NOW + timedelta(minutes=16)):
        return given(person.ask(query(), decision="allow")) is not None


def code_of(answer: Answer) -> str | None:
    """The code of a refusal; None for a success."""
    return None if answer.status == 200 else str(answer.error["code"])


def allows_another_app(headers: Callable[[], dict[str, str]]) -> bool:
    """Who is no person lets an app in."""
    sent = {"data": {"query": query(), "decision": "allow", "access": "write"}}
    answer = gateway.request("/auth/authorize", sent, headers=headers())
    return code_of(answer) != "AUTH_INSUFFICIENT_SCOPE"


def is_answered_without_issuer() -> bool:
    """An answer does not say whose it is, so a client takes it to another server."""
    person = Person()
    answers = [person.ask(query(), decision=each) for each in ("allow", "refuse")]
    return any(returned(each).get("iss") != "https://mcp.example.com" for each in answers)


def signs_its_person_in() -> bool:
    """An app becomes its person."""
    person = Person()
    return person.place.refresh(person.connect()["refresh_token"]).status == 200


def ends_the_grant_of_another() -> bool:
    """Whoever has seen a token ends a grant of another client."""
    held = Person().connect()
    call("revoke", {"token": held["refresh_token"], "client_id": "app_0"})
    return not opens(held["access_token"])


def shows_a_name_that_turns_the_page_around() -> bool:
    """A name changes the direction of what the page says."""
    sent = {"client_name": "Claude \u202e elpmaxe.live", "redirect_uris": [EVIL]}
    client = register(sent).body["client_id"]
    return "\u202e" in str(Person().ask(query(client_id=client, redirect_uri=EVIL)).data["app_name"])


def floods() -> bool:
    """Apps register without end."""
    uris = [f"https://app{number}.example/cb" for number in range(4)]
    with clock.frozen(NOW), pytest.MonkeyPatch.context() as patched:
        patched.setattr("bivelio_core.identity.oauth.clients.NEW_OF_NETWORK", 3)
        return [register({"redirect_uris": [uri]}).status for uri in uris][-1] == 201


def is_redirected(uri: str) -> bool:
    """Whether a person who allows a request of Claude is sent to an address that Claude has not declared."""
    return Person().ask(query(redirect_uri=uri), decision="allow").status == 200


def takes_another_host_for_the_persons_computer(uri: str) -> bool:
    """A person is sent to a host that looks like the own computer."""
    client = register({"client_name": "Tool", "redirect_uris": ["http://127.0.0.1/callback"]}).body["client_id"]
    return given(Person().ask(query(client_id=client, redirect_uri=uri), decision="allow")) is not None
