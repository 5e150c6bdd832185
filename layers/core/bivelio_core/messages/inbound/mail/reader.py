"""Reads a mail in the bounded process: `read(content, connection)`. Nothing here looks into the bytes.

Source of the limit of a mail: Amazon SES, "Service quotas", 40 MB with its attachments.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bivelio_core import clock, config
from bivelio_core.bounded_process import BoundedProcess
from bivelio_core.contacts.reach import Address
from bivelio_core.messages.inbound.incoming import Attachment, Complaint, Incoming, StatusUpdate, UnreadableDelivery
from bivelio_core.messages.suppressions import ending

from . import quoted

MAXIMUM_MEMORY = 768 * 1024 * 1024
"""Bytes of address space. The largest mail that SES takes, with one file, needs 450 MB."""
SECONDS = 10.0


def read(content: bytes, connection: Mapping[str, Any]) -> Incoming | StatusUpdate | Complaint:
    """The message of a mail that came in for a connection, or what a bounce or a complaint says of one of ours.

    Raises UnreadableDelivery for what is neither, Exceeded for what takes more memory or time than any mail needs.
    """
    account = str(connection.get("account") or "")
    domain = config.inbound_domain()
    ours = [each for each in (account, f"@{domain}" if domain else "") if each]
    answer = process().ask(content, seconds=SECONDS, ours=ours)
    if "unreadable" in answer:
        raise UnreadableDelivery(answer["unreadable"])
    if "bounce" in answer:
        return _status(answer["bounce"])
    if "complaint" in answer:
        report = answer["complaint"]
        return Complaint("email", report["provider_id"], _at(report["sent_at"]), wants_none=report["kind"] == "opt-out")
    return _incoming(answer["letter"], answer["files"], content, account)


@cache
def process() -> BoundedProcess:
    """The one process of this function, which is started at its first mail."""
    return BoundedProcess(f"{__package__}.child", MAXIMUM_MEMORY)


def _status(bounce: Mapping[str, Any]) -> StatusUpdate:
    code = {"text": bounce["code"]} if bounce["code"] else {}
    error = {"reason": "recipient_unreachable", **code}
    is_hard = ending.is_hard(bounce["code"])
    at = _at(bounce["sent_at"])
    return StatusUpdate("email", bounce["provider_id"], "failed", at, error=error, is_hard_bounce=is_hard)


def _incoming(letter: Mapping[str, Any], files: Sequence[Mapping[str, Any]], content: bytes, to: str) -> Incoming:
    said = {"type": "text", "body": letter["body"]}
    said |= {name: letter[name] for name in ("subject", "html") if letter[name]}
    if letter["reply"] != letter["body"].strip():
        said["reply"] = letter["reply"][: quoted.LONGEST]
    thread = letter["thread"]
    return Incoming(
        channel="email",
        provider_id=letter["message_id"] or f"sha256:{_digest(content)}",
        addresses=[Address("email", letter["sender"])],
        name=letter["name"],
        sender=letter["sender"],
        to=to,
        content=said,
        sent_at=_at(letter["sent_at"]),
        reply_to=thread[-1] if thread else None,
        thread=thread,
        attachments=tuple(map(_attachment, files)),
        verdicts=letter["verdicts"],
        headers=letter["headers"],
        calendars=tuple(each.encode() for each in letter["calendars"]),
        is_verified=letter["is_verified"],
        is_automatic=letter["is_automatic"],
        is_truncated=letter["is_truncated"],
    )


def _attachment(file: Mapping[str, Any]) -> Attachment:
    content = b"" if file["content"] is None else base64.b64decode(file["content"])
    return Attachment(file["file_name"], file["content_type"], content, file["size_bytes"])


def _digest(content: bytes) -> str:
    import hashlib  # noqa: PLC0415 - few mails have no Message-ID

    return hashlib.sha256(content).hexdigest()


def _at(epoch: float | None) -> str:
    return clock.timestamp() if epoch is None else clock.timestamp(datetime.fromtimestamp(epoch, UTC))
