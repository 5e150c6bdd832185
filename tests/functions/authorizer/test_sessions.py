"""An access token is valid only while its session is, and its check costs no more than a key's."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clients, clock
from bivelio_core.identity import access_token as tokens
from bivelio_core.identity import sessions

from tests import gateway
from tests.functions.authorizer.judged import NOW, judge, refused
from tests.operated import PASSWORD, new_key, new_organisation, new_session, new_user, operated

pytestmark = pytest.mark.usefixtures("deployment")
MEMORY = timedelta(seconds=30)
DAY = timedelta(days=1)


class SignedIn:
    """A user who has signed in, an hour's token in hand."""

    def __init__(self):
        self.organisation = new_organisation(plan="enterprise")
        self.email = new_user(self.organisation, "admin", f"ana@{self.organisation}.cat")
        self.key = new_key(self.organisation, "read", type="publishable")
        body = self.ask({"email": self.email, "password": PASSWORD}, grant_type="password").body
        self.token, self.refresh_token = body["access_token"], body["refresh_token"]

    def ask(self, body, path="/auth/token", **query):
        return gateway.request(path, body, query=query, headers={"apikey": self.key})

    def judge(self):
        return judge(Authorization=f"Bearer {self.token}")["context"]

    def is_refused(self):
        return refused(Authorization=f"Bearer {self.token}")


def log_out(who):
    assert who.ask({"refresh_token": who.refresh_token}, "/auth/logout").status == 200


def log_out_with_the_token_itself(who):
    headers = {"Authorization": f"Bearer {who.token}"}
    assert gateway.request("/auth/logout", headers=headers).status == 200


def use_a_refresh_token_again(who):
    renewed = who.ask({"refresh_token": who.refresh_token}, grant_type="refresh_token")
    assert renewed.status == 200
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        assert who.ask({"refresh_token": who.refresh_token}, grant_type="refresh_token").status == 401


def get_another_password(who):
    operated("set_password", organisation=who.organisation, email=who.email, password="another long one")


def be_signed_out_everywhere(who):
    operated("end_sessions", organisation=who.organisation, email=who.email)


def be_removed(who):
    operated("remove_user", organisation=who.organisation, email=who.email)


def be_suspended(who):
    operated("suspend_organisation", organisation=who.organisation)


@pytest.mark.parametrize(
    "end",
    [
        log_out,
        log_out_with_the_token_itself,
        use_a_refresh_token_again,
        get_another_password,
        be_signed_out_everywhere,
        be_removed,
        be_suspended,
    ],
)
def test_a_token_is_refused_within_thirty_seconds_of(end):
    with clock.frozen(NOW):
        who = SignedIn()
        assert who.judge()["verdict"] == "ok"  # and this process remembers it
        end(who)
    with clock.frozen(NOW + MEMORY):
        assert who.is_refused()
    with clock.frozen(NOW + DAY):
        assert who.is_refused(), "an ended session is not worth a refresh: it is told as invalid, not as expired"


@pytest.mark.parametrize(("role", "scope"), [("viewer", "read"), ("member", "write"), ("owner", "admin")])
def test_a_new_role_counts_within_thirty_seconds_for_tokens_that_are_out(role, scope):
    with clock.frozen(NOW):
        who = SignedIn()
        assert who.judge()["scopes"] == "admin"
        operated("set_role", organisation=who.organisation, email=who.email, role=role)
    with clock.frozen(NOW + MEMORY):
        assert who.judge()["scopes"] == scope


def test_a_new_plan_counts_within_thirty_seconds():
    with clock.frozen(NOW):
        who = SignedIn()
        assert "limit" not in who.judge()
        operated("change_plan", organisation=who.organisation, plan="starter")
    with clock.frozen(NOW + MEMORY):
        assert (who.judge()["plan"], who.judge()["limit"]) == ("starter", "100")


def test_other_sessions_of_the_user_live_on():
    with clock.frozen(NOW):
        one = SignedIn()
        other = one.ask({"email": one.email, "password": PASSWORD}, grant_type="password").body["access_token"]
        log_out(one)
        assert judge(Authorization=f"Bearer {other}")["context"]["verdict"] == "ok"


def test_who_is_removed_from_one_organisation_stays_in_another():
    with clock.frozen(NOW):
        who, second = SignedIn(), new_organisation(plan="enterprise")
        operated("create_user", organisation=second, email=who.email, password=PASSWORD, role="viewer")
        operated("remove_user", organisation=second, email=who.email)
        operated("remove_user", organisation=second, email=who.email)
        assert who.judge()["verdict"] == "ok"
        actions = [entry["action"] for entry in operated("read_audit", organisation=second)["entries"]]
    assert actions.count("user.removed") == 1


@pytest.mark.parametrize("claim", ["user", "organisation", "environment"])
def test_a_session_vouches_only_for_whom_and_where_it_began(claim):
    """Whoever has stolen a signing key still needs a living session of the very user."""
    about, other = new_session(new_organisation()), new_session(new_organisation(), environment="sandbox")
    stage = "sandbox" if claim == "environment" else "v1"
    assert judge(Authorization=f"Bearer {tokens.issue(**about)}")["context"]["verdict"] == "ok"
    forged: Any = dict(about) | {claim: dict(other)[claim]}
    assert refused(stage, Authorization=f"Bearer {tokens.issue(**forged)}")


def test_a_session_costs_one_call_in_thirty_seconds():
    with clock.frozen(NOW):
        who = SignedIn()
    calls = []
    for seconds in (0, 1, 29, 30, 59, 60):
        before = clients.calls_made()
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            who.judge()
        calls.append(clients.calls_made() - before)
    assert calls[1:] == [0, 0, 1, 0, 1]


def test_a_password_that_is_changed_while_it_is_checked_opens_no_session(monkeypatch):
    """The old password is right when it is looked at; the change commits before the session does."""
    who = SignedIn()
    start = sessions.start

    def overtaken(*arguments):
        monkeypatch.undo()
        get_another_password(who)
        return start(*arguments)

    monkeypatch.setattr(sessions, "start", overtaken)
    answer = who.ask({"email": who.email, "password": PASSWORD}, grant_type="password")
    assert (answer.status, answer.error["details"]) == (401, {"reason": "invalid_credentials"})
    again = who.ask({"email": who.email, "password": "another long one"}, grant_type="password")
    assert again.status == 200
