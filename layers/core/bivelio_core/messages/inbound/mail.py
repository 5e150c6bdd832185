"""Reads a mail as it was received: RFC 5322 and MIME by the standard library, however broken it is.

SES puts its verdicts on top of what it was given, so only the topmost of those headers counts: a sender can write any
other one.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.reach import Address

from .incoming import LONGEST_TEXT, Attachment, Incoming, StatusUpdate, Unreadable, text

MAXIMUM_ATTACHMENTS = 50
MAXIMUM_PARTS = 200
TOO_DEEP = "its headers are nested too deeply"
MAXIMUM_CALENDARS = 3
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
LONGEST_THREAD = 20
VERIFIER = "amazonses.com"
VERDICTS = ("spf", "dkim", "dmarc")
FIRST_YEAR, LAST_YEAR = 1970, 9998
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
VOUCHING = (
    re.compile(r"\bdkim=pass\b[^;]*?\bheader\.[id]=([^\s;]{1,300})", re.IGNORECASE),
    re.compile(r"\bspf=pass\b[^;]*;(?:\s*client-ip=[^;]*;)?\s*envelope-from=([^\s;]{1,300})", re.IGNORECASE),
)
"""The domains that a signature, or the SPF record of the envelope's sender, stands for."""
_TAG = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_RECEIVED_FOR = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)

Parsed = EmailMessage


def parsed(content: bytes) -> Parsed:
    """The mail. Raises Unreadable for what is none."""
    if not content.strip():
        raise Unreadable("it is empty")
    try:
        mail = message_from_bytes(content, policy=policy.default)
    except RecursionError as error:
        raise Unreadable(TOO_DEEP) from error
    if not isinstance(mail, EmailMessage) or not mail.keys():
        raise Unreadable("it has no headers")
    return mail


def recipients(mail: Parsed) -> list[str]:
    """The addresses that a mail was received for, the surest first."""
    found = [match for line in _headers(mail, "Received") for match in _RECEIVED_FOR.findall(line)]
    for name in ("Delivered-To", "X-Original-To", "To", "Cc"):
        found += [address for _, address in _addresses(mail, name)]
    return list(dict.fromkeys(found))


def read(mail: Parsed, content: bytes, to: str) -> Incoming | StatusUpdate:
    """The message of a mail, or what a bounce says of one of ours. Raises Unreadable."""
    try:
        return _read(mail, content, to)
    except RecursionError as error:
        raise Unreadable(TOO_DEEP) from error


def _read(mail: Parsed, content: bytes, to: str) -> Incoming | StatusUpdate:
    if bounced := _bounce(mail):
        return bounced
    sender = next(((name, address) for name, address in _addresses(mail, "From") if "@" in address), None)
    if sender is None:
        raise Unreadable("it has no sender")
    name, address = sender
    body, html, is_truncated = _bodies(mail)
    thread = _thread(mail)
    subject = _header(mail, "Subject", 500)
    return Incoming(
        channel="email",
        provider_id=_first_id(_header(mail, "Message-ID", 1_000)) or f"sha256:{hashlib.sha256(content).hexdigest()}",
        addresses=[Address("email", address)],
        name=name or address,
        sender=address,
        to=to,
        content={
            "type": "text",
            "body": body,
            **({"subject": subject} if subject else {}),
            **({"html": html} if html else {}),
        },
        sent_at=_date(mail),
        reply_to=thread[-1] if thread else None,
        thread=thread,
        attachments=tuple(_attachments(mail)),
        verdicts=_verdicts(mail),
        calendars=tuple(_calendars(mail)),
        is_verified=_is_verified(mail, address),
        is_automatic=_is_automatic(mail),
        is_truncated=is_truncated,
    )


def _bodies(mail: Parsed) -> tuple[str, str, bool]:
    """The text, the HTML, and whether one of them is longer than what is kept."""
    plain = "\n".join(_text_of(part) for part in _leaves(mail) if _is_text(part, "plain"))
    html = "\n".join(_text_of(part) for part in _leaves(mail) if _is_text(part, "html"))
    shown = plain if plain.strip() else _without_tags(html)
    return text(shown), text(html), max(len(shown), len(html)) > LONGEST_TEXT


def _leaves(mail: Parsed) -> Iterator[EmailMessage]:
    """The parts that have content of their own; not those of a mail that is attached."""
    pending: list[Any] = [mail]
    for _ in range(MAXIMUM_PARTS):
        if not pending:
            return
        part = pending.pop(0)
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            yield part
        else:
            pending = [*part.get_payload(), *pending]


def _is_text(part: EmailMessage, kind: str) -> bool:
    is_attached = (part.get_content_disposition() or "") == "attachment" or bool(_file_name(part))
    return part.get_content_type() == f"text/{kind}" and not is_attached


def _text_of(part: EmailMessage) -> str:
    """The text of a part, in whatever encoding it claims, or has."""
    payload = _bytes_of(part)
    for charset in (part.get_content_charset() or "", "utf-8", "latin-1"):
        try:
            return payload.decode(charset)
        except (LookupError, ValueError):
            continue
    return ""


def _bytes_of(part: EmailMessage) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):  # of the library, for broken encodings
        payload = None
    if isinstance(payload, bytes):
        return payload
    whole = part.get_payload()
    if isinstance(whole, list):
        return b"".join(bytes(each) for each in whole if isinstance(each, EmailMessage))
    return str(whole or "").encode("utf-8", "surrogateescape")


def _attachments(mail: Parsed) -> Iterator[Attachment]:
    """The files, at most so many."""
    count = 0
    for part in _leaves(mail):
        if part is mail or _is_text(part, "plain") or _is_text(part, "html"):
            continue
        if count >= MAXIMUM_ATTACHMENTS:
            return
        try:
            content = _bytes_of(part)
        except (ValueError, LookupError, TypeError, AttributeError):  # an attached mail that cannot be written again
            continue
        if content:
            count += 1
            yield Attachment(_file_name(part) or f"attachment-{count}", part.get_content_type(), content)


def _calendars(mail: Parsed) -> list[bytes]:
    """The iCalendar objects, beside the text or attached, in UTF-8."""
    found = [
        part
        for part in _leaves(mail)
        if part.get_content_type() in CALENDAR_TYPES or _file_name(part).lower().endswith(".ics")
    ]
    return [_text_of(part).encode("utf-8", "replace") for part in found[:MAXIMUM_CALENDARS]]


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):  # of the library
        return ""
    shown = "".join(each for each in text(str(name), 400) if each.isprintable() and each not in '/\\"')
    return shown.strip()[:200]


def _without_tags(html: str) -> str:
    import html as entities  # noqa: PLC0415 - few mails have no text

    return entities.unescape(_TAG.sub(" ", html[: 4 * LONGEST_TEXT])).strip()


def _thread(mail: Parsed) -> list[str]:
    """The Message-IDs of the mails before, the oldest first."""
    references = _MESSAGE_ID.findall(_header(mail, "References", 20_000))
    answered = _MESSAGE_ID.findall(_header(mail, "In-Reply-To", 2_000))
    return list(dict.fromkeys([*references, *answered[:1]]))[-LONGEST_THREAD:]


def _verdicts(mail: Parsed) -> dict[str, str]:
    """What SES found out about the sender, if it did."""
    top = _authentication(mail)
    return {
        name: found[1].lower()
        for name in VERDICTS
        if (found := re.search(rf"\b{name}=([a-z]{{1,20}})", top, re.IGNORECASE))
    }


def _is_verified(mail: Parsed, sender: str) -> bool:
    """Whether the sender's own domain has vouched for the mail: by DMARC, else by a signature or its SPF record."""
    verdicts, top = _verdicts(mail), _authentication(mail)
    if verdicts.get("dmarc") in ("pass", "fail"):
        return verdicts["dmarc"] == "pass"
    domain = sender.rpartition("@")[2].lower()
    vouching = [found.rpartition("@")[2].lower() for result in VOUCHING for found in result.findall(top)]
    return any("." in each and (domain == each or domain.endswith(f".{each}")) for each in vouching)


def _authentication(mail: Parsed) -> str:
    """What SES wrote about the sender; "" for another server's words, and where the sender's own could be among them.

    An envelope address in quotes may hold anything, also what looks like a verdict.
    """
    top = next(iter(_headers(mail, "Authentication-Results")), "")
    return top if top.strip().lower().startswith(VERIFIER) and '"' not in top else ""


def _is_automatic(mail: Parsed) -> bool:
    """Whether a machine wrote it or wants no answer of one (RFC 3834, sections 2 and 5; Exchange's own header).

    SES puts the return path on top: an empty one is that of delivery reports and of what other machines answer.
    """
    submitted = _header(mail, "Auto-Submitted", 100).partition(";")[0].strip().lower()
    precedence = _header(mail, "Precedence", 100).strip().lower()
    unwanted = {each.strip().lower() for each in _header(mail, "X-Auto-Response-Suppress", 200).split(",")}
    return (
        submitted not in ("", "no")
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or bool(unwanted & {"all", "oof", "autoreply"})
        or _header(mail, "Return-Path", 300) == "<>"
        or "List-Id" in mail
    )


def _bounce(mail: Parsed) -> StatusUpdate | None:
    """A delivery status notification (RFC 3464). Raises Unreadable for one that is about no mail that it names."""
    kind = mail.get_content_type()
    if kind != "multipart/report" or "delivery-status" not in _header(mail, "Content-Type", 1_000).lower():
        return None
    reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    told = "\n".join(str(part) for part in reports)
    named = _original(mail)
    if not named or not re.search(r"^Action:\s*failed", told, re.IGNORECASE | re.MULTILINE):
        raise Unreadable("it is a delivery report about no message that it names")
    code = re.search(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", told, re.IGNORECASE | re.MULTILINE)
    error = {"reason": "recipient_unreachable", **({"text": code[1]} if code else {})}
    return StatusUpdate("email", named, "failed", _date(mail), error=error)


def _original(mail: Parsed) -> str:
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", str(part), re.IGNORECASE | re.MULTILINE)
            if found and (part.get_content_type() == "text/rfc822-headers" or part is not mail):
                return found[1]
    return _first_id(_header(mail, "In-Reply-To", 2_000))


def _first_id(value: str) -> str:
    found = _MESSAGE_ID.search(value)
    return found[0] if found else ""


def _date(mail: Parsed) -> str:
    try:
        date = parsedate_to_datetime(_header(mail, "Date", 200))
    except (ValueError, TypeError, OverflowError, IndexError):
        return clock.timestamp()
    if not FIRST_YEAR < date.year <= LAST_YEAR:
        return clock.timestamp()
    return clock.timestamp(date.astimezone(clock.now().tzinfo))


def _addresses(mail: Parsed, name: str) -> list[tuple[str, str]]:
    found = getaddresses([line[:5_000] for line in _headers(mail, name)])
    return [(text(shown, 200).strip(), text(address, 254).strip()) for shown, address in found if "@" in address]


def _header(mail: Parsed, name: str, longest: int) -> str:
    return text(next(iter(_headers(mail, name)), ""), longest).strip()


def _headers(mail: Parsed, name: str) -> list[str]:
    """The values of a header as texts; those that the library cannot read are taken as they are written."""
    try:
        values: Iterable[Any] = mail.get_all(name, [])
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):  # "((((((..."
        values = (value for key, value in mail.raw_items() if key.lower() == name.lower())
    return [" ".join(str(value).split()) for value in values]
