"""POST /v1/auth/token keeps its promises, to honest clients and to guessers."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import jwt
import pytest
from argon2 import PasswordHasher
from bivelio_core import clients, clock
from bivelio_core.identity import attempts, passwords, signing
from bivelio_core.store import keys

from tests import gateway
from tests.api import Answer
from tests.operated import PASSWORD, new_key, new_organisation, new_user, operate, operated

pytestmark = pytest.mark.usefixtures("deployment")
NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


class Place:
    """An organisation with a user and the publishable keys that sign in."""

    def __init__(self, **about):
        self.organisation = new_organisation(**{"plan": "enterprise", **about})
        self.email = new_user(self.organisation, "admin", f"ana@{self.organisation}.cat")
        self.key = new_key(self.organisation, "read", type="publishable")
        self.test_key = new_key(self.organisation, "read", type="publishable", environment="test")

    def sign_in(self, password=PASSWORD, email=None, key=None, stage="v1", source_ip="192.0.2.1", **more) -> Answer:
        """The reference's request."""
        return gateway.request(
            "/auth/token",
            {"email": email or self.email, "password": password, **more},
            query={"grant_type": "password"},
            headers={"apikey": key or (self.key if stage == "v1" else self.test_key)},
            stage=stage,
            source_ip=source_ip,
        )

    def refresh(self, refresh_token, key=None, stage="v1") -> Answer:
        """The next hour's token."""
        return gateway.request(
            "/auth/token",
            {"refresh_token": refresh_token},
            query={"grant_type": "refresh_token"},
            headers={"apikey": key or (self.key if stage == "v1" else self.test_key)},
            stage=stage,
        )


@pytest.fixture
def place(deployment):
    return Place()


def tokens(answer: Answer) -> dict[str, str]:
    """The bare document of a success."""
    assert answer.status == 200, answer
    return answer.body


def code(answer: Answer) -> tuple[int, str]:
    """Status and code of a failure, which is in the envelope."""
    return answer.status, answer.error["code"]


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


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(place, known):
    answer = place.sign_in("wrong password") if known else place.sign_in(email="nobody@exemple.cat")
    assert code(answer) == (401, "AUTH_INVALID_TOKEN")
    assert answer.error["details"] == {"reason": "invalid_credentials"}
    assert answer.error["message"] == "El correu electrònic o la contrasenya no són correctes."


def test_an_unknown_address_does_the_same_work(place, monkeypatch):
    place.sign_in()  # the authorizer remembers the key from here on
    hashed = []
    hasher = passwords._hasher()
    spy = SimpleNamespace(
        hash=hasher.hash, verify=lambda encoded, password: (hashed.append(encoded), hasher.verify(encoded, password))
    )
    monkeypatch.setattr(passwords, "_hasher", lambda: spy)
    calls = []
    for email in (place.email, "nobody@exemple.cat"):
        before = clients.calls_made()
        place.sign_in("wrong password", email=email)
        calls.append(clients.calls_made() - before)
    assert calls[0] == calls[1]
    assert len(hashed) == 2
    assert {encoded.split("$")[3] for encoded in hashed} == {"m=19456,t=2,p=1"}


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


def test_an_access_token_expires_after_an_hour_and_the_refresh_token_renews_it(place):
    with clock.frozen(NOW):
        body = tokens(place.sign_in())
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    with clock.frozen(NOW + timedelta(hours=1)):
        assert code(gateway.request("/keys/list", headers=headers)) == (401, "AUTH_EXPIRED_TOKEN")
        renewed = tokens(place.refresh(body["refresh_token"]))
        headers = {"Authorization": f"Bearer {renewed['access_token']}"}
        assert gateway.request("/keys/list", headers=headers).status == 200
    assert renewed["user"] == body["user"]
    assert renewed["refresh_token"] != body["refresh_token"]


def test_a_lost_answer_can_be_asked_for_again_within_ten_seconds(place):
    with clock.frozen(NOW):
        body = tokens(place.sign_in())
        first = tokens(place.refresh(body["refresh_token"]))
    with clock.frozen(NOW + timedelta(seconds=10)):
        again = tokens(place.refresh(body["refresh_token"]))
        assert again["refresh_token"] == first["refresh_token"]
        assert place.refresh(first["refresh_token"]).status == 200


def test_a_used_token_that_comes_back_ends_the_whole_session(place):
    with clock.frozen(NOW):
        stolen = tokens(place.sign_in())["refresh_token"]
        newest = tokens(place.refresh(stolen))["refresh_token"]
    with clock.frozen(NOW + timedelta(seconds=11)):
        assert code(place.refresh(stolen)) == (401, "AUTH_INVALID_TOKEN")
        assert code(place.refresh(newest)) == (401, "AUTH_INVALID_TOKEN")
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("session.reuse_detected") == 1


def test_other_sessions_of_the_user_live_on(place):
    with clock.frozen(NOW):
        stolen, other = (tokens(place.sign_in())["refresh_token"] for _ in range(2))
        place.refresh(stolen)
    with clock.frozen(NOW + timedelta(seconds=11)):
        place.refresh(stolen)
        assert place.refresh(other).status == 200


def test_parallel_refreshes_of_one_token_agree_on_one_successor(place):
    """Eight clients at once; the mock is asked one after the other, in whatever order they come."""
    token = tokens(place.sign_in())["refresh_token"]
    answers, start, turn = [], threading.Barrier(8), threading.Lock()

    def work():
        start.wait()
        with turn:
            answers.append(place.refresh(token))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 8
    assert len({answer.body["refresh_token"] for answer in answers}) == 1


def test_a_refresh_that_loses_the_race_gets_the_winners_successor(place, table, monkeypatch):
    """The loser has read the token as unused; its transaction fails on the condition."""
    token = tokens(place.sign_in())["refresh_token"]
    winner = []
    transact = type(table).transact

    def overtaken(self, writes, token_of_request=None):
        if not winner:
            winner.append(None)
            winner.append(tokens(place.refresh(token))["refresh_token"])
        return transact(self, writes, token_of_request)

    monkeypatch.setattr(type(table), "transact", overtaken)
    assert tokens(place.refresh(token))["refresh_token"] == winner[1]


@pytest.mark.parametrize("text", ["", "v1.", "v1.MR...", "v1." + "0" * 56, "v2." + "0" * 56, "x" * 200])
def test_a_token_that_never_was_is_refused(place, text):
    answer = place.refresh(text)
    assert code(answer) in {(401, "AUTH_INVALID_TOKEN"), (400, "VALIDATION_ERROR")}
    assert (answer.status == 400) == (text == "")


def test_a_sandbox_session_is_not_renewed_in_live(place):
    token = tokens(place.sign_in(stage="sandbox"))["refresh_token"]
    assert code(place.refresh(token)) == (401, "AUTH_INVALID_TOKEN")
    assert place.refresh(token, stage="sandbox").status == 200


def test_a_session_ends_after_thirty_days_without_use(place):
    with clock.frozen(NOW):
        first, second = (tokens(place.sign_in())["refresh_token"] for _ in range(2))
    with clock.frozen(NOW + timedelta(days=29)):
        second = tokens(place.refresh(second))["refresh_token"]
    with clock.frozen(NOW + timedelta(days=30)):
        assert code(place.refresh(first)) == (401, "AUTH_INVALID_TOKEN")
        assert place.refresh(second).status == 200


def test_a_new_password_ends_every_session(place):
    with clock.frozen(NOW):
        sessions = [tokens(place.sign_in())["refresh_token"] for _ in range(3)]
    with clock.frozen(NOW + timedelta(seconds=1)):
        operated("set_password", organisation=place.organisation, email=place.email, password="another long one")
    with clock.frozen(NOW + timedelta(seconds=2)):
        assert [place.refresh(token).status for token in sessions] == [401] * 3
        assert place.sign_in().status == 401
        assert place.refresh(tokens(place.sign_in("another long one"))["refresh_token"]).status == 200


def test_a_refreshed_token_carries_the_role_of_now(place):
    token = tokens(place.sign_in())["refresh_token"]
    operated("set_role", organisation=place.organisation, email=place.email, role="viewer")
    claims = jwt.decode(tokens(place.refresh(token))["access_token"], options={"verify_signature": False})
    assert (claims["role"], claims["scope"]) == ("viewer", "read")


def test_no_token_or_password_is_kept_in_clear(place, table):
    body = tokens(place.sign_in())
    place.refresh(body["refresh_token"])
    stored = str(table._client.scan(TableName=table.name)["Items"])
    for secret in (PASSWORD, body["refresh_token"], body["access_token"], place.key):
        assert secret not in stored


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(place):
    with clock.frozen(NOW):
        assert [place.sign_in(f"wrong {n}").status for n in range(5)] == [401] * 5
        answer = place.sign_in()
        assert code(answer) == (429, "RATE_LIMIT_EXCEEDED")
        assert answer.error["retry_after"] == 30
        assert answer.headers["Retry-After"] == "30"
        assert answer.error["message"] == "Massa intents d'inici de sessió. Torna-ho a provar d'aquí a 30 s."
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in().status == 200


def test_the_lock_doubles_up_to_fifteen_minutes(place):
    with clock.frozen(NOW):
        for _ in range(4):
            place.sign_in("wrong")
    instant, waits = NOW, []
    for _ in range(7):
        with clock.frozen(instant):
            assert place.sign_in("wrong").status == 401
            waits.append(place.sign_in("wrong").error["retry_after"])
        instant += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_the_right_password_clears_the_count(place, table):
    for _ in range(3):
        for _ in range(4):
            place.sign_in("wrong")
        assert place.sign_in().status == 200
    assert table.get(attempts.account_key(place.email, "192.0.2.1")) is None


def test_an_unknown_address_is_locked_like_a_known_one(place):
    statuses = [place.sign_in("wrong", email="nobody@exemple.cat").status for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_parallel_guesses_get_no_more_than_their_five(place, table):
    """All have read the counter as empty: the conditional write lets six through at most."""
    key = attempts.account_key(place.email, "192.0.2.1")
    taken = 0
    with clock.frozen(NOW):
        for _ in range(50):
            try:
                attempts.take(table, key, None)
            except attempts.TooManyAttempts:
                continue
            taken += 1
    assert taken == 5


def test_an_address_that_keeps_failing_is_held_up_for_every_account(place):
    with clock.frozen(NOW):
        for number in range(30):
            assert place.sign_in("wrong", email=f"{number}@exemple.cat").status == 401
        assert code(place.sign_in()) == (429, "RATE_LIMIT_EXCEEDED")
        assert place.sign_in(source_ip="203.0.113.9").status == 200


def test_a_stranger_does_not_lock_the_owner_out(place):
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert [place.sign_in("wrong").status for _ in range(6)] == [401] * 5 + [429]
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        assert place.sign_in(source_ip="203.0.113.9").status == 200, "nor where the owner has never been"


def test_strangers_on_many_networks_are_limited_together_and_lock_out_strangers_alone(place, monkeypatch):
    monkeypatch.setattr(attempts, "SPREAD", attempts.LockPolicy(free_attempts=7))
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        guesses = [place.sign_in("wrong", source_ip=f"203.0.113.{number}").status for number in range(9)]
        assert guesses == [401] * 6 + [429] * 3, "the owner's own sign-in was the first of seven"
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        assert place.sign_in(source_ip="198.51.100.8").error["retry_after"] == 30
        assert place.sign_in("wrong", source_ip="198.51.100.7").status == 401
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in(source_ip="198.51.100.8").status == 200
    with clock.frozen(NOW + timedelta(days=1)):
        assert place.sign_in("wrong", source_ip="203.0.113.1").status == 401


def test_a_familiar_network_has_no_more_guesses_than_any_other(place):
    with clock.frozen(NOW):
        place.sign_in()
        assert [place.sign_in("wrong").status for _ in range(6)] == [401] * 5 + [429]


def test_a_network_is_familiar_for_ninety_days(place, monkeypatch):
    monkeypatch.setattr(attempts, "SPREAD", attempts.LockPolicy(free_attempts=1))
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
    for days, status in ((89, 200), (89 + 91, 429)):
        with clock.frozen(NOW + timedelta(days=days)):
            assert place.sign_in("wrong", source_ip="203.0.113.9").status == 401
            assert place.sign_in(source_ip="198.51.100.7").status == status


def test_the_hash_of_nobody_is_as_strong_as_all_others_and_matches_nothing():
    assert not passwords.is_outdated(passwords.DUMMY_HASH)
    assert not passwords.matches("", None)


def test_a_network_of_version_six_is_one_address():
    with clock.frozen(NOW):
        assert attempts.address_key("2001:db8::1") == attempts.address_key("2001:db8::ffff:1")
        assert attempts.address_key("2001:db8::1") != attempts.address_key("2001:db8:0:1::1")
        assert attempts.address_key("192.0.2.1") != attempts.address_key("192.0.2.2")


def test_sign_ins_and_locks_are_in_the_audit_log(place):
    place.sign_in()
    for _ in range(5):
        place.sign_in("wrong")
    newest, before = operated("read_audit", organisation=place.organisation, limit=2)["entries"]
    assert (newest["action"], newest["details"]["seconds"]) == ("sign_in.locked", 30)
    assert (before["action"], before["ip"], before["request_id"]) == ("session.started", "192.0.2.1", "gateway-request")
    assert before["actor"].startswith("usr_")


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
