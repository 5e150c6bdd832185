"""Each reason for which a credential is refused has its own sentence, in each language, at what API Gateway answers."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.identity import key_text
from bivelio_core.store import connect, keys
from bivelio_core.store.writes import Update

from tests.api import Answer
from tests.functions.authorizer.judged import NOW
from tests.gateway import request
from tests.operated import new_key, new_organisation
from tools.texts import entries

pytestmark = pytest.mark.usefixtures("deployment")
every_language = pytest.mark.parametrize("language", LANGUAGES)


def asked(language: str, key: str | None, stage: str = "v1") -> Answer:
    """The answer to a list of contacts."""
    sent: dict[str, Any] = {"Accept-Language": language, **({"X-API-Key": key} if key else {})}
    return request("/contacts/list", headers=sent, stage=stage)


def assert_told(answer: Answer, reason: str, language: str) -> None:
    """Fail unless an answer is the 401 of a reason, in a language."""
    message, remedy = (Entry("identity", f"refused.{reason}{part}")[language] for part in ("", ".remedy"))
    error = answer.body["error"]
    assert (answer.status, error["code"], error["details"]) == (401, "AUTH_INVALID_TOKEN", {"reason": reason})
    assert (error["message"], error["remedy"]) == (message, remedy)
    assert answer.headers["Content-Language"] == language


@every_language
def test_no_key_a_mistyped_one_and_an_unknown_one(language):
    unknown = key_text.new_key("live", "secret")
    assert_told(asked(language, None), "no_credential", language)
    assert_told(asked(language, unknown[:-1] + ("a" if unknown[-1] != "a" else "b")), "malformed_key", language)
    assert_told(asked(language, unknown), "unknown_key", language)


@every_language
def test_a_key_of_the_other_environment(language):
    live, test = (key_text.new_key(environment, "secret") for environment in ("live", "sandbox"))
    assert_told(asked(language, live, "sandbox"), "live_key_in_sandbox", language)
    assert_told(asked(language, test, "v1"), "test_key_in_live", language)


@every_language
def test_a_revoked_a_suspended_and_an_expired_key(language):
    organisation = new_organisation()
    with clock.frozen(NOW):
        revoked, suspended = new_key(organisation), new_key(organisation)
        expiring = new_key(organisation, expires_at=clock.timestamp(NOW + timedelta(hours=1)))
        bound = new_key(organisation, "read", type="publishable", allowed_origins=["https://www.exemple.cat"])
    for key, change in ((revoked, {"status": "revoked"}), (suspended, {"suspended": True})):
        connect.table().update(keys.api_key(key_text.digest(key)), Update(set=change))
    assert_told(asked(language, revoked), "revoked_key", language)
    assert_told(asked(language, suspended), "suspended", language)
    assert_told(asked(language, bound), "origin_not_allowed", language)
    with clock.frozen(NOW + timedelta(hours=2)):
        assert_told(asked(language, expiring), "expired_key", language)


def basic(text: str) -> dict[str, str]:
    """The header of a program that signs in with a user name, as `curl -u` does."""
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


def test_a_key_is_taken_as_a_bearer_token_and_as_a_user_name_without_a_password():
    key = new_key(new_organisation())
    for headers in ({"Authorization": f"Bearer {key}"}, basic(f"{key}:"), {**basic(f"{key}:"), "X-API-Key": key}):
        assert request("/contacts/list", headers=headers).status == 200
    test_key = key_text.new_key("sandbox", "secret")
    answer = request("/contacts/list", headers={**basic(f"{test_key}:"), "Accept-Language": "en"})
    assert_told(answer, "test_key_in_live", "en")


def test_no_other_user_name_and_no_password_is_taken_for_a_key():
    key = new_key(new_organisation())
    others = (basic(f"{key}:secret"), basic(key), basic("joan:secret"), basic(f"\u00e0{key}:"))
    broken = ({"Authorization": "Basic bv_live"}, {"Authorization": "Basic " + "YQ" * 100_000})
    for headers in (*others, *broken):
        assert request("/contacts/list", headers=headers).status == 401
    other_key = new_key(new_organisation())
    assert request("/contacts/list", headers={**basic(f"{key}:"), "X-API-Key": other_key}).status == 400


def test_who_does_not_have_the_whole_key_learns_nothing_of_it():
    revoked = new_key(new_organisation())
    connect.table().update(keys.api_key(key_text.digest(revoked)), Update(set={"status": "revoked"}))
    for tried in (revoked[:-1], revoked[:-1] + ("a" if revoked[-1] != "a" else "b")):
        assert_told(asked("en", tried), "malformed_key", "en")
    other_secret = key_text.new_key("live", "secret")
    assert_told(asked("en", other_secret), "unknown_key", "en")


def test_sentences_can_be_put_into_json_as_they_are():
    texts = dict(entries("refused.", "identity"))
    assert len(texts) > 20
    assert [name for name, text in texts.items() if any(set('"\n\\') & set(each) for each in text.values())] == []
