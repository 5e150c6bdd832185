"""POST /v1/auth/token keeps its promises, to honest clients and to guessers."""

from datetime import timedelta

import jwt
import pytest
from argon2 import PasswordHasher
from bivelio_core import clients, clock
from bivelio_core.identity import signing
from bivelio_core.store import keys

from tests import gateway
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.operated import PASSWORD, operate, operated
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("deployment")


def test_the_answer_is_the_documented_bare_object(place):
    body = tokens(place.sign_in())
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "user"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["refresh_token"].startswith("v1.")
    assert body["user"] == {"id": body["user"]["id"], "email": place.email}


def test_the_token_has_the_documented_claims_and_opens_the_api(place):
    with clock.frozen(NOW):
        body = tokens(place.sign_in())
        claims = jwt.decode(body["access_token"], options={"verify_signature": False})
        answer = gateway.request("/keys/list", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert answer.status == 200
    assert jwt.get_unverified_header(body["access_token"]) == {"alg": "HS256", "kid": "k1", "typ": "JWT"}
    assert claims == {
        "sub": body["user"]["id"],
        "org_id": place.organisation,
        "role": "admin",
        "scope": "admin",
        "session_id": claims["session_id"],
        "env": "live",
        "aud": "bivelio-api",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 3600,
    }


def test_a_sandbox_sign_in_opens_the_sandbox_alone(place):
    token = tokens(place.sign_in(stage="sandbox"))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert gateway.request("/keys/list", headers=headers, stage="sandbox").status == 200
    assert code(gateway.request("/keys/list", headers=headers)) == (401, "AUTH_INVALID_TOKEN")


def test_the_address_is_found_however_it_is_written(place):
    assert place.sign_in(email=f"  {place.email.upper()} ").status == 200


@pytest.mark.parametrize(
    ("query", "body", "status", "field", "constraint"),
    [
        ({}, {"email": "a@b.cat", "password": "x"}, 400, "grant_type", "required"),
        ({"grant_type": "magic"}, {}, 400, "grant_type", "choice"),
        ({"grant_type": "password"}, {"password": "x"}, 400, "email", "required"),
        ({"grant_type": "password"}, {"email": "a@b.cat"}, 400, "password", "required"),
        ({"grant_type": "password"}, {"email": "a@b.cat", "password": 7}, 400, "password", "type"),
        ({"grant_type": "password"}, {"email": "a@b.cat", "password": "x" * 257}, 400, "password", "max_length"),
        ({"grant_type": "password"}, {"email": "a@b.cat", "password": "x", "otp": "1"}, 400, "otp", "unknown_field"),
        ({"grant_type": "refresh_token"}, {}, 400, "refresh_token", "required"),
        ({"grant_type": "refresh_token"}, {"refresh_token": "v1.x", "email": "a"}, 400, "email", "unknown_field"),
        ({"grant_type": "password"}, "{", 400, "body", "json"),
        ({"grant_type": "password"}, "[]", 400, "body", "object"),
    ],
)
def test_a_malformed_sign_in_names_the_field(place, query, body, status, field, constraint):
    answer = gateway.request("/auth/token", body, query=query, headers={"apikey": place.key})
    assert code(answer) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_without_an_api_key_nobody_signs_in(place):
    answer = gateway.request(
        "/auth/token", {"email": place.email, "password": PASSWORD}, query={"grant_type": "password"}
    )
    assert code(answer) == (401, "AUTH_INVALID_TOKEN")


def test_an_organisations_key_signs_in_its_own_users_alone(place):
    other = Place()
    assert code(other.sign_in(email=place.email)) == (401, "AUTH_INVALID_TOKEN")
    assert code(other.sign_in(email=place.email, org_id=place.organisation)) == (403, "RESOURCE_FORBIDDEN")


def test_the_platforms_key_signs_in_users_of_any_organisation(place):
    platform = Place(name="BiVelio", platform=True)
    body = tokens(platform.sign_in(email=place.email))
    assert jwt.decode(body["access_token"], options={"verify_signature": False})["org_id"] == place.organisation
    assert platform.refresh(body["refresh_token"]).status == 200
    stranger = tokens(place.sign_in())
    assert code(Place().refresh(stranger["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")


def test_a_user_of_two_organisations_chooses_and_is_remembered(place):
    platform, second = Place(name="BiVelio", platform=True), Place()
    operated("create_user", organisation=second.organisation, email=place.email, password=PASSWORD, role="viewer")

    def organisation_of(answer):
        return jwt.decode(tokens(answer)["access_token"], options={"verify_signature": False})["org_id"]

    for chosen in (second.organisation, place.organisation):
        assert organisation_of(platform.sign_in(email=place.email, org_id=chosen)) == chosen
        assert organisation_of(platform.sign_in(email=place.email)) == chosen
    foreign = platform.sign_in(email=second.email, org_id=place.organisation)
    assert foreign.status in {401, 403}
    operated("suspend_organisation", organisation=second.organisation)
    assert platform.sign_in(email=place.email, org_id=second.organisation).status == 403


def test_no_token_or_password_is_kept_in_clear(place, table):
    body = tokens(place.sign_in())
    place.refresh(body["refresh_token"])
    stored = str(stored_items())
    for secret in (PASSWORD, body["refresh_token"], body["access_token"], place.key):
        assert secret not in stored


def test_sign_ins_and_locks_are_in_the_audit_log(place):
    place.sign_in()
    for _ in range(5):
        place.sign_in("wrong")
    newest, *failed, before = operated("read_audit", organisation=place.organisation, limit=6)["entries"]
    assert (newest["action"], newest["details"]["seconds"]) == ("sign_in.locked", 30)
    assert [(entry["action"], entry["details"]) for entry in failed] == [
        ("sign_in.failed", {"user": before["actor"]}) for _ in range(4)
    ]
    assert (before["action"], before["ip"], before["request_id"]) == ("session.started", "192.0.2.1", "gateway-request")
    assert before["actor"].startswith("usr_")


def test_a_failed_sign_in_is_in_the_log_of_the_organisation_it_was_aimed_at(place):
    """With the platform's key too; an address or organisation that is unknown leaves no trace in another's log."""
    platform = Place(name="BiVelio", platform=True)
    platform.sign_in("wrong", email=place.email)
    platform.sign_in("wrong", email=place.email, org_id=platform.organisation)
    platform.sign_in("wrong", email="nobody@exemple.cat", org_id=place.organisation)

    def failures(organisation):
        entries = operated("read_audit", organisation=organisation)["entries"]
        return [entry["details"] for entry in entries if entry["action"] == "sign_in.failed"]

    (mine,) = failures(place.organisation)
    assert failures(platform.organisation) == [{}, mine]


def test_two_signing_keys_live_at_once_so_that_a_rotation_signs_nobody_out(place):
    with clock.frozen(NOW):
        old = tokens(place.sign_in())["access_token"]
        rotated = operated("rotate_signing_key")
    headers = {"Authorization": f"Bearer {old}"}
    with clock.frozen(NOW + timedelta(minutes=6)):
        between = tokens(place.sign_in())["access_token"]
        assert gateway.request("/keys/list", headers=headers).status == 200
    with clock.frozen(NOW + timedelta(minutes=16)):
        new = tokens(place.sign_in())["access_token"]
        for token in (old, between, new):
            assert gateway.request("/keys/list", headers={"Authorization": f"Bearer {token}"}).status == 200
    kids = [jwt.get_unverified_header(token)["kid"] for token in (old, between, new)]
    assert kids == ["k1", "k1", rotated["current"]]
    with clock.frozen(NOW + timedelta(minutes=20)):
        operated("retire_signing_key", kid="k1")
    with clock.frozen(NOW + timedelta(minutes=26)):
        assert code(gateway.request("/keys/list", headers=headers)) == (401, "AUTH_INVALID_TOKEN")
        headers = {"Authorization": f"Bearer {new}"}
        assert gateway.request("/keys/list", headers=headers).status == 200


def test_the_current_signing_key_is_not_retired(place):
    assert operate("retire_signing_key", kid="k1")["error"]["details"]["field"] == "kid"


def test_an_unknown_signing_key_asks_for_the_keys_once_a_minute(place):
    with clock.frozen(NOW):
        signing.keyring()
    for seconds, calls in ((1, 0), (59, 0), (60, 1), (61, 0), (119, 0), (120, 1)):
        before = clients.calls_made()
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            signing.keyring("k9")
        assert clients.calls_made() - before == calls, seconds


def test_an_outdated_hash_is_made_anew_at_the_next_sign_in(place, table):
    user = tokens(place.sign_in())["user"]["id"]
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    table._client.update_item(
        TableName=table.name,
        Key={"PK": {"S": f"USER#{user}"}, "SK": {"S": "META"}},
        UpdateExpression="SET password = :weak",
        ExpressionAttributeValues={":weak": {"S": weak}},
    )
    assert place.sign_in().status == 200
    assert "m=19456,t=2,p=1" in table.get(keys.user(user))["password"]
    assert place.sign_in().status == 200


def test_signing_in_costs_few_calls(place):
    place.sign_in()
    before = clients.calls_made()
    token = tokens(place.sign_in())["refresh_token"]
    assert clients.calls_made() - before == 5  # batch read, two counters, user, transaction
    before = clients.calls_made()
    place.refresh(token)
    assert clients.calls_made() - before == 3  # two batch reads, transaction
