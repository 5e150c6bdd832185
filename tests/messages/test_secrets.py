"""No secret of a connection is in a log line, an answer, an item, a queue or an event, whatever is done with it."""

import json

import pytest
from bivelio_core.events import catalogue
from bivelio_core.messages import told
from bivelio_core.messages.inbound import doors

from tests.api import ORGANISATION, call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.integrations.connected import BODIES, SECRETS, SMTP
from tests.functions.messages.world import TEMPLATE, failing, send, telegram, whatsapp, work_off, wrote
from tests.mail_server import MailServer
from tests.receiver import Reply
from tests.table_definition import stored_items


def everything(table) -> str:
    """Every item of the table, as text."""
    scanned = stored_items()
    assert len(scanned) > 10
    assert table is not None
    return str(scanned)


@pytest.mark.parametrize("reply", [None, failing(401, {"error": {"code": 190}}), failing(500), Reply(200, {}, b"{")])
def test_a_full_run_tells_no_secret(table, monkeypatch, logged, capsys, tmp_path, reply):
    doors.forget()
    answers = []
    with whatsapp(monkeypatch) as (meta, number), telegram(monkeypatch) as (bots, bot), MailServer(tmp_path) as mail:
        local = {**SMTP, "host": "127.0.0.1", "port": mail.port}
        answers.append(call("integrations.connect", {"provider": "smtp", "smtp": local}))  # its certificate is unknown
        answers.append(send(live=True, message=TEMPLATE))
        body = to_json(wrote("34612345678"))
        answers.append(arrive("whatsapp", body, connection=number, headers=signature(body)))
        work_off()
        answers.append(send(live=True))
        answers.append(send("telegram", "4242", live=True))
        if reply is not None:
            meta.answer = bots.answer = lambda _: reply
        answers.append(send(live=True))
        answers.append(send("telegram", "4242", live=True))
        for verb in ("test", "get", "disconnect"):
            answers += [call(f"integrations.{verb}", {"id": each}) for each in (number, bot)]
        answers.append(call("integrations.list"))
        answers.append(call("messages.list", {"per_page": 100}))
    told = f"{answers} {logged.getvalue()} {capsys.readouterr().out} {everything(table)}"
    assert ORGANISATION in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_events_of_messages_are_as_their_model_says_and_no_larger_than_events_may_be(table, monkeypatch):
    with whatsapp(monkeypatch):
        made = send(live=True, message=TEMPLATE).data
    (item,) = [each for each in _messages(table) if each["message_id"] == made["message_id"]]
    data = told.data_of(item)
    assert data.keys() <= catalogue.schema("message.sent")["properties"].keys()
    assert len(json.dumps(data)) < catalogue.MAXIMUM_DATA_BYTES


def _messages(table):
    place = table.query(f"{ORGANISATION}#live#MSGP")
    return [table.query(f"{ORGANISATION}#live#MSG#{each['contact']}", low=each["slot"])[0] for each in place]


def test_every_kind_of_account_has_its_secrets_among_those_that_are_looked_for():
    hidden = {"access_token", "app_secret", "verify_token", "bot_token", "password", "token"}
    parts = [part for body in BODIES.values() for part in body.values() if isinstance(part, dict)]
    assert {part[name] for part in parts for name in hidden & part.keys()} == set(SECRETS)
