"""Read another server's report about a mail of ours: a delivery status notification (RFC 3464)."""

import re
from collections.abc import Sequence

from .heads import MailHead, NoMail
from .parts import Part, bytes_of, text_of

LARGEST_REPORT = 100_000
"""Characters of a part that are looked at."""
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_FAILED = re.compile(r"^Action:[ \t]*failed", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_FEEDBACK = re.compile(r"^Feedback-Type:[ \t]*([a-z-]{1,30})", re.IGNORECASE | re.MULTILINE)
COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out"})
"""Types of reports (RFC 5965, section 7.3; RFC 6430): `not-spam` is the opposite of one."""
_ORIGINAL = re.compile(r"^Message-ID:\s{0,100}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)


def is_report(head: MailHead) -> bool:
    """Tell whether a mail declares itself a delivery report."""
    kind = head.first("content-type").lower()
    return kind.partition(";")[0].strip() == "multipart/report" and "delivery-status" in kind


def is_complaint(head: MailHead) -> bool:
    """Tell whether a mail declares itself a report of abuse (RFC 5965, "Abuse Reporting Format")."""
    kind = head.first("content-type").lower()
    return kind.partition(";")[0].strip() == "multipart/report" and "feedback-report" in kind


def complained(parts: Sequence[Part]) -> dict[str, str]:
    """The Message-ID of the mail that was called spam, and the type of the report. Raises NoMail for any other one."""
    report = "\n".join(text_of(part)[:LARGEST_REPORT] for part in parts if part.kind == "message/feedback-report")
    kind = _FEEDBACK.search(report)
    named = _original(parts)
    if not named or kind is None or kind[1].lower() not in COMPLAINTS:
        raise NoMail("it is a report of no complaint about a message that it names")
    return {"provider_id": named, "kind": kind[1].lower()}


def reported(head: MailHead, parts: Sequence[Part]) -> dict[str, str]:
    """The Message-ID of the mail that failed, and the code of the reason. Raises NoMail for any other report."""
    report = "\n".join(text_of(part)[:LARGEST_REPORT] for part in parts if part.kind == "message/delivery-status")
    named = _original(parts) or first_id(head.first("in-reply-to"))
    if not named or not _FAILED.search(report):
        raise NoMail("it is a delivery report about no message that it names")
    code = _STATUS.search(report)
    return {"provider_id": named, **({"code": code[1]} if code else {})}


def _original(parts: Sequence[Part]) -> str:
    for part in parts:
        if part.kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            match = _ORIGINAL.search(bytes_of(part)[:LARGEST_REPORT].decode("utf-8", "replace"))
            if match:
                return match[1]
    return ""


def ids_of(value: str) -> list[str]:
    """The Message-IDs in a header."""
    return _MESSAGE_ID.findall(value)


def first_id(value: str) -> str:
    """The first of them; "" without one."""
    return next(iter(ids_of(value)), "")
