"""The workflow "Expense approval by link": small ones pass, large ones are asked, the owner decides after two days."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock

from tests.api import call, load
from tests.workflows.calls import instance
from tests.workflows.links import browse, member

EXPENSE = {"employee": "Pau", "email": "pau@example.com", "reason": "Tren a Madrid"}


@pytest.fixture
def asking(shop, monkeypatch):
    """The platform writes to its users by the mailbox of the test."""
    monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
    monkeypatch.setenv("MAIL_SERVER", f"127.0.0.1:{shop.mails.port}")
    monkeypatch.setenv("INBOUND_URL", "https://api.example.com/v1")
    member("ana", "admin"), member("ona", "owner")
    shop.create("expense-approval-by-link")
    return shop


def days_later(days):
    """The sweeper comes by."""
    with clock.frozen(clock.now() + timedelta(days=days)):
        assert load("workers/sweep_workflows").handler({})["failed"] == 0


def token_of(mails, to):
    """The token in the newest mail to somebody."""
    read = [message_from_bytes(mail.content, policy=policy.default) for mail in mails]
    text = [mail.get_content() for mail in read if mail["To"] == to][-1]
    return re.findall(r"/inbound/approvals/(\S+)", text)[0]


@pytest.mark.parametrize("amount", [99.5, "99.5"])
def test_a_small_expense_needs_nobody(asking, amount):
    run = asking.run({**EXPENSE, "amount": amount})
    assert (run["status"], run["output"]) == ("completed", {"is_paid": True})
    assert [(to, subject) for to, subject, _ in asking.sent()] == [("pau@example.com", "Despesa aprovada")]


@pytest.mark.parametrize("amount", [None, "", "mil", "1.250,00"])
def test_an_amount_that_is_no_number_pays_nothing(asking, amount):
    run = asking.run({**EXPENSE, "amount": amount})
    assert (run["status"], run["failed_step"], run["error"]["code"]) == ("failed", "decision", "EXPRESSION_ERROR")
    assert asking.sent() == []


@pytest.mark.parametrize(("choice", "is_paid", "amount"), [("approve", True, 1250), ("reject", False, "1250")])
def test_a_large_one_is_decided_by_link_and_by_the_owner_after_two_days(asking, choice, is_paid, amount):
    given = {**EXPENSE, "amount": amount}
    started = call("workflows.execute", {"workflow_id": asking.workflow_id, "input": given}).data
    asking.states.run()
    days_later(0)
    assert [to for to, _, _ in asking.sent()] == ["ana@example.com"]
    days_later(1.01)
    days_later(2.01)
    days_later(2.02)
    assert {to for to, _, _ in asking.sent()[2:]} == {"ana@example.com", "ona@example.com"}
    token = token_of(asking.mails.mails, "ona@example.com")
    assert browse(token, {"decision": choice, "comment": "Vist"}).status == 403, "it is the administrator's until then"
    with clock.frozen(clock.now() + timedelta(days=2.03)):
        page = browse(token)
        assert "Pau: Tren a Madrid, 1.250,00" in page.html
        assert browse(token, {"decision": choice, "comment": "Vist"}).status == 200
        asking.states.run()
    run = instance(started["instance_id"])
    assert (run["status"], run["output"]) == ("completed", {"is_paid": is_paid})
    assert asking.sent()[-1] == (
        "pau@example.com",
        "Despesa aprovada" if is_paid else "Despesa rebutjada",
        "Tren a Madrid\nVist",
    )
