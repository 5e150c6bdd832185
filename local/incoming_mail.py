"""A mail that comes in at the local platform: written on the page ``/mail``, it arrives as Amazon SES would bring it.

SES puts each mail into a bucket, under two headers of its own; the bucket tells the queue, and the worker does the
rest. Here the page puts it there. Source: Amazon SES, "Receiving email", action "Deliver to S3 bucket".
"""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from functools import cache
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from local.deploy import client
from local.settings import STACK, Settings

BUCKET, FOLDER = "InboundMail", "mail/"
NEEDED = {"from": "who it is from", "arrives_at": "the address at which it arrives"}


class NotAMail(ValueError):
    """The form does not say enough, or its file is no mail; the text is for people."""


@dataclass(frozen=True)
class Arrived:
    """A mail as it was put into the bucket, and the address that it arrived at."""

    address: str
    content: bytes


class FormFile(NamedTuple):
    """A file of a form: the name of its field, its own, its type, what is in it."""

    field: str
    filename: str
    content_type: str
    content: bytes


def arrived(content_type: str, body: bytes) -> Arrived:
    """Return the mail that the form of the page describes. Raises NotAMail."""
    fields, files = _form(content_type, body)
    address = parseaddr(fields.get("arrives_at", ""))[1]
    if "@" not in address:
        raise NotAMail(f"The form does not say {NEEDED['arrives_at']}.")
    pasted = fields.get("source", "").strip().encode()
    sources = [file.content for file in files if file.field == "eml"] or ([pasted] if pasted else [])
    if not sources and not parseaddr(fields.get("from", ""))[1]:
        raise NotAMail(f"The form does not say {NEEDED['from']}.")
    content = sources[0] if sources else _written(fields, files).as_bytes()
    if not message_from_bytes(content, policy=policy.default)["From"]:
        raise NotAMail("The source has no header From: it is no mail.")
    return Arrived(address, _by_ses(address, content))


def putter(settings: Settings) -> Callable[[Arrived], None]:
    """Return what puts a mail into the bucket of the deployed stack."""
    asking = Lock()  # mails come in several threads, which need one client and one answer

    @cache
    def place() -> tuple[str, Any]:
        about = client("cloudformation", settings).describe_stack_resource(StackName=STACK, LogicalResourceId=BUCKET)
        return about["StackResourceDetail"]["PhysicalResourceId"], client("s3", settings)

    def put(mail: Arrived) -> None:
        with asking:
            bucket, s3 = place()
        s3.put_object(Bucket=bucket, Key=f"{FOLDER}{uuid4().hex}", Body=mail.content)

    return put


def _form(content_type: str, body: bytes) -> tuple[dict[str, str], list[FormFile]]:
    """Take a form apart (RFC 7578): its fields, and its files."""
    boundary = message_from_bytes(
        f"Content-Type: {content_type}\r\n".encode("latin-1"), policy=policy.HTTP
    ).get_boundary()
    fields, files = {}, []
    for piece in (b"\r\n" + body).split(f"\r\n--{boundary}".encode("latin-1"))[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        about = message_from_bytes(head.strip(), policy=policy.HTTP)
        name = str(about.get_param("name", "", "content-disposition"))
        if (filename := about.get_filename()) is None:
            fields[name] = content.decode("utf-8", "replace")
        elif content:
            files.append(FormFile(name, filename, about.get_content_type(), content))
    return fields, files


def _written(fields: dict[str, str], files: list[FormFile]) -> EmailMessage:
    mail = EmailMessage()
    try:
        mail["From"] = fields.get("from", "")
        mail["To"] = fields.get("to") or fields["arrives_at"]
        mail["Subject"] = fields.get("subject", "")
    except ValueError as error:  # a line break
        raise NotAMail("From, To and Subject are one line each.") from error
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = make_msgid(domain="local.example.com")
    mail.set_content(fields.get("text", ""))
    for file in (file for file in files if file.field == "attachments"):
        maintype, _, subtype = file.content_type.partition("/")
        if maintype == "message":  # it would be a mail inside the mail
            maintype, subtype = "application", "octet-stream"
        mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.filename)
    return mail


def _by_ses(address: str, content: bytes) -> bytes:
    """The mail under the headers that SES writes above it: for whom it was received, and that its checks passed."""
    at = format_datetime(localtime())
    own = (
        "Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass\r\n"
        "Received: from local.example.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id local\r\n"
        f" for {address};\r\n {at}\r\n"
    )
    return own.encode() + content.lstrip()
