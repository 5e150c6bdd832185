"""A mail as a letter: who wrote it to whom, its text, its files, and what is said of its sender.

It runs in the bounded process, on bytes that anybody may have sent: what it does takes time in proportion to their
number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

from . import authentication, bounces, html_text, quoted
from .addresses import addresses_of
from .heads import MailHead, NoMail, head_of
from .parts import Part, bytes_of, is_text, kind_of, name_of, parameter, parts_of, text_of
from .words import storable, unescaped

LONGEST_TEXT = 50_000
"""Characters of the text and of the HTML: together they fit into an item of the table, of 400 kB, with all the rest."""
MAXIMUM_FILES = 50
LARGEST_FILE = 20 * 1_048_576
"""Bytes of the largest file that is kept; of a larger one only the size is told."""
MAXIMUM_CALENDARS, LARGEST_CALENDAR = 3, 1_048_576
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
LONGEST_THREAD = 20
FIRST_YEAR, LAST_YEAR = 1970, 9998
_NO_REPLY = re.compile(
    "noreply|donotreply|dontreply|unattended|noresponder|noresponda|norespondre|norespongu|nocontest|nepasrepondre"
)
_NO_LETTER = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a mail; `content` is None for one that is too large."""

    file_name: str
    content_type: str
    size_bytes: int
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail that somebody wrote. `sent_at` is an epoch second, None where it does not say; `thread` Message-IDs."""

    message_id: str
    sender: str
    name: str
    headers: dict[str, str]
    subject: str
    body: str = field(repr=False)
    reply: str = field(repr=False)
    html: str = field(repr=False)
    sent_at: float | None
    thread: Sequence[str]
    files: Sequence[File]
    calendars: Sequence[str] = field(repr=False)
    verdicts: dict[str, str]
    is_verified: bool
    is_automatic: bool
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a mail of ours could not be delivered: its Message-ID, when, and the code of the reason."""

    provider_id: str
    sent_at: float | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReportedSpam:
    """A report that somebody called a mail of ours spam: its Message-ID, when, and the type of the report."""

    provider_id: str
    sent_at: float | None
    kind: str


def read(content: bytes, ours: Sequence[str] = ()) -> IncomingMail | Bounce | ReportedSpam:
    """What a mail says; `ours` are the addresses, and after `@` the domains, of its recipient. Raises NoMail."""
    head = head_of(content)
    parts = parts_of(head, content)
    if bounces.is_report(head):
        return Bounce(**bounces.reported(head, parts), sent_at=_date(head))
    if bounces.is_complaint(head):
        return ReportedSpam(**bounces.complained(parts), sent_at=_date(head))
    name, sender, headers = _sender(head, ours)
    plain, html = _texts(parts)
    text = plain if plain.strip() else html_text.text_of(html)
    body, kept_html = storable(text, LONGEST_TEXT), storable(html, LONGEST_TEXT)
    results = authentication.results_of(head.first("authentication-results"))
    return IncomingMail(
        message_id=bounces.first_id(head.first("message-id")),
        sender=sender,
        name=name or sender,
        headers=headers if "reply_to" in headers else {},
        subject=storable(" ".join(unescaped(head.first("subject")).split()), 500),
        body=body,
        reply=quoted.answer_of(body) if _thread(head) else body,
        html=kept_html,
        sent_at=_date(head),
        thread=_thread(head),
        files=list(_files(parts)),
        calendars=_calendars(parts),
        verdicts=authentication.verdicts_of(results),
        is_verified=sender == headers["from"] and authentication.vouches(results, sender),
        is_automatic=_is_automatic(head),
        is_truncated=len(body) < len(text) or len(kept_html) < len(html),
    )


def _sender(head: MailHead, ours: Sequence[str]) -> tuple[str, str, dict[str, str]]:
    """The name and address of the person, and the addresses of `From` and of a `Reply-To` that is another.

    A form on a web page, a shop or a fax machine writes as nobody or as its owner, and names the person in `Reply-To`.
    Raises NoMail where no header has an address.
    """
    addresses = {name: _first_address(head, name) for name in ("from", "reply-to", "sender", "return-path")}
    person = next((each for each in addresses.values() if each), None)
    if person is None:
        raise NoMail("it has no sender")
    author, answers = addresses["from"], addresses["reply-to"]
    headers = {"from": author[1] if author else ""}
    if author and answers and answers[1].lower() != author[1].lower():
        headers["reply_to"] = answers[1]
        if _is_nobody(author[1], ours) and not _is_nobody(answers[1], ours):
            person = answers
    return *person, headers


def _first_address(head: MailHead, name: str) -> tuple[str, str] | None:
    for value in head.all(name):
        for shown, address in addresses_of(value):
            return storable(shown, 200), storable(address, 254)
    return None


def _is_nobody(address: str, ours: Sequence[str]) -> bool:
    """Whether an address is its recipient's own, or one that reads no answers."""
    local, _, domain = address.lower().rpartition("@")
    is_ours = any(each.lower() in (f"{local}@{domain}", f"@{domain}") for each in ours)
    return is_ours or bool(_NO_REPLY.search(_NO_LETTER.sub("", local)))


def _texts(parts: Sequence[Part]) -> tuple[str, str]:
    """The plain text and the HTML that are to be read in the mail."""
    plain = "\n".join(_unflowed(part, text_of(part)) for part in parts if is_text(part, "plain"))
    return plain, "\n".join(text_of(part) for part in parts if is_text(part, "html"))


def _unflowed(part: Part, text: str) -> str:
    """A text without the line ends that its program only added to wrap it (RFC 3676)."""
    if parameter(part, "format").lower() != "flowed":
        return text
    deletes_space, lines, is_open = parameter(part, "delsp").lower() == "yes", [""], False
    for line in text.splitlines():
        is_flowed = line.endswith(" ") and line != "-- "
        content = line[:-1] if is_flowed and deletes_space else line
        if is_open and not line.startswith(">") and line != "-- ":
            lines.append(content.removeprefix(" "))
        else:
            lines += ["\n", content]
        is_open = is_flowed
    return "".join(lines).removeprefix("\n")


def _files(parts: Sequence[Part]) -> Iterator[File]:
    """The files, at most `MAXIMUM_FILES`: every part that is not a text of the mail."""
    count = 0
    for part in parts:
        if is_text(part, "plain") or is_text(part, "html"):
            continue
        content, name = bytes_of(part), name_of(part)
        if not content and not name:
            continue
        count += 1
        if count > MAXIMUM_FILES:
            return
        stored_content = content if len(content) <= LARGEST_FILE else None
        yield File(name or f"attachment-{count}", storable(kind_of(part), 100), len(content), stored_content)


def _calendars(parts: Sequence[Part]) -> list[str]:
    """The iCalendar objects, beside the text or attached."""
    calendars = [part for part in parts if kind_of(part) in CALENDAR_TYPES or name_of(part).lower().endswith(".ics")]
    texts = [text_of(part) for part in calendars[:MAXIMUM_CALENDARS]]
    return [storable(text, LARGEST_CALENDAR) for text in texts if len(text) <= LARGEST_CALENDAR]


def _thread(head: MailHead) -> list[str]:
    """The Message-IDs of the mails before, the oldest first."""
    references = [each for value in head.all("references") for each in bounces.ids_of(value)]
    answered = bounces.ids_of(head.first("in-reply-to"))
    return list(dict.fromkeys([*references, *answered[:1]]))[-LONGEST_THREAD:]


def _is_automatic(head: MailHead) -> bool:
    """Whether a machine wrote it or wants no answer of one (RFC 3834, sections 2 and 5; Exchange's own header).

    SES puts the return path on top: an empty one is that of delivery reports and of what other machines answer.
    """
    submitted = head.first("auto-submitted").partition(";")[0].strip().lower()
    unwanted = {each.strip().lower() for each in head.first("x-auto-response-suppress").split(",")}
    return (
        submitted not in ("", "no")
        or head.first("precedence").lower() in ("bulk", "junk", "list", "auto_reply")
        or bool(unwanted & {"all", "oof", "autoreply"})
        or head.first("return-path") == "<>"
        or bool(head.all("list-id"))
    )


def _date(head: MailHead) -> float | None:
    try:
        date = parsedate_to_datetime(head.first("date")[:200])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if not FIRST_YEAR < date.year <= LAST_YEAR:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
