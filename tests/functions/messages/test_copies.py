"""Copies and files of mails, on a real mail server: who gets what, and who sees whom."""

import base64
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core.providers.messaging.email import mime
from bivelio_core.providers.messaging.port import Account, Draft

from tests.api import call
from tests.functions.inbound.mailbox import connected
from tests.functions.messages.world import SANDBOX, get, send, work_off

pytestmark = pytest.mark.usefixtures("table")
SAID = {"type": "text", "subject": "L'oferta", "body": "Te l'adjunto."}
COPIES = {"cc": ["joan@exemple.com", "MARIA@exemple.com", "joan@exemple.com"], "bcc": ["gestoria@exemple.com"]}
TO = "maria@exemple.com"


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A connected mail server."""
    with connected(monkeypatch, tmp_path) as (made, _):
        yield made


def suppress(address, reason):
    """Have nothing, or no advertising, go to an address."""
    assert call("messages.suppressions_add", {"channel": "email", "address": address, "reason": reason}).status == 200


def test_each_address_gets_the_mail_once_and_nobody_sees_a_hidden_copy(server):
    answer = send("email", TO, live=True, message={**SAID, **COPIES})
    assert (answer.status, "left_out" in answer.data) == (200, False)
    (mail,) = server.mails
    assert mail.recipients == (TO, "joan@exemple.com", "gestoria@exemple.com")
    assert b"gestoria" not in mail.content
    assert message_from_bytes(mail.content, policy=policy.default)["Cc"] == "joan@exemple.com"
    shown = get(answer.data["message_id"], live=True)["message"]
    assert (shown["cc"], shown["bcc"]) == (["joan@exemple.com"], ["gestoria@exemple.com"])


def test_gmail_is_told_the_hidden_copies_which_it_takes_out():
    draft = Draft("msg_1", TO, {**SAID, "bcc": ["gestoria@exemple.com"]})
    account = Account("gmail", {"from_address": "info@exemple.com"})
    told = message_from_bytes(mime.compose(account, draft, shows_bcc=True), policy=policy.default)
    assert told["Bcc"] == "gestoria@exemple.com"


def test_a_suppressed_copy_is_left_out_and_told(server):
    suppress("joan@exemple.com", "bounced")
    suppress("gestoria@exemple.com", "stopped")
    answer = send("email", TO, live=True, message={**SAID, **COPIES})
    assert answer.data["left_out"] == [{"address": "joan@exemple.com", "reason": "bounced"}]
    assert server.mails[0].recipients == (TO, "gestoria@exemple.com"), "who stopped advertising gets what is none"
    assert "cc" not in get(answer.data["message_id"], live=True)["message"]


def test_a_copy_that_is_suppressed_while_the_mail_waits_is_left_out_too(server):
    server.answer = lambda _: "451 try again later"
    assert send("email", TO, live=True, message={**SAID, **COPIES}).status == 202
    server.answer = lambda _: "250 accepted"
    server.mails.clear()
    suppress("joan@exemple.com", "complained")
    work_off(timedelta(seconds=30))
    assert [mail.recipients for mail in server.mails] == [(TO, "gestoria@exemple.com")]


def test_advertising_takes_no_copies_and_an_address_that_is_none_is_named():
    refused = send("email", TO, message={**SAID, "cc": ["joan@exemple.com"]}, purpose="marketing")
    assert refused.error["details"]["errors"][0]["field"] == "message.cc"
    wrong = send("email", TO, message={**SAID, "bcc": ["a@exemple.com", "no address"]})
    assert wrong.error["details"]["errors"][0]["field"] == "message.bcc[1]"
    assert send("whatsapp", message={"type": "text", "body": "Hola", "cc": ["a@exemple.com"]}).status == 400
    many = send("email", TO, message={**SAID, "cc": [f"a{n}@exemple.com" for n in range(21)]})
    assert many.error["details"]["errors"][0]["constraint"] == "max_items"


def test_files_go_with_the_text(server):
    content = base64.b64encode(b"%PDF-1.7\n%%EOF").decode()
    document = call("documents.upload", {"filename": "oferta.pdf", "content_base64": content}).data["document_id"]
    files = [{"document_id": document}, {"document_id": document, "filename": "condicions.pdf"}]
    assert send("email", TO, live=True, message={**SAID, "html": "<p>Te l'adjunto.</p>", "files": files}).status == 200
    mail = message_from_bytes(server.mails[0].content, policy=policy.default)
    assert [each.get_filename() for each in mail.iter_attachments()] == ["oferta.pdf", "condicions.pdf"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Te l'adjunto."


def test_files_are_refused_by_their_place_where_they_are_not_there_or_too_large_together():
    missing = send("email", TO, message={**SAID, "files": [{"document_id": "doc_none"}]})
    assert missing.error["details"]["errors"][0]["field"] == "message.files[0].document_id"
    neither = send("email", TO, message={**SAID, "files": [{"filename": "a.pdf"}]})
    assert neither.error["details"]["errors"][0]["field"] == "message.files[0].url"
    content = base64.b64encode(b"%PDF-1.7\n" + b"x" * 2_000_000).decode()
    upload = {"filename": "gran.pdf", "content_base64": content}
    document = call("documents.upload", upload, caller=SANDBOX).data["document_id"]
    both = send("email", TO, message={**SAID, "files": [{"document_id": document}] * 6})
    (error,) = both.error["details"]["errors"]
    assert (error["field"], error["constraint"]) == ("message.files[5].document_id", "max_bytes")
