"""The authorizer checks every kind of credential, refuses revoked ones, and stays within its promised cost."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from itertools import combinations

import pytest
from bivelio_core import aws_calls, clients, clock
from bivelio_core.identity import access_token as tokens
from bivelio_core.identity import key_text, records
from bivelio_core.store import connect, keys
from bivelio_core.store.writes import Update
from hypothesis import given
from hypothesis import strategies as st

from tests import gateway
from tests.api import ROOT, load
from tests.examples import examples
from tests.functions.authorizer.judged import ARN, NOW, effect, is_refused, judge, refused
from tests.operated import access_token, new_key, new_organisation, new_session, operated
from tests.refusing import refusing

pytestmark = pytest.mark.usefixtures("deployment")


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
    assert context["role"] == "member"
    assert "role" not in judge(X_API_Key=new_key(organisation))["context"]


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
        asked = {"methodArn": f"{ARN}/{stage}/POST/x", "headers": {header: value}}
        assert is_refused(load("authorizer").handler({**asked, "requestContext": {"stage": stage}}, None))
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
    unwanted = {
        "boto3",
        "botocore",
        "pydantic",
        "aws_lambda_powertools",
        "jwt",
        "argon2",
        "email_validator",
        "phonenumbers",
    }
    assert {name.split(".")[0] for name in modules} & unwanted == set()
    assert "bivelio_core.aws.client" in modules


def test_a_key_whose_use_cannot_be_noted_serves_all_the_same(deployment, monkeypatch):
    """The table throttles the note alone: the key's own partition is hot, the counter's is not."""
    monkeypatch.setitem(aws_calls.POLICIES, "dynamodb", aws_calls.POLICIES["dynamodb"]._replace(again_within=0.0))
    clients.client.cache_clear()
    connect.table.cache_clear()
    text = new_key(new_organisation())
    outcomes = iter([None, (400, "ThrottlingException")])
    with refusing(clients.client("dynamodb"), lambda name: next(outcomes) if name == "UpdateItem" else None) as asked:
        assert effect(judge(X_API_Key=text)) == "Allow"
    assert asked.count("UpdateItem") == 2, "the count and the note"
    assert effect(judge(X_API_Key=text)) == "Allow"
    assert deployment.get(keys.api_key(key_text.digest(text)))["last_used_at"], "the next request notes it"
