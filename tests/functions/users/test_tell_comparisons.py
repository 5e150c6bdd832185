"""The owners of an organisation are told once which of its workflows compare by order what may have none."""

import pytest
from bivelio_core.store import keys
from bivelio_core.store.writes import Key, Update

from tests.api import call
from tests.functions.users.team import deliver, send
from tests.operated import PASSWORD, operated
from tests.services import received, waiting
from tests.workflows.calls import QUICK

LOOSE = {**QUICK, "when": "input.amount > `500`"}
CAREFUL = {**QUICK, "when": "to_number(input.amount) > `500`"}


@pytest.fixture
def saved(team):
    """The ids of a workflow that is concerned and of a webhook; others are not."""
    caller = {"organisation": team.organisation}
    ids = []
    for name, step in (("Cobraments", LOOSE), ("Altres", CAREFUL), ("Antic", LOOSE)):
        ids.append(call("workflows.create", {"name": name, "steps": [step]}, caller=caller).data["id"])
    call("workflows.archive", {"id": ids[2]}, caller=caller)
    hook = {"url": "https://example.com/hook", "events": ["workflow.completed"]}
    call("webhooks.create", {**hook, "filter": "data.duration_ms > `100`"}, caller=caller)
    loose = call("webhooks.create", {**hook, "filter": "data.output.custom > `100`"}, caller=caller).data
    return ids[0], loose["webhook_id"]


def person(team, name, role):
    """The id and the address of a new person."""
    email = f"{name}@{team.organisation}.cat"
    return operated("create_user", organisation=team.organisation, email=email, password=PASSWORD, role=role)[
        "id"
    ], email


def tell(team):
    return operated("tell_comparisons", organisation=team.organisation)


def test_each_owner_is_told_once_in_their_own_language(team, saved, table):
    workflow, webhook = saved
    (_, owner), (second, other), (_, viewer) = (
        person(team, *who) for who in (("ona", "owner"), ("oriol", "owner"), ("vera", "viewer"))
    )
    table.update(keys.user(second), Update(set={"language": "en"}))
    answer = tell(team)
    assert [each["id"] for each in answer["workflows"]] == [workflow]
    assert [each["id"] for each in answer["webhooks"]] == [webhook]
    assert answer["told_at"]
    deliver()
    assert team.mailbox(viewer) == []
    (first,), (last,) = team.mailbox(owner), team.mailbox(other)
    assert "Revisa les comparacions" in first["Subject"]
    assert "Look at the comparisons" in last["Subject"]
    for mail in (first, last):
        text = mail.get_content()
        assert f"Cobraments ({workflow})" in text
        assert webhook in text
        assert "Altres" not in text
        assert "Antic" not in text
    assert tell(team) == answer
    assert waiting("account_mails") == []


def test_a_function_that_died_before_it_noted_so_sends_the_same_mails(team, saved, table):
    _, email = person(team, "ona", "owner")
    tell(team)
    for mark in table.query(f"{team.organisation}#live#ONCE"):
        if str(mark["target"]).startswith("20"):
            table.delete(Key(mark["PK"], mark["SK"]))
    tell(team)
    bodies = [body for body in received("account_mails") if body["subject"].startswith("usr_")]
    mine = [body for body in bodies if body["subject"] == bodies[0]["subject"]]
    assert len(mine) == 2
    assert mine[0] == mine[1]
    for body in mine:
        assert send(body) == []
    assert len({mail["Message-ID"] for mail in team.mailbox(email)}) == 1


def test_nobody_is_told_where_nothing_is_concerned(team):
    assert tell(team) == {"organisation": team.organisation, "workflows": [], "webhooks": [], "told_at": None}
    assert waiting("account_mails") == []
