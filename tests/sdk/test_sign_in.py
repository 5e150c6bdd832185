"""A user who signs in: one access token for all threads and tasks, refreshed by one of them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
from bivelio import ConfigurationError, SignIn, errors, models

from tests.sdk.scripted import Scripted, failure

MANY = 20
MARIA = SignIn(email="maria@example.com", password="secret")


class Identity:
    """Gives tokens, and refuses those that are not the newest. A refresh token works once."""

    def __init__(self, *, expires_in: int = 3600) -> None:
        self.expires_in = expires_in
        self.number = 0
        self.grants: list[str] = []
        self.lost = 0
        self.wants_code = False
        self._lock = threading.Lock()
        self.api = Scripted(self._reply)

    def _reply(self, path: str, data: dict[str, Any]) -> Any:
        request = self.api.sent[-1]
        if path == "auth/token":
            time.sleep(0.01)
            return self._token(data)
        with self._lock:
            is_good = request.headers["Authorization"] == f"Bearer access-{self.number}"
        return {"id": "ct_1"} if is_good else failure(401, "AUTH_EXPIRED_TOKEN")

    def _token(self, data: dict[str, Any]) -> Any:
        with self._lock:
            if "challenge" in data:
                self.grants.append("mfa")
                if (data["challenge"], data["code"]) != ("chl-1", "492039"):
                    return failure(401, "AUTH_INVALID_TOKEN")
            elif "refresh_token" in data:
                self.grants.append("refresh_token")
                if data["refresh_token"] != f"v1.{self.number}":
                    return failure(401, "AUTH_INVALID_TOKEN")
            else:
                self.grants.append("password")
                if data["password"] != "secret":
                    return failure(401, "AUTH_INVALID_TOKEN")
                if self.wants_code:
                    return failure(401, "AUTH_MFA_REQUIRED", details={"challenge": "chl-1"})
            if self.lost:
                self.lost -= 1
                return httpx.ReadError("connection reset")
            self.number += 1
            return {
                "access_token": f"access-{self.number}",
                "refresh_token": f"v1.{self.number}",
                "expires_in": self.expires_in,
                "user": {"id": "usr_1", "email": "maria@example.com"},
            }


def test_many_threads_sign_in_once_and_refresh_once():
    identity = Identity()
    client = identity.api.client(sign_in=MARIA)
    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(lambda _: client.contacts.get("ct_1"), range(MANY)))
        assert identity.grants == ["password"]
        identity.api._reply = expired_once(identity)
        list(threads.map(lambda _: client.contacts.get("ct_1"), range(MANY)))
    assert identity.grants == ["password", "refresh_token"]


def test_many_tasks_sign_in_once_and_refresh_once():
    identity = Identity()

    async def main() -> None:
        client = identity.api.asynchronous(sign_in=MARIA)
        for _ in range(2):
            async with anyio.create_task_group() as tasks:
                for _ in range(MANY):
                    tasks.start_soon(client.contacts.get, "ct_1")
            identity.api._reply = expired_once(identity)

    anyio.run(main)
    assert identity.grants == ["password", "refresh_token"]


def expired_once(identity: Identity) -> Any:
    """The answers of an API that takes the first access token for expired from now on."""

    def reply(path: str, data: dict[str, Any]) -> Any:
        if path == "auth/token":
            time.sleep(0.01)
            return identity._token(data)
        with identity._lock:
            newest = identity.number
        return {"id": "ct_1"} if newest > 1 else failure(401, "AUTH_EXPIRED_TOKEN")

    return reply


def test_requests_carry_the_token_alone_and_the_sign_in_the_key_alone():
    identity = Identity()
    identity.api.client(sign_in=MARIA).contacts.get("ct_1")
    token, get = identity.api.sent
    assert ("x-api-key" in token.headers, "authorization" in token.headers) == (True, False)
    assert ("x-api-key" in get.headers, get.headers["authorization"]) == (False, "Bearer access-1")
    assert get.url.host == "sandbox.api.bivelio.com"


def test_a_token_is_refreshed_before_it_expires():
    identity = Identity(expires_in=0)
    client = identity.api.client(sign_in=MARIA)
    client.contacts.get("ct_1")
    client.with_options(timeout=5).contacts.get("ct_1")
    assert identity.grants == ["password", "refresh_token"]
    assert identity.api.paths == ["auth/token", "contacts/get"] * 2


def test_tokens_are_handed_over_to_be_kept():
    kept: list[models.Tokens] = []
    identity = Identity()
    identity.number = 7
    client = identity.api.client(sign_in=SignIn(refresh_token="v1.7", on_refresh=kept.append))
    client.contacts.get("ct_1")
    assert [tokens.refresh_token for tokens in kept] == ["v1.8"]
    assert "v1.7" not in repr(SignIn(refresh_token="v1.7"))


def test_a_lost_answer_to_a_refresh_is_asked_for_again_at_once():
    identity = Identity()
    identity.number, identity.lost = 7, 1
    identity.api.client(sign_in=SignIn(refresh_token="v1.7")).contacts.get("ct_1")
    assert identity.grants == ["refresh_token"] * 2


def test_a_refresh_token_of_yesterday_gives_way_to_the_password():
    identity = Identity()
    identity.api.client(sign_in=SignIn("maria@example.com", "secret", refresh_token="v1.old")).contacts.get("ct_1")
    assert identity.grants == ["refresh_token", "password"]


def test_a_refused_password_is_not_tried_again():
    identity = Identity()
    client = identity.api.client(sign_in=SignIn("maria@example.com", "wrong"))
    for _ in range(3):
        with pytest.raises(errors.AuthenticationError):
            client.contacts.get("ct_1")
    assert identity.grants == ["password"]


def with_code(code: Any) -> SignIn:
    return SignIn("maria@example.com", "secret", code=code)


def test_the_code_of_a_second_factor_is_asked_for_once_and_only_when_it_is_needed():
    identity, codes = Identity(), iter(["492039"])
    who = with_code(lambda: next(codes))
    identity.api.client(sign_in=who).contacts.get("ct_1")
    assert identity.grants == ["password"]
    identity.wants_code = True
    client = identity.api.client(sign_in=who)
    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(lambda _: client.contacts.get("ct_1"), range(MANY)))
    assert identity.grants == ["password", "password", "mfa"]


def test_an_asynchronous_client_awaits_the_code():
    identity = Identity()
    identity.wants_code = True

    async def ask() -> str:
        await anyio.lowlevel.checkpoint()
        return "492039"

    async def main() -> None:
        await identity.api.asynchronous(sign_in=with_code(ask)).contacts.get("ct_1")

    anyio.run(main)
    assert identity.grants == ["password", "mfa"]


def test_a_wrong_code_is_raised_and_neither_it_nor_the_password_are_tried_again():
    identity = Identity()
    identity.wants_code = True
    client = identity.api.client(sign_in=with_code(lambda: "000000"))
    for _ in range(2):
        with pytest.raises(errors.AuthInvalidTokenError):
            client.contacts.get("ct_1")
    assert identity.grants == ["password", "mfa"]


def test_without_a_way_to_ask_for_the_code_the_challenge_is_raised():
    identity = Identity()
    identity.wants_code = True
    with pytest.raises(errors.AuthMfaRequiredError) as required:
        identity.api.client(sign_in=MARIA).contacts.get("ct_1")
    assert required.value.challenge == "chl-1"


def test_a_token_that_stays_refused_is_raised_after_one_refresh():
    api = Scripted(
        lambda path, _data: (
            {"access_token": "a", "refresh_token": "r", "expires_in": 3600, "user": {}}
            if path == "auth/token"
            else failure(401, "AUTH_INVALID_TOKEN")
        )
    )
    with pytest.raises(errors.AuthInvalidTokenError):
        api.client(sign_in=MARIA).contacts.get("ct_1")
    assert api.paths == ["auth/token", "contacts/get"] * 2


@pytest.mark.parametrize("fields", [{}, {"email": "a@b.c"}, {"password": "p"}])
def test_a_sign_in_without_what_it_needs_says_so(fields):
    with pytest.raises(ConfigurationError, match=r"both email and password|needs email and password"):
        SignIn(**fields)
