"""What people typed is what the recipient reads: no text becomes another header, or another text."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from bivelio_core.providers.mail.mime import compose as compose_platform_mail
from bivelio_core.providers.mail.port import Mail
from bivelio_core.providers.messaging.email.mime import compose
from bivelio_core.providers.messaging.port import Account, Draft, Media
from hypothesis import given
from hypothesis import strategies as st

from tests.api import call
from tests.examples import examples
from tests.functions.integrations.connected import SMTP
from tests.mail_server import MailServer

HIDDEN = "=?utf-8?q?=0D=0ABcc:_x=40evil.example?="
TEXTS = [
    HIDDEN,
    f"Comanda {HIDDEN} nova",
    "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
    "2 =? 3",
    "Comanda Núria €",
    "Comanda " * 30 + "nova",
    "=?utf-8?q?" + "a" * 400,
    "",
]


def sent(subject: str, *, name: str = "Empresa, S.L.", file_name: str = "a.pdf") -> tuple[bytes, EmailMessage]:
    """A mail of an organisation as its bytes, and as a program reads it."""
    settings = {"from_address": "info@exemple.com", "from_name": name}
    media = Media(b"%PDF-1.7", "application/pdf", file_name)
    draft = Draft("msg_1", "maria@exemple.com", {"type": "text", "body": "Hola", "subject": subject}, media)
    content = compose(Account("smtp", settings, {}), draft)
    return content, message_from_bytes(content, policy=policy.default)


@pytest.mark.parametrize("text", TEXTS)
def test_a_subject_reads_as_it_was_typed(text):
    content, read = sent(text)
    assert (read["Subject"], read["Bcc"]) == (text, None)
    assert HIDDEN.encode() not in content
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 998
    platform = compose_platform_mail(Mail("approval-1", "ana@exemple.com", text, "Hola"), "bivelio@exemple.com")
    assert message_from_bytes(platform, policy=policy.default)["Subject"] == text


@pytest.mark.parametrize("text", [HIDDEN, "Núria =?utf-8?q?", "Núria, S.L."])
def test_names_of_senders_and_files_are_no_encoded_words(text):
    _, read = sent("Hola", name=text, file_name=text)
    (author,), (file,) = read["From"].addresses, read.iter_attachments()
    assert (author.display_name, author.addr_spec, read["Bcc"]) == (text.replace("=?", "__"), "info@exemple.com", None)
    assert file.get_filename() == text.replace("=?", "__")


def test_the_mails_that_one_answers_are_named_as_their_writers_did():
    thread = ("<1@exemple.com>", f"<{HIDDEN}>", "<2@exemple.com>", "<ú@exemple.com>")
    draft = Draft("msg_1", "maria@exemple.com", {"type": "text", "body": "Hola"}, None, thread=thread)
    content = compose(Account("smtp", {"from_address": "info@exemple.com"}, {}), draft)
    assert b"References: <1@exemple.com>\r\n <%s>\r\n <2@exemple.com>\r\n" % HIDDEN.encode() in content
    assert b"In-Reply-To: <2@exemple.com>\r\n" in content
    assert b"Bcc" not in content.replace(HIDDEN.encode(), b"")


@examples(60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300))
def test_any_subject_is_one_header(text):
    _, read = sent(text)
    assert read["Subject"].split() == text.split()
    assert read.keys() == sent("Hola")[1].keys()


@pytest.mark.usefixtures("table")
def test_such_a_mail_is_sent(tmp_path):
    with MailServer(tmp_path, tls="none") as server:
        about = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        call("integrations.connect", {"provider": "smtp", "smtp": about})
        message = {"type": "text", "body": "Hola", "subject": HIDDEN}
        assert call("messages.send", {"channel": "email", "to": "maria@exemple.com", "message": message}).status == 200
        (mail,) = server.mails
    assert message_from_bytes(mail.content, policy=policy.default)["Subject"] == HIDDEN
