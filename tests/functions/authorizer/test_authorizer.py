"""The authorizer judges every kind of credential, counts exactly, and costs what it promises."""

import base64
import hmac
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import Any

import jwt
import pytest
from bivelio_core import clients, clock
from bivelio_core.entrypoints import rate_limit
from bivelio_core.identity import access_token as tokens
from bivelio_core.identity import key_text, records, signing
from bivelio_core.store import connect, keys
from bivelio_core.store.expressions import Update
from hypothesis import given
from hypothesis import strategies as st
from moto.dynamodb.responses import DynamoHandler

from tests import gateway
from tests.api import ROOT, load
from tests.examples import examples
from tests.functions.authorizer.judged import ARN, NOW, effect, judge, refused
from tests.operated import SIGNING_KEY, access_token, new_key, new_organisation, new_session, operated

pytestmark = pytest.mark.usefixtures("deployment")


def signed(**changes: Any) -> str:
    """A token of a live session, signed with the deployment's key, with some claims changed (None removes one)."""
    about = new_session(changes.pop("of", None) or new_organisation())
    header = {"kid": changes.pop("kid", "k1")}
    key, algorithm = changes.pop("key", signing.parse(f'{{"current":"k1","k1":"{SIGNING_KEY}"}}').keys["k1"]), "HS256"
    algorithm = changes.pop("algorithm", algorithm)
    claims = {
        "sub": about["user"],
        "org_id": about["organisation"],
        "role": "admin",
        "scope": "admin",
        "session_id": about["session"],
        "env": "live",
        "aud": "bivelio-api",
        "iat": int(clock.epoch()),
        "exp": int(clock.epoch()) + 3600,
        **changes,
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(present, key, algorithm=algorithm, headers=header)


def test_a_key_is_introduced_to_the_endpoint_with_strings_alone(table):
    organisation = new_organisation()
    with clock.frozen(NOW):
        answer = judge(X_API_Key=new_key(organisation, "contacts:read", "invoices:write"))
    assert answer["context"] == {
        "verdict": "ok",
        "organisation": organisation,
        "environment": "live",
        "actor_kind": "api_key",
        "actor": answer["principalId"],
        "scopes": "contacts:read invoices:write",
        "plan": "starter",
        "limit": "100",
        "remaining": "99",
        "reset": str(int(NOW.timestamp()) + 55),
    }
    assert answer["usageIdentifierKey"] == table.get(keys.organisation(organisation))["gateway_key"]
    assert answer["policyDocument"]["Statement"] == [
        {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": f"{ARN}/v1/*"}
    ]


def test_the_apikey_header_is_an_alias():
    text = new_key(new_organisation())
    assert judge(apikey=text)["context"]["actor"] == judge(X_API_Key=text)["context"]["actor"]


def test_a_user_is_introduced_with_the_scope_of_the_role():
    organisation = new_organisation()
    context = judge(Authorization=f"Bearer {access_token(organisation, 'member')}")["context"]
    assert (context["actor_kind"], context["scopes"], context["organisation"]) == ("user", "write", organisation)
    assert (context["session"][:4], context["actor"][:4]) == ("ses_", "usr_")


def test_an_enterprise_organisation_is_not_counted():
    context = judge(X_API_Key=new_key(new_organisation(plan="enterprise")))["context"]
    assert context["verdict"] == "ok"
    assert {"limit", "remaining", "reset"} & context.keys() == set()


def test_the_stage_decides_the_environment():
    organisation = new_organisation()
    live, test = new_key(organisation), new_key(organisation, environment="test")
    assert judge("v1", X_API_Key=live)["context"]["environment"] == "live"
    assert judge("sandbox", X_API_Key=test)["context"]["environment"] == "sandbox"
    assert refused("sandbox", X_API_Key=live)
    assert refused("v1", X_API_Key=test)
    token = access_token(organisation, environment="sandbox")
    assert judge("sandbox", Authorization=f"Bearer {token}")["context"]["environment"] == "sandbox"
    assert refused("v1", Authorization=f"Bearer {token}")
    assert refused("other", X_API_Key=live)


def revoked_key(organisation):
    text = new_key(organisation)
    connect.table().update(keys.api_key(key_text.digest(text)), Update(set={"status": "revoked"}))
    return text


def old_token(organisation):
    with clock.frozen(clock.now() - timedelta(hours=2)):
        return access_token(organisation)


CREDENTIALS = {
    "good key": new_key,
    "revoked key": revoked_key,
    "junk key": lambda _: "bv_live_sk_junk",
    "good alias": new_key,
    "junk alias": lambda _: "junk",
    "good token": lambda organisation: f"Bearer {access_token(organisation)}",
    "expired token": lambda organisation: f"Bearer {old_token(organisation)}",
    "junk token": lambda _: "Bearer junk",
    "basic token": lambda _: "Basic eA==",
}
HEADERS = {
    name: {"key": "X-API-Key", "alias": "apikey", "token": "Authorization"}[name.split()[1]] for name in CREDENTIALS
}


@pytest.mark.parametrize(
    "pair", [pair for pair in combinations(CREDENTIALS, 2) if HEADERS[pair[0]] != HEADERS[pair[1]]], ids=str
)
@pytest.mark.parametrize("is_one_organisation", [True, False], ids=["one organisation", "two organisations"])
def test_two_credentials_are_a_400_for_a_caller_and_a_401_for_a_stranger(pair, is_one_organisation):
    first = new_organisation()
    owners = [first, first if is_one_organisation else new_organisation()]
    sent = {HEADERS[kind]: CREDENTIALS[kind](owner) for kind, owner in zip(pair, owners, strict=True)}
    if not any(kind.startswith(("good", "expired")) for kind in pair):
        assert refused(**sent)
        return
    answer = judge(**sent)
    assert (effect(answer), answer["context"]["verdict"]) == ("Allow", "two_credentials")
    assert answer["usageIdentifierKey"], "without it API Gateway would not let it through"
    error = gateway.request("/contacts/list", headers=sent).error
    assert (error["code"], error["details"]["constraint"]) == ("VALIDATION_ERROR", "two_credentials")


def test_one_key_in_both_headers_is_one_credential():
    text = new_key(new_organisation())
    assert judge(X_API_Key=text, apikey=text)["context"]["verdict"] == "ok"


def test_two_credentials_cost_no_more_calls_than_it_takes_to_find_one():
    text = new_key(new_organisation())
    judge(X_API_Key=text)
    before = clients.calls_made()
    judge(X_API_Key=text, Authorization="Bearer junk")
    assert clients.calls_made() - before == 1, "the count"
    refused(X_API_Key="junk", Authorization="Bearer junk")
    assert clients.calls_made() - before == 1


def test_an_expired_token_of_ours_is_let_through_uncounted(table):
    organisation = new_organisation()
    with clock.frozen(NOW):
        token = access_token(organisation)
    with clock.frozen(NOW + timedelta(minutes=59, seconds=59)):
        assert judge(Authorization=f"Bearer {token}")["context"]["verdict"] == "ok"
    with clock.frozen(NOW + timedelta(minutes=60)):
        answer = judge(Authorization=f"Bearer {token}")
    assert (effect(answer), answer["context"]["verdict"]) == ("Allow", "expired")
    assert answer["usageIdentifierKey"]
    counted = table.query(f"{organisation}#live#RL")
    assert [item["m"] for item in counted] == [1]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": b"x" * 48},
        {"kid": "k2"},
        {"kid": "../../secret"},
        {"algorithm": "HS512", "key": b"x" * 64},
        {"aud": "another-api"},
        {"aud": None},
        {"env": "sandbox"},
        {"env": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"role": "root"},
        {"role": None},
        {"org_id": "org_none"},
        {"org_id": None},
        {"sub": 7},
        {"sub": None},
        {"sub": "usr_0123456789abcdef"},
        {"session_id": "x"},
        {"session_id": "ses_0123456789abcdef"},
        {"iat": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_wholly_ours_is_refused(changes):
    assert refused(Authorization=f"Bearer {signed(**changes)}")


def test_the_same_claims_signed_by_us_are_accepted():
    """What makes the refusals above mean something."""
    assert judge(Authorization=f"Bearer {signed()}")["context"]["verdict"] == "ok"


def test_an_unsigned_token_is_refused():
    header, claims, _ = signed().split(".")
    unsigned = jwt.encode(
        jwt.decode(f"{header}.{claims}.", options={"verify_signature": False}), None, algorithm="none"
    )
    assert refused(Authorization=f"Bearer {unsigned}")
    assert refused(Authorization=f"Bearer {header}.{claims}.")


def by_hand(header: Any, claims: str, key: bytes | None = None) -> str:
    """A token made of any texts, signed with the deployment's key or another."""
    key = key or signing.parse(f'{{"current":"k1","k1":"{SIGNING_KEY}"}}').keys["k1"]
    head = header if isinstance(header, str) else json.dumps(header)
    signed_part = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (head, claims))
    signature = base64.urlsafe_b64encode(hmac.digest(key, signed_part.encode(), "sha256")).decode().rstrip("=")
    return f"{signed_part}.{signature}"


def claims_text(**changes: Any) -> str:
    """The claims of a living session, as JSON."""
    return json.dumps(jwt.decode(signed(**changes), options={"verify_signature": False, "verify_exp": False}))


HEADER = {"alg": "HS256", "kid": "k1", "typ": "JWT"}


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "k1"},
        {**HEADER, "alg": "none"},
        {**HEADER, "alg": "None"},
        {**HEADER, "alg": "hs256"},
        {**HEADER, "alg": "RS256"},
        {**HEADER, "alg": ["HS256"]},
        {"alg": "HS256"},
        {**HEADER, "kid": None},
        {**HEADER, "kid": 1},
        {**HEADER, "kid": ""},
        {**HEADER, "kid": "current"},
        {**HEADER, "kid": "keys"},
        {**HEADER, "kid": "../../dev/null"},
        {**HEADER, "kid": "k1\u0000"},
        {**HEADER, "kid": "k1\n"},
        {**HEADER, "kid": "' OR 1=1 --"},
        {**HEADER, "kid": "x" * 65},
        {**HEADER, "crit": ["exp"]},
        {**HEADER, "b64": False, "crit": ["b64"]},
        [],
        "not json",
        '{"alg": "none", "alg": "HS256", "kid": "k2", "kid": "../k1"}',
    ],
    ids=str,
)
def test_a_header_that_is_not_ours_is_refused_even_with_our_signature(header):
    assert judge(Authorization=f"Bearer {by_hand(HEADER, claims_text())}")["context"]["verdict"] == "ok"
    assert refused(Authorization=f"Bearer {by_hand(header, claims_text())}")


@pytest.mark.parametrize("empty", [b"", b"\0", b"null", b"k1"])
def test_a_signature_with_a_key_that_anyone_can_guess_is_refused(empty):
    assert refused(Authorization=f"Bearer {by_hand(HEADER, claims_text(), empty or b' ')}")


def test_a_claim_that_is_there_twice_is_read_once_by_all():
    """The last one counts, for what is checked before the signature as for what is used after it."""
    mine, theirs = new_session(new_organisation()), new_session(new_organisation())
    text = claims_text(of=mine["organisation"])
    assert mine["organisation"] in text
    twice = text.rstrip("}") + f', "org_id": "{theirs["organisation"]}", "sub": "{theirs["user"]}"}}'
    assert refused(Authorization=f"Bearer {by_hand(HEADER, twice)}"), "the session is not theirs"
    harmless = text.rstrip("}") + f', "org_id": "{mine["organisation"]}"}}'
    assert judge(Authorization=f"Bearer {by_hand(HEADER, harmless)}")["context"]["organisation"] == mine["organisation"]


@pytest.mark.parametrize(
    "changes",
    [{"exp": 10**400}, {"exp": 1e9}, {"exp": [1]}, {"nbf": 2**40}, {"aud": ["bivelio-api"]}, {"env": ["live"]}],
    ids=lambda changes: str(changes)[:30],
)
def test_a_claim_of_another_form_is_refused_and_breaks_nothing(changes):
    text = json.loads(claims_text()) | changes
    token = by_hand(HEADER, json.dumps(text))
    if changes == {"exp": 10**400}:
        assert judge(Authorization=f"Bearer {token}")["context"]["verdict"] == "ok", "only we can sign it"
    else:
        assert refused(Authorization=f"Bearer {token}")


def test_a_huge_token_is_refused_before_it_is_read():
    before = clients.calls_made()
    assert refused(Authorization=f"Bearer {by_hand(HEADER, json.dumps({'aud': 'x' * 5000}), b'k' * 48)}")
    assert refused(Authorization=f"Bearer {'.' * 9000}")
    assert refused(Authorization=f"Bearer {by_hand(HEADER, '[' * 2000, b'k' * 48)}")
    assert clients.calls_made() == before


def test_a_changed_claim_breaks_the_signature():
    organisation, other = new_organisation(), new_organisation()
    header, _, signature = signed(of=organisation).split(".")
    claims = signed(of=other).split(".")[1]
    assert refused(Authorization=f"Bearer {header}.{claims}.{signature}")


JUNK = st.one_of(
    st.text(alphabet=st.characters(codec="latin-1"), max_size=60),
    st.from_regex(r"bv_(live|test)_(sk|pk)_[0-9A-Za-z]{36}", fullmatch=True),
    st.from_regex(r"[\w-]{1,40}\.[\w-]{1,80}\.[\w-]{0,43}", fullmatch=True),
)


@examples(150)
@given(JUNK, st.sampled_from(["X-API-Key", "apikey", "Authorization"]), st.sampled_from(["v1", "sandbox"]))
def test_junk_is_refused_without_any_call(junk, header, stage):
    calls = clients.calls_made()
    for value in (junk, f"Bearer {junk}"):
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            load("authorizer").handler(
                {"methodArn": f"{ARN}/{stage}/POST/x", "headers": {header: value}, "requestContext": {"stage": stage}},
                None,
            )
    assert clients.calls_made() == calls


@pytest.mark.parametrize("headers", [{}, {"X_API_Key": ""}, {"Authorization": "Basic eA=="}, {"Authorization": "x"}])
def test_no_credential_is_refused(headers):
    assert refused(**headers)


def test_it_costs_one_write_and_one_read_in_thirty_seconds():
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        judge(X_API_Key=text)  # also notes the hour's use
    for seconds, calls in ((1, 1), (29, 1), (31, 2), (32, 1)):
        before = clients.calls_made()
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            judge(X_API_Key=text)
        assert clients.calls_made() - before == calls, seconds


def test_a_token_costs_no_more():
    organisation = new_organisation()
    with clock.frozen(NOW):
        token = access_token(organisation)
        judge(Authorization=f"Bearer {token}")
        before = clients.calls_made()
        judge(Authorization=f"Bearer {token}")
    assert clients.calls_made() - before == 1


def test_the_use_of_a_key_is_written_once_an_hour(table):
    text = new_key(new_organisation())
    item = keys.api_key(key_text.digest(text))
    uses = []
    for minutes in (0, 1, 59, 61, 62):
        records.forget()
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            judge(X_API_Key=text)
        uses.append(table.get(item)["last_used_at"])
    first, later = int(NOW.timestamp()), int((NOW + timedelta(minutes=61)).timestamp())
    assert uses == [first, first, first, later, later]


def test_a_revoked_key_is_refused_within_thirty_seconds(table):
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        judge(X_API_Key=text)
    table.update(keys.api_key(key_text.digest(text)), Update(set={"status": "revoked"}))
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert refused(X_API_Key=text)


@pytest.mark.parametrize("overlap", [0, 3600, 86400, 604800])
@pytest.mark.parametrize("remembered", [0, 29], ids=["just read", "about to be forgotten"])
def test_a_rotated_key_stops_to_the_second_or_within_thirty_without_overlap(overlap, remembered):
    """This process has read the old key before the rotation, so it does not know of it for a while."""
    organisation = new_organisation(plan="enterprise")
    old = operated("create_api_key", organisation=organisation, name="x", environment="live", scopes=["read"])
    administrator = new_session(organisation)
    with clock.frozen(NOW - timedelta(seconds=remembered)):
        judge(X_API_Key=old["key"])
    with clock.frozen(NOW):
        headers = {"Authorization": f"Bearer {tokens.issue(**administrator)}"}
        data = {"id": old["id"], "overlap_seconds": overlap}
        new = gateway.request("/keys/rotate", {"data": data}, headers=headers).data["key"]
    promised = max(overlap, 30)
    if overlap:
        with clock.frozen(NOW + timedelta(seconds=promised) - timedelta(milliseconds=1)):
            assert judge(X_API_Key=old["key"])["context"]["verdict"] == "ok"
    for later in (0, 1, 3600):
        with clock.frozen(NOW + timedelta(seconds=promised + later)):
            assert refused(X_API_Key=old["key"])
            assert judge(X_API_Key=new)["context"]["verdict"] == "ok"


@pytest.mark.parametrize("overlap", [0, 3600, 86400, 604800])
def test_revoking_the_old_key_of_a_rotation_cuts_its_overlap_short(overlap):
    organisation = new_organisation(plan="enterprise")
    old = operated("create_api_key", organisation=organisation, name="x", environment="live", scopes=["read"])
    administrator = new_session(organisation)
    with clock.frozen(NOW):
        headers = {"Authorization": f"Bearer {tokens.issue(**administrator)}"}
        data = {"id": old["id"], "overlap_seconds": overlap}
        gateway.request("/keys/rotate", {"data": data}, headers=headers)
        judge(X_API_Key=old["key"]) if overlap else refused(X_API_Key=old["key"])
        assert gateway.request("/keys/revoke", {"data": {"id": old["id"]}}, headers=headers).status == 200
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert refused(X_API_Key=old["key"])


def test_a_suspended_organisation_is_refused_with_key_and_token():
    organisation = new_organisation()
    text, token = new_key(organisation), access_token(organisation)
    operated("suspend_organisation", organisation=organisation)
    assert refused(X_API_Key=text)
    assert refused(Authorization=f"Bearer {token}")


def test_a_key_ends_to_the_second():
    with clock.frozen(NOW):
        ends = (NOW + timedelta(seconds=10)).isoformat()
        text = new_key(new_organisation(), expires_at=ends)
        judge(X_API_Key=text)
    with clock.frozen(NOW + timedelta(seconds=9)):
        judge(X_API_Key=text)
    with clock.frozen(NOW + timedelta(seconds=10)):
        assert refused(X_API_Key=text)


def test_a_publishable_key_answers_only_to_its_origins():
    text = new_key(new_organisation(), "read", type="publishable", allowed_origins=["https://www.example.com"])
    assert effect(judge(X_API_Key=text, Origin="https://www.example.com")) == "Allow"
    assert refused(X_API_Key=text, Origin="https://www.example.com.evil.com")
    assert refused(X_API_Key=text)


def test_a_refusal_carries_what_the_documented_429_says():
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        for second in range(100):
            with clock.frozen(NOW + timedelta(seconds=second // 19)):
                judge(X_API_Key=text)
        answer = judge(X_API_Key=text)
    assert effect(answer) == "Deny"
    assert {name: value for name, value in answer["context"].items() if name != "organisation"} == {
        "limit": "100",
        "remaining": "0",
        "reset": str(int(NOW.timestamp()) + 55),
        "retry_after": "55",
        "exceeded": "100",
        "message": "Has excedit el límit de 100 peticions per minut.",
        "language": "ca",
    }


def test_the_second_window_is_told_apart():
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        answers = [judge(X_API_Key=text) for _ in range(21)]
    assert [effect(answer) for answer in answers] == ["Allow"] * 20 + ["Deny"]
    context = answers[-1]["context"]
    assert (context["remaining"], context["retry_after"], context["exceeded"]) == ("80", "1", "20")
    assert context["message"] == "Has excedit el límit de 20 peticions per segon."
    with clock.frozen(NOW):
        context = judge(X_API_Key=text, Accept_Language="fr, en;q=0.8, es;q=0.9")["context"]
    assert context["message"] == "Has superado el límite de 20 peticiones por segundo."
    assert context["language"] == "es"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("es-ES,es;q=0.9", "Has superado el límite de 20 peticiones por segundo."),
        ("en", "You have exceeded the limit of 20 requests per second."),
    ],
)
def test_a_refusal_speaks_the_callers_language(language: str, message: str):
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        answers = [judge(X_API_Key=text, Accept_Language=language) for _ in range(21)]
    assert answers[-1]["context"]["message"] == message


def test_three_hundred_parallel_requests_of_key_and_token_share_one_exact_count(monkeypatch):
    """A key and a token of one organisation, 24 threads: exactly 100 pass, each remaining value once.

    The mock reads, checks, writes and answers without a lock; DynamoDB promises that an item's write is atomic.
    """
    atomic, update_item = threading.Lock(), DynamoHandler.update_item

    def one_after_the_other(*arguments, **named):
        with atomic:
            return update_item(*arguments, **named)

    monkeypatch.setattr(DynamoHandler, "update_item", one_after_the_other)
    monkeypatch.setitem(rate_limit.PLANS, "starter", rate_limit.Limits(100, 1000))
    organisation = new_organisation()
    text, token = new_key(organisation), access_token(organisation)
    headers = [{"X_API_Key": text}, {"Authorization": f"Bearer {token}"}]
    answers: list[dict[str, Any]] = []
    waiting = iter(range(300))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(waiting, None)
            if number is None:
                return
            answer = judge(**headers[number % 2])
            with lock:
                answers.append(answer)

    with clock.frozen(NOW):
        threads = [threading.Thread(target=work) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    allowed = [answer["context"] for answer in answers if effect(answer) == "Allow"]
    assert len(answers) == 300
    assert sorted(int(context["remaining"]) for context in allowed) == list(range(100))
    assert Counter(effect(answer) for answer in answers) == {"Allow": 100, "Deny": 200}
    assert {context["actor_kind"] for context in allowed} == {"user", "api_key"}
    denied = [answer["context"] for answer in answers if effect(answer) == "Deny"]
    assert {(context["remaining"], context["retry_after"]) for context in denied} == {("0", "55")}


def test_the_environments_are_counted_apart():
    organisation = new_organisation()
    live, test = new_key(organisation), new_key(organisation, environment="test")
    with clock.frozen(NOW):
        judge("v1", X_API_Key=live)
        assert judge("sandbox", X_API_Key=test)["context"]["remaining"] == "99"


def test_it_imports_neither_pydantic_nor_what_a_token_or_a_password_needs():
    """A fresh process, as Lambda starts one: the modules that are there after the handler's import."""
    script = (
        "import json, runpy, sys; runpy.run_path('handler.py'); from bivelio_core.store.connect import table; table();"
        "print(json.dumps(sorted(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "layers" / "core")}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT / "functions" / "authorizer",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(json.loads(run.stdout.splitlines()[-1]))
    unwanted = {"pydantic", "aws_lambda_powertools", "jwt", "argon2", "email_validator", "phonenumbers"}
    assert {name.split(".")[0] for name in modules} & unwanted == set()
    assert "botocore.client" in modules
