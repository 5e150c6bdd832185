"""A workflow answers no mail that a machine wrote: the answer is kept as failed, with its reason; the run goes on."""

import pytest
from bivelio_core.store.connect import table as the_table

from tests.api import call
from tests.functions.integrations.connected import SMTP
from tests.functions.messages.world import comes_in, store_of
from tests.mail_server import MailServer
from tests.messages.world import stored
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.stream import Stream, instances

ANSWER = {
    "id": "answer",
    "type": "message.send",
    "input": {
        "channel": "email",
        "contact_id": "{{ trigger.data.contact_id }}",
        "body": "Gràcies, et respondrem aviat.",
    },
}
AFTER = {"id": "after", "type": "set", "input": {"told": "{{ steps.answer.output.status }}"}}
RECEIVED = {"trigger_type": "event", "trigger": {"event": "message.received"}}
MACHINES = {
    "an absence note": "Auto-Submitted: auto-replied",
    "a form": "Auto-Submitted: auto-generated; owner=x",
    "a newsletter": "Precedence: bulk",
    "Exchange": "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    "no return path": "Return-Path: <>",
    "a list": "List-Id: <clients.exemple.com>",
}
PEOPLE = {
    "nothing": "X-Mailer: x",
    "a person, as it says": "Auto-Submitted: no",
    "no receipts": "X-Auto-Response-Suppress: DR, RN",
    "a return path": "Return-Path: <maria@exemple.com>",
}


@pytest.fixture
def mailbox(states, tmp_path):
    """A connected mailbox, its server, and what comes in for it."""
    with MailServer(tmp_path, tls="none") as server:
        account = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        connection = call("integrations.connect", {"provider": "smtp", "smtp": account}).data["id"]

        def receive(header: str) -> str:
            lines = [header, "From: Maria <maria@exemple.com>", "To: info@exemple.com", "Subject: Hola", "", "Hola"]
            assert comes_in(the_table(), connection, "email", "\r\n".join(lines).encode()) == []
            kept = stored(store_of(the_table()))[-1]
            Stream((f"MSG#{kept['contact']}",)).publish()
            states.run()
            return str(kept["message_id"])

        yield server, receive


@pytest.mark.parametrize("header", MACHINES.values(), ids=MACHINES.keys())
def test_no_workflow_answers_what_a_machine_wrote(mailbox, header):
    server, receive = mailbox
    identifier = workflow(ANSWER, AFTER, **RECEIVED)
    receive(header)
    (run,) = instances(identifier)
    assert (run["status"], run["output"], server.mails) == ("completed", {"told": "failed"}, [])
    came, answer = call("messages.list").data["messages"]
    assert came["automatic"] is True
    assert (answer["status"], answer["error"]) == ("failed", {"reason": "automatic_sender"})


@pytest.mark.parametrize("header", PEOPLE.values(), ids=PEOPLE.keys())
def test_what_a_person_wrote_is_answered_and_the_answer_says_that_it_is_automatic(mailbox, header):
    server, receive = mailbox
    identifier = workflow(ANSWER, AFTER, **RECEIVED)
    receive(header)
    assert instances(identifier)[0]["output"] == {"told": "sent"}
    (mail,) = server.mails
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in mail.content
    assert "automatic" not in call("messages.list").data["messages"][0]


def test_a_run_that_names_a_machines_mail_does_not_answer_it(mailbox, states):
    server, receive = mailbox
    named = receive(MACHINES["an absence note"])
    step = {"channel": "email", "to": "maria@exemple.com", "body": "Gràcies.", "reply_to": "{{ input.named }}"}
    started = execute(workflow({"id": "answer", "type": "message.send", "input": step}), {"named": named})
    states.run()
    assert (instance(started["instance_id"])["status"], server.mails) == ("completed", [])
    assert call("messages.list").data["messages"][-1]["error"]["reason"] == "automatic_sender"


def test_others_may_be_told_of_it_and_a_person_may_answer_it(mailbox):
    server, receive = mailbox
    tell = {"channel": "email", "to": "responsable@exemple.com", "body": "Ha arribat un correu automàtic."}
    identifier = workflow({"id": "tell", "type": "message.send", "input": tell}, **RECEIVED)
    named = receive(MACHINES["an absence note"])
    assert (instances(identifier)[0]["status"], len(server.mails)) == ("completed", 1)
    about = {"channel": "email", "to": "maria@exemple.com", "body": "D'acord.", "reply_to": named}
    assert call("messages.send", about).data["status"] == "sent"
    assert b"Auto-Submitted" not in server.mails[-1].content
