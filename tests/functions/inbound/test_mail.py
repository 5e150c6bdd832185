"""Mail that SES received keeps its promises, from the file in the bucket to the message."""

import pytest
from bivelio_core import clients
from bivelio_core.integrations import places
from bivelio_core.integrations.places import Place

from tests.api import ORGANISATION, call
from tests.functions.inbound.mailbox import BUCKET, DOMAIN, connected
from tests.functions.messages.world import send, served, work

VERDICTS = "amazonses.com; spf=pass (spfCheck: ok) client-ip=192.0.2.1; dkim=pass header.i=@exemple.com; dmarc=none"
MAIL = """\
Authentication-Results: {verdicts}
Received: from mail.exemple.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x for {to};
 Tue, 07 Apr 2026 12:22:00 +0000 (UTC)
From: Maria Garcia <maria@exemple.com>
To: {shown}
Subject: =?utf-8?q?Re=3A_Comanda_N=C3=BAria?=
Date: Tue, 07 Apr 2026 14:22:00 +0200
Message-ID: <answer-1@exemple.com>
{more}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Perfecte, gràcies!
--part
Content-Type: application/pdf; name="oferta.pdf"
Content-Disposition: attachment; filename="oferta.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjcKJSVFT0YK
--part--
"""


@pytest.fixture
def mailbox(table, monkeypatch, tmp_path):
    """A connected mailbox, and the bucket of SES."""
    with connected(monkeypatch, tmp_path) as (_, connection):
        yield connection


def receive(to: str, *, shown: str = "", more: str = "", verdicts: str = VERDICTS, content: bytes = b"") -> None:
    """SES puts a mail into the bucket, and S3 tells the queue."""
    body = content or MAIL.format(to=to, shown=shown or to, more=more, verdicts=verdicts).encode()
    clients.client("s3").put_object(Bucket=BUCKET, Key="mail/a b+c", Body=body)
    record = {"s3": {"bucket": {"name": BUCKET}, "object": {"key": "mail/a+b%2Bc"}}}
    served("receive_mail", [{"Records": [record]}])
    work("receive_mail", "inbound_mails")


def messages(**asked):
    return call("messages.list", asked).data["messages"]


def test_an_answer_joins_its_thread_with_its_files_and_verdicts(mailbox):
    sent = send("email", "maria@exemple.com", live=True, message={"body": "Hola", "subject": "Comanda"}).data
    receive(mailbox["inbound_address"], more=f"In-Reply-To: {sent['email_message_id']}\n")
    (_, answer) = messages()
    assert (answer["contact_id"], answer["reply_to"]) == (sent["contact_id"], sent["message_id"])
    assert answer["message"] == {"type": "text", "body": "Perfecte, gràcies!", "subject": "Re: Comanda Núria"}
    assert answer["verdicts"] == {"spf": "pass", "dkim": "pass", "dmarc": "none"}
    assert answer["sent_at"] == "2026-04-07T12:22:00Z"
    (file,) = answer["attachments"]
    document = call("documents.get", {"document_id": file["document_id"]}).data
    assert (document["filename"], document["mime_type"]) == ("oferta.pdf", "application/pdf")
    assert "automatic" not in answer


def test_an_answer_is_cut_from_its_history_and_a_stop_in_it_is_one(mailbox):
    sent = send("email", "maria@exemple.com", live=True, message={"body": "Hola", "subject": "Comanda"}).data
    history = "BAIXA\n\nEl dt., 7 abr. 2026 a les 14:00, Empresa <info@empresaabc.com> va escriure:\n> Hola"
    more = f"In-Reply-To: {sent['email_message_id']}\n"
    mail = MAIL.format(to=mailbox["inbound_address"], shown="x@y.cat", more=more, verdicts=VERDICTS)
    receive("", content=mail.replace("Perfecte, gràcies!", history).encode())
    message = next(each for each in messages() if each["direction"] == "inbound")
    assert (message["message"]["reply"], message["message"]["body"]) == ("BAIXA", history)
    stopped = call("messages.suppressions_list", {"channel": "email"}).data["suppressions"]
    assert [(each["address"], each["reason"]) for each in stopped] == [("maria@exemple.com", "stopped")]


def test_the_same_mail_is_stored_once_also_when_it_was_forwarded(mailbox):
    for _ in range(2):
        receive(mailbox["inbound_address"], shown="info@empresaabc.com")
    assert len(messages()) == 1


def test_only_the_verdicts_that_ses_wrote_count(mailbox):
    forged = "other.example; spf=pass\nAuthentication-Results: amazonses.com; spf=pass; dkim=pass"
    receive(mailbox["inbound_address"], verdicts=forged)
    (message,) = messages()
    assert "verdicts" not in message


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "List-Id: <a.b>\n"])
def test_what_a_machine_wrote_is_marked(mailbox, header):
    receive(mailbox["inbound_address"], more=header)
    (message,) = messages()
    assert message["automatic"] is True


def test_a_bounce_makes_the_message_failed_and_is_no_message(mailbox):
    sent = send("email", "ningu@exemple.com", live=True).data
    bounce = f"""From: mailer-daemon@exemple.com
To: {mailbox["inbound_address"]}
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: message/delivery-status

Final-Recipient: rfc822; ningu@exemple.com
Action: failed
Status: 5.1.1
--part
Content-Type: text/rfc822-headers

Message-ID: {sent["email_message_id"]}
--part--
"""
    receive("", content=bounce.encode())
    (message,) = messages()
    assert (message["status"], message["error"]["reason"]) == ("failed", "recipient_unreachable")


@pytest.mark.parametrize("to", ["info@in.bivelio.com", "cn_1.org_2@other.example", f"cn_none1.{ORGANISATION}@{DOMAIN}"])
def test_mail_for_no_connection_is_refused_with_a_reason(mailbox, to):
    receive(to)
    assert messages() == []


def test_the_longest_texts_fit_into_an_item(mailbox):
    for letter in ("a", "€", "😀"):
        text = f"<p>{letter * 60_000}</p>"
        more = "".join(f"References: <{number}{'x' * 800}@exemple.com>\n" for number in range(30))
        mail = MAIL.format(to=mailbox["inbound_address"], shown="x@y.cat", more=more, verdicts=VERDICTS)
        plain = "Content-Type: text/plain; charset=utf-8\n\n"
        both = f"{plain}{text}\n--part\n{plain.replace('plain', 'html')}{text}"
        mail = mail.replace(f"{plain}Perfecte, gràcies!", both)
        receive("", content=mail.replace("answer-1", f"long-{ord(letter)}").encode())
    assert [message["truncated"] for message in messages()] == [True, True, True]
    assert [len(message["message"]["body"]) for message in messages()] == [50_000, 50_000, 37_502]


def test_the_test_event_of_s3_is_none(mailbox):
    served("receive_mail", [{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}])


def test_an_address_names_its_connection_whatever_its_case(monkeypatch):
    monkeypatch.setenv("INBOUND_DOMAIN", DOMAIN)
    place = Place(ORGANISATION, "live", "cn_0123456789abcdef")
    address = places.inbound_address(place, "smtp")
    assert address is not None
    assert places.of_address(address.upper()) == place
    assert len(address.partition("@")[0]) <= 64
