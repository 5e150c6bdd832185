"""A mail that is written on /mail is put where SES would put it; a form that says too little is not."""

from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest
from botocore.exceptions import EndpointConnectionError

from local.incoming_mail import Arrived, NotAMail
from local.mailbox import KEPT, Mailbox
from tests.local.test_wrong_prefix import ask

ADDRESS = "cn_abcdef.org_abcdef@in.example.com"
FIELDS = {
    "arrives_at": ADDRESS,
    "from": "Maria <maria@example.com>",
    "to": "info@demo.example.com",
    "subject": "Comanda Núria",
    "text": "Bon dia, Núria",
}
EML = (
    b"From: joan@example.com\r\nTo: info@example.com\r\nSubject: Hola\r\nMessage-ID: <1@example.com>\r\n\r\nBon dia\r\n"
)


def form(fields, *files):
    """A form as browsers send it; a file is its field, name, type and content."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, filename, kind, content in files:
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return "multipart/form-data; boundary=b", b"".join(parts) + b"--b--\r\n"


def taken(fields, *files):
    """The mail that a form makes arrive, and the page."""
    put: list[Arrived] = []
    mails = Mailbox(put.append)
    notice = mails.take(*form(fields, *files))
    (mail,) = put
    return mail, message_from_bytes(mail.content, policy=policy.default), mails.page(notice)


def test_a_written_mail_has_what_the_form_says_and_the_headers_of_ses():
    file = ("attachments", "factura.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff")
    mail, read, page = taken(FIELDS, file, ("eml", "", "application/octet-stream", b""))
    assert mail.address == ADDRESS
    assert (read["From"], read["To"], read["Subject"]) == (FIELDS["from"], FIELDS["to"], "Comanda Núria")
    assert read["Authentication-Results"].startswith("amazonses.com; spf=pass")
    assert f"for {ADDRESS};" in " ".join(str(read["Received"]).split())
    assert read.get_body(("plain",)).get_content().strip() == "Bon dia, Núria"
    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("factura.pdf", b"%PDF-1.7\n\x00\xff")
    assert f"The mail has arrived at {ADDRESS}" in page
    assert page.count("A mail that came in") == 1


@pytest.mark.parametrize("by", ["file", "source"])
def test_a_whole_mail_arrives_as_it_is(by):
    eml = [("eml", "mail.eml", "message/rfc822", EML)] if by == "file" else []
    mail, read, _ = taken({"arrives_at": ADDRESS, "source": EML.decode() if by == "source" else ""}, *eml)
    assert mail.content.endswith(EML.strip() if by == "source" else EML)
    assert (read["Message-ID"], read["Subject"]) == ("<1@example.com>", "Hola")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"arrives_at": ""}, "the address at which it arrives"),
        ({"from": ""}, "who it is from"),
        ({"subject": "a\nBcc: all@example.com"}, "one line"),
        ({"source": "Hello"}, "no header From"),
    ],
)
def test_a_form_that_says_too_little_is_refused_in_words(changed, reason):
    mails = Mailbox(lambda _: pytest.fail("it was put"))
    with pytest.raises(NotAMail, match=reason):
        mails.take(*form({**FIELDS, **changed}))
    assert "A mail that came in" not in mails.page()


def test_without_a_platform_nothing_arrives():
    with pytest.raises(NotAMail, match="No platform"):
        Mailbox().take(*form(FIELDS))


def test_a_bucket_that_does_not_answer_is_said_on_the_page_and_the_mail_has_not_arrived():
    def put(_mail: Arrived) -> None:
        raise EndpointConnectionError(endpoint_url="http://localhost:4566")

    kind, body = form(FIELDS)
    status, _, page = ask("/mail", mails=Mailbox(put), content=body, Content_Type=kind)
    assert status == 503
    assert b"could not be put where it arrives: Could not connect" in page
    assert b"A mail that came in" not in page


def test_the_page_is_read_while_mails_come_in():
    mails = Mailbox(lambda _mail: None)
    for _ in range(20):
        mails.take(*form(FIELDS))

    def come() -> None:
        for _ in range(40):
            mails.take(*form(FIELDS))

    with ThreadPoolExecutor(16) as threads:
        coming = [threads.submit(come) for _ in range(16)]
        pages = [mails.page()]
        while not all(each.done() for each in coming):
            pages.append(mails.page())
    assert all(each.result() is None for each in coming)
    assert mails.page().count("A mail that came in") == KEPT
