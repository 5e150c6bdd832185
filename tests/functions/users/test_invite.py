"""POST /v1/users/invite keeps its promises: one link an address, sent by a real mail server, and no spam."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.identity.team import invitations

from tests import gateway
from tests.functions.auth.signing_in import NOW, code
from tests.functions.users.team import deliver, send
from tests.operated import access_token, operated
from tests.services import received, waiting
from tests.table_definition import stored_items


def test_the_mail_has_the_link_and_nothing_else_has(team, table):
    answer = team.ask("owner", "invite", email="Maria@Exemple.cat", role="member")
    assert answer.data["status"] == "invited"
    assert answer.data["mail"] == "pending"
    body = received("account_mails")
    assert send(body[0]) == []
    (mail,) = team.mailbox("Maria@Exemple.cat")
    token = team.token_for("Maria@Exemple.cat")
    assert len(token) == 43
    assert mail["Subject"] == f"owner@{team.organisation}.cat et convida a Empresa ABC"
    assert "Obre aquest enllaç per acceptar-ho" in mail.get_content()
    for place in (str(body), str(answer.body), str(stored_items())):
        assert token not in place
    assert team.listed("Maria@Exemple.cat")["mail"] == "sent"
    assert "invitation.sent" in team.audit()


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Abre este enlace"), ("en", "Open this link"), (None, "Obre aquest enllaç")]
)
def test_the_mail_is_in_the_language_that_was_asked_for(team, language, words):
    team.invite("nou@exemple.cat", **({"language": language} if language else {}))
    assert words in team.mailbox("nou@exemple.cat")[0].get_content()


def test_an_invitation_that_is_sent_again_keeps_its_language_unless_another_one_is_asked_for(team):
    for asked, words in (("es", "Abre"), (None, "Abre"), ("en", "Open")):
        team.invite("nou@exemple.cat", **({"language": asked} if asked else {}))
        assert words in team.mailbox("nou@exemple.cat")[-1].get_content()


def test_the_same_address_again_gets_a_new_link_and_role(team):
    with clock.frozen(NOW):
        first = team.invite("nou@exemple.cat", "viewer")
    with clock.frozen(NOW + timedelta(minutes=1)):
        second = team.invite("NOU@exemple.cat", "member")
        (item,) = [one for one in team.ask("owner", "list").data["users"] if one["status"] == "invited"]
        assert item["role"] == "member"
        refused = team.open("invitation/get", first)
        assert (code(refused), refused.error["details"]["constraint"]) == ((422, "VALIDATION_ERROR"), "link_replaced")
        assert team.open("invitation/get", second).data["role"] == "member"


def test_a_members_address_is_not_invited(team):
    assert team.person("viewer")
    answer = team.ask("owner", "invite", email=f"VIEWER@{team.organisation}.cat", role="admin")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "already_member")
    assert waiting("account_mails") == []


def test_mails_to_one_address_get_rarer(team):
    with clock.frozen(NOW):
        answers = [team.ask("owner", "invite", email="nou@exemple.cat", role="viewer").status for _ in range(4)]
        assert answers == [200, 200, 200, 429]
    with clock.frozen(NOW + timedelta(seconds=61)):
        assert team.ask("owner", "invite", email="nou@exemple.cat", role="viewer").status == 200
    assert len(waiting("account_mails")) == 4


def test_an_organisation_sends_a_hundred_at_once_and_then_slowly(team, monkeypatch):

    monkeypatch.setattr(invitations, "AN_ORGANISATION", LockPolicy(free_attempts=2))
    with clock.frozen(NOW):
        asked = [team.ask("owner", "invite", email=f"p{n}@exemple.cat", role="viewer") for n in range(3)]
    assert [answer.status for answer in asked] == [200, 200, 429]
    assert asked[-1].error["message"].startswith("S'han demanat massa correus")


def test_an_address_that_is_refused_says_so(team):
    team.mails.answer = lambda _: "550 no such user"
    assert team.ask("owner", "invite", email="nobody@exemple.cat", role="viewer").status == 200
    deliver()
    assert team.listed("nobody@exemple.cat")["mail"] == "refused"


def test_a_server_that_is_down_is_tried_again_with_another_link(team):
    team.mails.answer = lambda _: "451 try later"
    assert team.ask("owner", "invite", email="nou@exemple.cat", role="viewer").status == 200
    (body,) = received("account_mails")
    assert send(body) == [{"itemIdentifier": "1"}]
    assert team.listed("nou@exemple.cat")["mail"] == "pending"
    team.mails.answer = lambda _: "250 accepted"
    assert send(body) == []
    refused, accepted = team.mailbox("nou@exemple.cat")
    assert refused.get_content() != accepted.get_content()
    assert team.open("invitation/get", team.token_for("nou@exemple.cat")).status == 200


def test_a_mail_that_comes_twice_leaves_one_link(team):
    team.ask("owner", "invite", email="nou@exemple.cat", role="viewer")
    (body,) = received("account_mails")
    assert send(body) == send(body) == []
    assert len(team.mailbox("nou@exemple.cat")) == 2
    assert team.open("invitation/get", team.token_for("nou@exemple.cat")).status == 200


def test_a_deployment_without_mail_invites_nobody(team, monkeypatch):
    monkeypatch.setenv("MAIL_FROM", "")
    answer = team.ask("owner", "invite", email="nou@exemple.cat", role="viewer")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "no_mail")


def test_the_sandbox_gives_nobody_rights_in_live(team):

    team.tokens["owner"] = access_token(team.organisation, "owner", "sandbox")
    answer = team.ask("owner", "invite", "sandbox", email="nou@exemple.cat", role="owner")
    assert (code(answer), answer.error["details"]["field"]) == ((422, "VALIDATION_ERROR"), "environment")


def test_the_name_of_who_invites_is_in_the_mail(team):

    headers = {"Authorization": f"Bearer {team.tokens['owner']}"}
    gateway.request("/auth/me/update", {"data": {"name": "Anna Puig"}}, headers=headers)
    token = team.invite("nou@exemple.cat")
    assert team.mailbox("nou@exemple.cat")[0]["Subject"] == "Anna Puig et convida a Empresa ABC"
    assert team.open("invitation/get", token).data["invited_by"] == "Anna Puig"
    entries = operated("read_audit", organisation=team.organisation)["entries"]
    assert "nou@exemple.cat" not in str(entries)


@pytest.mark.parametrize("email", ["", "a", "a@", "a b@c.cat", "a@b.cat\nBcc: x@y.cat", "x" * 250 + "@a.cat"])
def test_what_is_no_address_is_refused(team, email):
    assert code(team.ask("owner", "invite", email=email, role="viewer")) == (400, "VALIDATION_ERROR")
