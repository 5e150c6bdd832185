"""Those who may decide an approval are asked by e-mail: once, again as reminders, and when it is escalated."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock
from bivelio_core.providers.mail import smtp
from bivelio_core.providers.mail.port import MailRefused
from bivelio_core.store import keys

from tests.api import ORGANISATION, call, load
from tests.workflows.calls import APPROVE, CREATE, execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.links import browse, member, token_in
from tests.workflows.states import Killed

YES = {"decision": "approve"}
HOUR = 3_600


def asks(states, **who):
    """A run whose approval waits for some users."""
    step = {**APPROVE, "input": {**APPROVE["input"], **who}}
    started = execute(workflow(step, CREATE), {"client_name": "ABC"})["instance_id"]
    states.run()
    return started


def sweep(hours=0.0):
    """The sweeper, so much later."""
    with clock.frozen(clock.now() + timedelta(hours=hours)):
        return load("workers/sweep_workflows").handler({})


def sent(mails):
    """The mails as (to, kind), and the ids of all."""
    read = [message_from_bytes(mail.content, policy=policy.default) for mail in mails.mails]
    return [(str(mail["To"]), str(mail["Subject"]).split(":")[0]) for mail in read]


def test_those_who_may_decide_get_a_link_once_and_decide_by_it(states, mails):
    ana, pau = member("ana", "admin"), member("pau")
    member("eva"), member("vic", "viewer")
    started = asks(states, roles=["admin"], users=[pau, "usr_vic", "usr_nobody"])
    assert mails.mails == []
    for _ in range(3):
        sweep()
    assert sorted(sent(mails)) == [("ana@example.com", "Aprovació pendent"), ("pau@example.com", "Aprovació pendent")]
    (mine,) = [mail for mail in mails.mails if b"To: pau@example.com" in mail.content]
    assert browse(token_in(mine), YES).status == 200
    states.run()
    assert instance(started)["steps"][0]["output"]["decided_by"] == f"user:{pau}"
    sweep(200)
    assert len(mails.mails) == 2
    assert ana


@pytest.mark.parametrize(
    ("language", "zone", "subject", "until"),
    [
        ("es", "Atlantic/Canary", "Aprobación pendiente: Test", "hasta el 07/04/2026, 14:30. Decide en tu nombre"),
        ("en", "Europe/Madrid", "Approval needed: Test", "until 2026-04-07, 15:30. It decides in your name"),
        (None, None, "Aprovació pendent: Test", "fins al 07/04/2026, 15:30. Decideix en nom teu"),
    ],
)
def test_the_mail_is_in_the_language_of_the_organisation_with_its_own_time(
    states, mails, table, language, zone, subject, until
):
    if language:
        key = keys.organisation(ORGANISATION)
        table.put({"PK": key.pk, "SK": key.sk, "language": language, "time_zone": zone})
    member("pau")
    with clock.frozen(datetime(2026, 4, 7, 12, 30, tzinfo=UTC)):
        asks(states, users=["usr_pau"], expires_in_seconds=HOUR)
        sweep()
    (mail,) = (message_from_bytes(each.content, policy=policy.default) for each in mails.mails)
    text = mail.get_content()
    assert (str(mail["Subject"]), until in text) == (subject, True), text


def test_the_starter_who_is_excluded_and_who_is_not_named_get_no_mail(states, mails):
    ana = member("ana", "admin")
    caller = {"actor_kind": "user", "actor": ana, "role": "admin", "scopes": "admin"}
    step = {**APPROVE, "input": {"message": "?", "roles": ["admin"], "exclude_starter": True}}
    call("workflows.execute", {"workflow_id": workflow(step), "input": {}}, caller=caller)
    asks(states)
    states.run()
    sweep()
    assert sent(mails) == []


def test_reminders_and_the_escalation_come_in_their_time_and_end_with_the_decision(states, mails):
    member("pau"), member("ona", "owner")
    started = asks(
        states,
        users=["usr_pau"],
        remind_every_seconds=10 * HOUR,
        escalate_after_seconds=24 * HOUR,
        escalate_to={"roles": ["owner"]},
    )
    sweep()
    sweep(9)
    assert len(mails.mails) == 1
    sweep(10.1)
    assert sent(mails)[1:] == [("pau@example.com", "Recordatori d'aprovació")]
    ona = {"actor_kind": "user", "actor": "usr_ona", "role": "owner", "scopes": "admin"}
    assert call("workflows.approve", {"instance_id": started}, caller=ona).status == 403
    sweep(25)  # the second reminder is overtaken by the escalation
    sweep(25)
    assert sorted(sent(mails)[2:]) == [
        ("ona@example.com", "Aprovació escalada"),
        ("pau@example.com", "Aprovació escalada"),
    ]
    (hers,) = [mail for mail in mails.mails if b"To: ona@example.com" in mail.content]
    assert browse(token_in(hers), YES).status == 403, "not before its time"
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert browse(token_in(hers), YES).status == 200
    before = len(mails.mails)
    sweep(60)
    assert len(mails.mails) == before


def test_no_mail_follows_a_cancelled_run(states, mails):
    member("ana", "admin")
    started = asks(states, roles=["admin"], remind_every_seconds=HOUR)
    sweep()
    call("workflows.cancel", {"instance_id": started})
    sweep(2)
    sweep(3)
    assert len(mails.mails) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(16))
def test_a_sweeper_that_dies_at_any_call_repeats_a_mail_only_under_its_id(states, mails, table, at, when):
    for name in ("ana", "eva"):
        member(name, "admin")
    started = asks(states, roles=["admin"])
    killer = Killer()
    with killer.armed(lambda number, now: (number, now) == (at, when)), suppress(Killed):
        sweep()
    sweep()
    sweep()
    read = [message_from_bytes(mail.content, policy=policy.default) for mail in mails.mails]
    assert len(read) <= 3
    assert {(str(mail["To"]), str(mail["Message-ID"])) for mail in read} == {
        (str(mail["To"]), str(mail["Message-ID"])) for mail in {str(mail["To"]): mail for mail in read}.values()
    }
    assert {str(mail["To"]) for mail in read} == {"ana@example.com", "eva@example.com"}
    assert table.query_index("WFS#ASKED", high="9999") == []
    killer = Killer()
    with killer.armed(lambda number, now: (number, now) == (at, when)), suppress(Killed):
        browse(token_in(mails.mails[0]), YES)
    browse(token_in(mails.mails[0]), YES)
    sweep(0.1)
    states.run()
    assert instance(started)["status"] == "completed"
    assert [item["name"] for item in table.query(f"{ORGANISATION}#live#CT")] == ["ABC"]


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"remind_every_seconds": 60}, "roles"),
        ({"roles": ["admin"], "escalate_after_seconds": 60}, "escalate_to"),
        ({"roles": ["admin"], "escalate_to": {"roles": ["owner"]}}, "escalate_after_seconds"),
        ({"roles": ["admin"], "escalate_after_seconds": 60, "escalate_to": {}}, "escalate_to.roles"),
        ({"roles": ["admin"], "remind_every_seconds": 1}, "remind_every_seconds"),
    ],
)
def test_a_reminder_that_would_reach_nobody_is_refused(states, about, field):
    step = {**APPROVE, "input": {"message": "?", **about}}
    refused = call("workflows.create", {"name": "x", "steps": [step]})
    assert (refused.status, refused.error["details"]["field"]) == (422, f"steps[0].input.{field}")


def test_a_deployment_without_mail_asks_nobody_and_forgets_the_mark(states, table):
    member("ana", "admin")
    asks(states, roles=["admin"])
    assert sweep()["failed"] == 0
    assert table.query_index("WFS#ASKED", high="9999") == []


def test_mail_that_cannot_be_sent_now_is_sent_later(states, mails, monkeypatch):
    member("ana", "admin")
    asks(states, roles=["admin"])
    monkeypatch.setenv("MAIL_SERVER", "127.0.0.1:9")
    assert sweep()["failed"] == 1
    monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{mails.port}")
    assert sweep()["notices"] == 1
    assert len(mails.mails) == 1


def test_a_refused_address_is_logged_without_it_and_holds_up_nobody_else(states, mails, monkeypatch, logged):
    member("ana", "admin"), member("biel", "admin")
    asks(states, roles=["admin"])
    send = smtp.LocalServer.send

    def refusing(mailer, mail):
        if mail.to == "ana@example.com":
            raise MailRefused("ana@example.com does not exist")
        send(mailer, mail)

    monkeypatch.setattr(smtp.LocalServer, "send", refusing)
    sweep()
    assert [to for to, _ in sent(mails)] == ["biel@example.com"]
    (told,) = [
        line["message"] for line in map(json.loads, logged.getvalue().splitlines()) if "refused" in line["message"]
    ]
    assert re.fullmatch(r"mail approval-[0-9a-f]{32} was refused", told)
