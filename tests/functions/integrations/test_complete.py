"""POST /v1/integrations/complete keeps its promises, and Google's tokens are renewed once, by one function alone."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.integrations import google, tokens
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.integrations.connected import BODIES, SANDBOX, address, connect, provider
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")

ID_TOKEN = ".".join(["h", base64.urlsafe_b64encode(b'{"email":"info@empresaabc.com"}').rstrip(b"=").decode(), "s"])
GIVEN = {"access_token": "ya29.first", "expires_in": 3599, "refresh_token": "1//refresh", "id_token": ID_TOKEN}
WITHDRAWN = Reply(400, {}, b'{"error":"invalid_grant","error_description":"Token has been expired or revoked."}')


@pytest.fixture
def consent(monkeypatch):
    """A deployment that Google knows."""
    registered = json.dumps({"client_id": "our-client", "client_secret": "our-secret"})
    boto3.client("secretsmanager").create_secret(Name="google", SecretString=registered)
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET_ID", "google")
    monkeypatch.setenv("GOOGLE_REDIRECT_URL", "https://app.bivelio.com/google")
    google.forget()


def state_of(made):
    return parse_qs(urlsplit(made["consent_url"]).query)["state"][0]


def fields(received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(received.body.decode()).items()}


@pytest.fixture
def connected(consent, monkeypatch):
    """A mailbox whose owner has consented, and Google, which gives tokens until told otherwise."""
    with provider(lambda _: GIVEN) as googles:
        monkeypatch.setenv("GOOGLE_TOKEN_URL", f"{address(googles)}/token")
        made = call("integrations.connect", BODIES["gmail"]).data
        about = {"id": made["id"], "state": state_of(made), "code": "4/code"}
        done = call("integrations.complete", about).data
        yield done, googles, made


def test_the_code_and_the_verifier_of_the_challenge_are_exchanged(connected):
    done, googles, made = connected
    assert (done["status"], done["account"]) == ("active", "info@empresaabc.com")
    sent = fields(googles.received[0])
    assert (sent["grant_type"], sent["code"], sent["client_secret"]) == ("authorization_code", "4/code", "our-secret")
    challenged = parse_qs(urlsplit(made["consent_url"]).query)["code_challenge"][0]
    assert google.challenge(sent["code_verifier"]) == challenged
    assert not any(secret in str(done) for secret in ("ya29", "1//refresh", sent["code_verifier"]))


def test_a_state_counts_once(connected):
    done, _, made = connected
    again = call("integrations.complete", {"id": done["id"], "state": state_of(made), "code": "4/code"})
    assert again.error["details"]["reason"] == "no_consent_pending"


def test_another_state_is_refused():
    made = connect("gmail").data
    other = state_of(connect("google_calendar").data)
    answer = call("integrations.complete", {"id": made["id"], "state": other, "code": "x"}, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "consent_denied")
    assert call("integrations.get", {"id": made["id"]}, caller=SANDBOX).data["status"] == "pending"


def test_after_ten_minutes_it_is_too_late():
    made = connect("gmail").data
    about = {"id": made["id"], "state": state_of(made), "code": "x"}
    with clock.frozen(clock.now() + timedelta(minutes=10, seconds=2)):
        answer = call("integrations.complete", about, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "consent_expired")


def test_a_code_that_google_refuses_is_told():
    made = connect("gmail").data
    answer = call(
        "integrations.complete", {"id": made["id"], "state": state_of(made), "code": "denied"}, caller=SANDBOX
    )
    assert (answer.status, answer.error["details"]["reason"]) == (422, "credentials_rejected")


def store_of(table):
    return SystemStore(table).of(Tenant(ORGANISATION, "live"))


def test_a_token_is_renewed_by_functions_that_ask_nobody_for_consent(connected, table, monkeypatch):
    """The sweeper of the calendar and the sender of mails are not told where people come back to."""
    done, _, _ = connected
    monkeypatch.delenv("GOOGLE_REDIRECT_URL")
    with clock.frozen(clock.now() + timedelta(minutes=58)):
        assert tokens.access_token(store_of(table), done["id"]) == "ya29.first"


def test_a_token_is_kept_and_renewed_once_for_all_that_need_it(connected, table):
    done, googles, _ = connected
    assert tokens.access_token(store_of(table), done["id"]) == "ya29.first"
    assert len(googles.received) == 1
    renewed = json.dumps({"access_token": "ya29.second", "expires_in": 3599}).encode()
    googles.answer = lambda _: Reply(200, {}, renewed)
    with clock.frozen(clock.now() + timedelta(minutes=58)), ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: tokens.access_token(store_of(table), done["id"]), range(4)))
    assert found == ["ya29.second"] * 4
    assert [fields(each)["grant_type"] for each in googles.received] == ["authorization_code", "refresh_token"]


def test_a_consent_that_was_withdrawn_breaks_the_connection(connected, table):
    done, googles, _ = connected
    googles.answer = lambda _: WITHDRAWN
    with clock.frozen(clock.now() + timedelta(hours=2)), pytest.raises(Refused) as refused:
        tokens.access_token(store_of(table), done["id"])
    assert refused.value.reason == "credentials_rejected"
    assert call("integrations.get", {"id": done["id"]}).data["status"] == "broken"
    with pytest.raises(Refused, match="connection_broken"):
        tokens.access_token(store_of(table), done["id"])
    assert len(googles.received) == 2, "a broken connection is not tried again by itself"
