"""A token of an app does what a person has granted, at one resource, while the person may do it."""

from datetime import timedelta

import jwt
import pytest
from bivelio_core import clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.identity import sessions, signing
from bivelio_core.identity.records import forget
from bivelio_core.store.connect import table

from tests import gateway
from tests.functions.auth.signing_in import Place, code
from tests.functions.authorizer.judged import NOW, judge
from tests.identity.oauth.grants import Granted
from tests.operated import SIGNING_KEY, new_key, operated

pytestmark = pytest.mark.usefixtures("deployment")


def is_refused(answer):
    return answer["context"]["verdict"] == "refused" and "usageIdentifierKey" not in answer


def verdict(granted, path="contacts/list", stage="v1"):
    return judge(stage, path=path, Authorization=f"Bearer {granted.token()}")


def test_it_acts_for_its_person_with_what_was_granted():
    granted = Granted("contacts:write invoices:read")
    context = verdict(granted)["context"]
    assert context["verdict"] == "ok"
    assert (context["actor_kind"], context["actor"]) == ("user", granted.user)
    assert context["client"] == granted.app.client
    assert context["scopes"].split() == ["contacts:write", "invoices:read"]


@pytest.mark.parametrize(
    ("resource", "path", "opens"),
    [
        ("api", "contacts/list", True),
        ("api", "mcp", False),
        ("mcp", "mcp", True),
        ("mcp", "mcp/readonly", False),
        ("mcp", "contacts/list", False),
        ("mcp", "mcp/tools/list", False),
        ("mcp_readonly", "mcp/readonly", True),
        ("mcp_readonly", "mcp", False),
    ],
)
def test_it_is_good_at_its_own_resource_alone(resource, path, opens):
    answer = verdict(Granted("read", resource=resource), path)
    assert is_refused(answer) is not opens
    assert opens or answer["context"]["reason"] == "other_resource"


def test_it_is_good_in_its_own_environment_alone():
    granted = Granted("read", environment="sandbox")
    assert verdict(granted, stage="sandbox")["context"]["environment"] == "sandbox"
    assert is_refused(verdict(granted, stage="v1"))


@pytest.mark.parametrize(
    ("role", "scopes", "does"),
    [
        ("viewer", "write contacts:admin", ["read", "contacts:read"]),
        ("member", "admin", ["write"]),
        ("owner", "admin", ["admin"]),
        ("admin", "read", ["read"]),
    ],
)
def test_it_does_no_more_than_the_role_of_its_person(role, scopes, does):
    assert verdict(Granted(scopes, role))["context"]["scopes"].split() == does


def test_a_role_that_is_cut_counts_from_the_next_reading_on():
    with clock.frozen(NOW):
        granted = Granted("admin", "admin")
        assert verdict(granted)["context"]["scopes"] == "admin"
        operated("set_role", organisation=granted.organisation, email=granted.email, role="viewer")
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert verdict(granted)["context"]["scopes"] == "read"


def test_a_token_with_fewer_scopes_than_the_grant_has_these_alone():
    granted = Granted("contacts:write invoices:write")
    answer = judge(path="contacts/list", Authorization=f"Bearer {granted.token('contacts:read')}")
    assert answer["context"]["scopes"] == "contacts:read"


def test_a_token_with_more_scopes_than_the_grant_does_not_have_them():
    granted = Granted("contacts:read")
    answer = judge(path="contacts/list", Authorization=f"Bearer {granted.token('contacts:read admin')}")
    assert answer["context"]["scopes"] == "contacts:read"


def test_it_ends_with_the_grant():
    with clock.frozen(NOW):
        granted = Granted("read")
        assert not is_refused(verdict(granted))
        sessions.end(table(), granted.session, Origin(Actor("user", granted.user), "r"))
        forget()
        answer = verdict(granted)
    assert is_refused(answer)
    assert answer["context"]["reason"] == "grant_ended"


def test_it_ends_with_the_hour_and_is_told_so_by_the_gateway():
    with clock.frozen(NOW):
        token = Granted("read").token()
    with clock.frozen(NOW + timedelta(hours=1)):
        answer = judge(path="contacts/list", Authorization=f"Bearer {token}")
    assert is_refused(answer)
    assert answer["context"]["reason"] == "app_token_expired"


@pytest.mark.parametrize("end", ["set_password", "suspend", "remove_user"])
def test_it_ends_when_its_person_or_organisation_does(end):
    with clock.frozen(NOW):
        granted = Granted("read")
        assert not is_refused(verdict(granted))
        if end == "set_password":
            changed = "another horse battery"
            operated("set_password", organisation=granted.organisation, email=granted.email, password=changed)
        elif end == "suspend_organisation":
            operated("suspend_organisation", organisation=granted.organisation)
        else:
            operated("remove_user", organisation=granted.organisation, email=granted.email)
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert is_refused(verdict(granted))


def test_nobody_makes_one_for_another_client_or_with_another_key():
    granted = Granted("read")
    claims = jwt.decode(granted.token(), options={"verify_signature": False})
    kid = jwt.get_unverified_header(granted.token())["kid"]
    ours = signing.parse(f'{{"current":"k1","k1":"{SIGNING_KEY}"}}').keys["k1"]

    def made(key=ours, typ="at+jwt", **changes):
        return jwt.encode({**claims, **changes}, key, algorithm="HS256", headers={"kid": kid, "typ": typ})

    assert not is_refused(judge(path="contacts/list", Authorization=f"Bearer {made()}"))
    for forged in (
        made(key=b"x" * 48),
        made(client_id="https://other.example/client.json"),
        made(session_id="ses_0000000000000000"),
        made(typ="JWT"),
        made(scope=None),
        made(aud="bivelio-api"),
        made(typ="JWT", aud="bivelio-api", role="owner"),
    ):
        assert is_refused(judge(path="contacts/list", Authorization=f"Bearer {forged}"))


def test_it_may_not_do_what_is_of_people_alone():
    granted = Granted("admin", "owner")
    for route in ("/keys/list", "/auth/sessions/list", "/users/list", "/auth/me"):
        answer = gateway.request(route, {"data": {}}, headers=granted.headers())
        assert code(answer) == (403, "AUTH_INSUFFICIENT_SCOPE"), route
        assert answer.error["details"]["reason"] == "users_only", route
    assert gateway.request("/contacts/list", {"data": {}}, headers=granted.headers()).status == 200


def test_its_refresh_token_never_signs_its_person_in():
    place = Place()
    granted = Granted("read", organisation=place.organisation)
    assert code(place.refresh(granted.refresh_token)) == (401, "AUTH_INVALID_TOKEN")


def test_what_it_changes_names_the_app_in_the_audit_log():
    granted = Granted("admin", "admin")
    sent = {"data": {"name": "erp", "value": "s3cret", "allowed_hosts": ["erp.example.com"]}}
    assert gateway.request("/secrets/set", sent, headers=granted.headers()).status == 200
    entries = operated("read_audit", organisation=granted.organisation)["entries"]
    (entry,) = [each for each in entries if each["action"] == "secret.set"]
    assert (entry["actor"], entry["details"]["client"]) == (granted.user, granted.app.client)


def test_a_refused_request_is_told_where_tokens_are():
    answer = judge(path="mcp")["context"]["challenge"]
    assert answer == (
        'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp", '
        'scope="read write"'
    )
    in_sandbox = judge("sandbox", path="mcp/readonly", Authorization="Bearer x")["context"]["challenge"]
    assert in_sandbox == (
        'Bearer error="invalid_token", resource_metadata="https://mcp.example.com/.well-known/'
        'oauth-protected-resource/sandbox/mcp/readonly", scope="read"'
    )
    refused = gateway.request("/contacts/list", {"data": {}})
    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"].startswith(
        'Bearer resource_metadata="https://mcp.example.com/.well-known'
    )


def test_without_a_domain_name_the_challenge_names_no_server(monkeypatch):
    monkeypatch.setenv("OAUTH_DOMAIN", "")
    assert judge(path="contacts/list")["context"]["challenge"] == 'Bearer realm="bivelio"'


def test_a_key_may_come_as_a_bearer_token():
    organisation = Granted("read").organisation
    key = new_key(organisation, "read")
    context = judge(path="mcp", Authorization=f"Bearer {key}")["context"]
    assert (context["verdict"], context["actor_kind"]) == ("ok", "api_key")
    assert is_refused(judge(path="mcp", Authorization=f"Bearer {key[:-1]}"))
    both = judge(path="mcp", Authorization=f"Bearer {key}", x_api_key=new_key(organisation, "read"))
    assert both["context"]["verdict"] == "two_credentials"
