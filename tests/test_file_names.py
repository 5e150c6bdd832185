"""The name of a file says what the file is: nobody turns its text around, whichever way the file comes."""

import base64

import pytest
from bivelio_core import file_names
from bivelio_core.documents import received
from bivelio_core.store.effect_marker import LastingKey

from tests.api import call
from tests.functions.inbound.mailbox import connected
from tests.functions.inbound.test_mail import MAIL, VERDICTS, receive
from tests.functions.messages.world import comes_in, store_of, whatsapp, wrote

TURNED = "\u202etxt.exe.pdf"
DIRECTIONS = [chr(each) for each in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
PDF = base64.b64encode(b"%PDF-1.7\n%EOF\n").decode()


@pytest.mark.parametrize("mark", DIRECTIONS)
def test_what_turns_the_direction_is_taken_out(mark):
    assert file_names.cleaned(f"{mark}txt{mark}.pdf") == "txt.pdf"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("oferta núria.pdf", "oferta núria.pdf"),
        ("../../etc/passwd", "....etcpasswd"),
        ('a"b\\c\r\n.pdf', "abc.pdf"),
        ("\ud800.pdf", ".pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
        (" \u202e ", ""),
    ],
)
def test_names_are_cleaned_and_keep_their_extension(name, cleaned):
    assert file_names.cleaned(name) == cleaned


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("operation", "data", "field"),
    [
        ("documents.upload", {"content_base64": PDF}, "filename"),
        ("documents.upload_url", {"sha256": "0" * 64, "size_bytes": 14}, "filename"),
        (
            "messages.send",
            {
                "channel": "email",
                "to": "a@exemple.com",
                "message": {"type": "document", "url": "https://example.com/a"},
            },
            "message.filename",
        ),
    ],
)
def test_a_request_that_names_such_a_file_is_refused(operation, data, field):
    named = {"message": {**data["message"], "filename": TURNED}} if "message" in data else {"filename": TURNED}
    answer = call(operation, {**data, **named})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert answer.error["details"]["constraint"] == "direction_characters"


def test_the_file_of_a_mail_is_kept_under_its_cleaned_name(table, monkeypatch, tmp_path):
    with connected(monkeypatch, tmp_path) as (_, connection):
        to = connection["inbound_address"]
        mail = MAIL.format(to=to, shown=to, more="", verdicts=VERDICTS).replace("oferta.pdf", TURNED)
        receive(to, content=mail.encode())
    (message,) = call("messages.list").data["messages"]
    assert [file["filename"] for file in message["attachments"]] == ["txt.exe.pdf"]
    named = call("documents.get", {"document_id": message["attachments"][0]["document_id"]}).data["filename"]
    assert named == "txt.exe.pdf"


def test_the_file_of_a_message_is_shown_under_its_cleaned_name(table, monkeypatch):
    document = wrote("34699000111")
    (message,) = document["entry"][0]["changes"][0]["value"]["messages"]
    del message["text"]
    message |= {"type": "document", "document": {"id": "1", "mime_type": "application/pdf", "filename": TURNED}}
    with whatsapp(monkeypatch) as (_, number):
        assert comes_in(table, number, "whatsapp", document) == []
    (shown,) = call("messages.list").data["messages"]
    assert shown["message"]["filename"] == shown["attachments"][0]["filename"] == "txt.exe.pdf"


def test_a_file_that_a_workflow_keeps_has_a_cleaned_name(table):
    kept = received.keep(store_of(table), TURNED, b"%PDF-1.7\n%EOF\n", LastingKey("key"))
    assert call("documents.get", {"document_id": kept}).data["filename"] == "txt.exe.pdf"
