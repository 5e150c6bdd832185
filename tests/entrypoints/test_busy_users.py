"""A throttled table and the endpoints of users: sign-in, sessions and keys, including the authorizer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pyotp
import pytest
from bivelio_core import aws_calls, clients, clock
from bivelio_core.store import connect

from tests import gateway
from tests.api import Answer
from tests.contracts.answered import NEED_A_USER
from tests.functions.auth.signing_in import Place, listed, tokens
from tests.operated import PASSWORD, email_link, invitation_link, new_user, reset_link
from tests.refusing import Refusal, refusing
from tools.endpoints import operations

THROTTLED = (400, "ProvisionedThroughputExceededException")
BEGIN = datetime(2026, 4, 7, 12, tzinfo=UTC)
HELD = timedelta(seconds=11)
"""Longer than the Idempotency-Key of a request is held whose end nobody noted."""

KEY = {"name": "Botiga", "environment": "live", "scopes": ["contacts:read"]}
OTHER_PASSWORD, NAME = "another horse battery", "Anna Puig"
COLLEAGUE = "pere@exemple.cat"


class User:
    """A user who is signed in twice and has made a key."""

    def __init__(self, role: str = "admin") -> None:
        self.place = Place(role)
        self.held, self.elsewhere = tokens(self.place.sign_in()), tokens(self.place.sign_in())
        self.key = self.ask("/keys/create", KEY).data["id"]
        self.other = next(session["id"] for session in listed(self.held) if not session["is_current"])
        self.prepared: Any = None

    def ask(self, route: str, data: Any, **headers: str) -> Answer:
        """Call as this user."""
        bearer = {"Authorization": f"Bearer {self.held['access_token']}"}
        return gateway.request(route, {"data": data}, headers=bearer | headers)

    def me(self) -> Any:
        """What the platform says of this user."""
        return self.ask("/auth/me", {}).data

    @property
    def guest(self) -> str:
        """An address that has no account yet."""
        return f"joan@{self.place.organisation}.cat"

    def people(self) -> dict[str, Any]:
        """The people and invitations of the organisation, by address."""
        return {person["email"]: person for person in self.ask("/users/list", {"per_page": 100}).data["users"]}

    def keys(self) -> list[Any]:
        """All keys that were made by this name."""
        return [made for made in self.ask("/keys/list", {}).data["keys"] if made["name"] == KEY["name"]]

    def statuses(self) -> list[str]:
        """The status of each."""
        return [made["status"] for made in self.keys()]


@dataclass
class Case:
    """What is asked for, and whether it has been had once."""

    send: Callable[[User, dict[str, str]], Answer]
    is_had_once: Callable[[User], bool]
    prepare: Callable[[User], Any] = lambda _: None
    role: str = "admin"


def of(
    route: str,
    data: Callable[[User], Any],
    is_had_once: Callable[[User], bool],
    prepare: Callable[[User], Any] = lambda _: None,
    role: str = "admin",
) -> Case:
    """A call by access token."""
    return Case(lambda user, headers: user.ask(route, data(user), **headers), is_had_once, prepare, role)


def by_key(
    route: str,
    body: Callable[[User], Any],
    query: dict[str, str] | None,
    check: Callable[[User], bool],
    prepare: Callable[[User], Any] = lambda _: None,
) -> Case:
    """A call of who signs in or out."""

    def send(user: User, headers: dict[str, str]) -> Answer:
        return gateway.request(route, body(user), query=query, headers={"apikey": user.place.key, **headers})

    return Case(send, check, prepare)


def colleague(user: User) -> str:
    """The id of another person of the organisation."""
    new_user(user.place.organisation, "member", COLLEAGUE)
    return str(user.people()[COLLEAGUE]["id"])


def exports(user: User) -> list[Any]:
    """The exports of all data of the organisation."""
    return connect.table().query(f"{user.place.organisation}#live#DEX")


def invitation(user: User) -> str:
    """The token of the link of an invitation."""
    invited = str(user.ask("/users/invite", {"email": user.guest, "role": "viewer"}).data["id"])
    return invitation_link(user.place.organisation, invited)


def reset(user: User) -> str:
    """The token of the link of a forgotten password."""
    return reset_link(user.me()["id"])


def enrolled(user: User) -> str:
    """The code of a factor that is not confirmed yet."""
    return str(pyotp.TOTP(user.ask("/auth/mfa/enroll", {}).data["secret"]).at(BEGIN + HELD))


def confirmed(user: User) -> None:
    """A second factor that is on."""
    assert user.ask("/auth/mfa/confirm", {"code": enrolled(user)}).status == 200


APP_QUERY = (
    "response_type=code&client_id=https%3A%2F%2Fclaude.ai%2Foauth%2Fmcp-oauth-client-metadata"
    "&redirect_uri=https%3A%2F%2Fclaude.ai%2Fapi%2Fmcp%2Fauth_callback"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
)

CASES = {
    "keys.list": of("/keys/list", lambda _: {}, lambda user: len(user.keys()) == 1),
    "keys.create": of("/keys/create", lambda _: KEY, lambda user: len(user.keys()) == 2),
    "keys.update": of(
        "/keys/update", lambda user: {"id": user.key, "rate_limit": 30}, lambda user: user.keys()[0]["rate_limit"] == 30
    ),
    "keys.rotate": of("/keys/rotate", lambda user: {"id": user.key}, lambda user: len(user.keys()) == 2),
    "keys.revoke": of("/keys/revoke", lambda user: {"id": user.key}, lambda user: user.statuses() == ["revoked"]),
    "auth.token": by_key(
        "/auth/token",
        lambda user: {"email": user.place.email, "password": PASSWORD},
        {"grant_type": "password"},
        lambda user: len(listed(user.held)) >= 3,
    ),
    "auth.logout": by_key(
        "/auth/logout",
        lambda user: {"refresh_token": user.elsewhere["refresh_token"]},
        None,
        lambda user: len(listed(user.held)) == 1,
    ),
    "auth.password_change": of(
        "/auth/password/change",
        lambda _: {"current_password": PASSWORD, "new_password": OTHER_PASSWORD},
        lambda user: user.place.sign_in(OTHER_PASSWORD).status == 200 and len(listed(user.held)) == 2,
    ),
    "auth.authorize": of(
        "/auth/authorize",
        lambda _: {"query": APP_QUERY},
        lambda user: user.ask("/auth/authorize", {"query": APP_QUERY}).data["app_name"] == "Claude",
    ),
    "auth.me": of("/auth/me", lambda _: {}, lambda user: user.me()["email"] == user.place.email),
    "auth.me_update": of("/auth/me/update", lambda _: {"name": NAME}, lambda user: user.me()["name"] == NAME),
    "auth.organisations_list": of("/auth/organisations/list", lambda _: {}, lambda user: len(listed(user.held)) == 2),
    "auth.switch": of(
        "/auth/switch",
        lambda user: {"environment": "live", "refresh_token": user.held["refresh_token"]},
        lambda user: len(listed(user.elsewhere)) == 2,
    ),
    "auth.confirm": of("/auth/confirm", lambda _: {"password": PASSWORD}, lambda user: len(listed(user.held)) == 2),
    "auth.password_forgot": by_key(
        "/auth/password/forgot",
        lambda user: {"data": {"email": user.place.email}},
        None,
        lambda user: user.place.sign_in().status == 200,
    ),
    "auth.password_reset": by_key(
        "/auth/password/reset",
        lambda user: {"data": {"token": user.prepared, "new_password": OTHER_PASSWORD}},
        None,
        lambda user: user.place.sign_in(OTHER_PASSWORD).status == 200,
        reset,
    ),
    "auth.email_change": of(
        "/auth/email/change",
        lambda user: {"email": user.guest},
        lambda user: user.me()["email"] == user.place.email,
    ),
    "auth.email_confirm": by_key(
        "/auth/email/confirm",
        lambda user: {"data": {"token": user.prepared}},
        None,
        lambda user: user.me()["email"] == user.guest,
        lambda user: email_link(user.me()["id"], user.guest),
    ),
    "auth.mfa_enroll": of("/auth/mfa/enroll", lambda _: {}, lambda user: not user.me()["mfa"]["enabled"]),
    "auth.mfa_confirm": of(
        "/auth/mfa/confirm", lambda user: {"code": user.prepared}, lambda user: user.me()["mfa"]["enabled"], enrolled
    ),
    "auth.mfa_recovery_codes": of(
        "/auth/mfa/recovery_codes", lambda _: {}, lambda user: user.me()["mfa"]["recovery_codes_left"] == 10, confirmed
    ),
    "auth.mfa_disable": of("/auth/mfa/disable", lambda _: {}, lambda user: not user.me()["mfa"]["enabled"], confirmed),
    "users.list": of("/users/list", lambda _: {}, lambda user: len(user.people()) == 1),
    "users.invite": of(
        "/users/invite", lambda user: {"email": user.guest, "role": "viewer"}, lambda user: len(user.people()) == 2
    ),
    "users.invitation_get": by_key(
        "/users/invitation/get",
        lambda user: {"data": {"token": user.prepared}},
        None,
        lambda user: user.people()[user.guest]["status"] == "invited",
        invitation,
    ),
    "users.accept": by_key(
        "/users/accept",
        lambda user: {"data": {"token": user.prepared, "password": PASSWORD}},
        None,
        lambda user: user.people()[user.guest]["status"] == "active",
        invitation,
    ),
    "users.update": of(
        "/users/update",
        lambda user: {"id": user.prepared, "role": "viewer"},
        lambda user: user.people()[COLLEAGUE]["role"] == "viewer",
        colleague,
    ),
    "users.remove": of(
        "/users/remove", lambda user: {"id": user.prepared}, lambda user: COLLEAGUE not in user.people(), colleague
    ),
    "users.leave": of("/users/leave", lambda _: {}, lambda user: user.place.sign_in().status == 401),
    "organisation.get": of("/organisation/get", lambda _: {}, lambda user: len(listed(user.held)) == 2),
    "organisation.update": of(
        "/organisation/update",
        lambda _: {"name": NAME},
        lambda user: user.ask("/organisation/get", {}).data["name"] == NAME,
    ),
    "organisation.erase": of(
        "/organisation/erase",
        lambda _: {},
        lambda user: user.ask("/organisation/erase", {}).data["status"] == "waiting",
        role="owner",
    ),
    "organisation.erase_cancel": of(
        "/organisation/erase_cancel",
        lambda _: {},
        lambda user: user.ask("/organisation/erase_cancel", {}).data["status"] == "cancelled",
        lambda user: user.ask("/organisation/erase", {}).data["id"],
        role="owner",
    ),
    "organisation.export": of("/organisation/export", lambda _: {}, lambda user: len(exports(user)) == 1, role="owner"),
    "organisation.export_status": of(
        "/organisation/export_status",
        lambda user: {"id": user.prepared},
        lambda user: len(exports(user)) == 1,
        lambda user: user.ask("/organisation/export", {}).data["id"],
        role="owner",
    ),
    "auth.sessions_list": of("/auth/sessions/list", lambda _: {}, lambda user: len(listed(user.held)) == 2),
    "auth.sessions_end": of(
        "/auth/sessions/end", lambda user: {"id": user.other}, lambda user: len(listed(user.held)) == 1
    ),
}


def test_every_endpoint_of_users_is_here():
    assert CASES.keys() == {o.endpoint.operation for o in operations() if o.endpoint.resource in NEED_A_USER}


@pytest.fixture
def impatient(monkeypatch):
    """Clients that are made after this do not ask a second time; mails have a sender, and are not sent."""
    monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
    monkeypatch.setenv("OAUTH_DOMAIN", "example.com")
    for service, usual in aws_calls.POLICIES.items():
        monkeypatch.setitem(aws_calls.POLICIES, service, usual._replace(again_within=0.0))


@pytest.mark.usefixtures("impatient", "deployment")
@pytest.mark.parametrize("operation", CASES)
def test_whichever_call_is_refused_a_repetition_has_its_effect_once(operation):
    """The n-th call is refused, the authorizer's first ones too, for every n; the request comes again under its key."""
    case = CASES[operation]
    for number in range(1, 60):
        with clock.frozen(BEGIN):
            user = User(case.role)
            user.prepared = case.prepare(user)
        calls = count(1)

        def decide(_operation: str, *, refused: int = number, calls: Any = calls) -> Refusal | None:
            return THROTTLED if next(calls) == refused else None

        with refusing(clients.client("dynamodb"), decide) as asked:
            for tries in range(1, 6):
                with clock.frozen(BEGIN + tries * HELD):
                    answer = case.send(user, {"Idempotency-Key": f"call-{number}"})
                assert answer.status in {200, 202, 409, 503}, answer
                if answer.status in {200, 202}:
                    break
                assert answer.headers["Retry-After"]
            else:
                pytest.fail(f"never answered: {answer}")
        with clock.frozen(BEGIN + 6 * HELD):
            assert case.is_had_once(user), f"call {number}"
        if len(asked) < number:
            return
    pytest.fail("an endpoint with so many calls")
