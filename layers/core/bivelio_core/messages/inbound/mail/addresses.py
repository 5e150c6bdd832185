"""The addresses of a header, in one pass, however they are written: `Big Bug bb@bug.com` is Big Bug's address.

A tolerant reading of RFC 5322, section 3.4: what the grammar forbids and people write is read as they meant it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .words import unescaped

MAXIMUM = 100
_WORDS = re.compile(r'(?:\[[^\]]{0,300}\]|[^"(<,;:])+')
"""Words up to the next mark; what stands in square brackets has none."""
_NO_ADDRESS = re.compile(r"[\s<>(),;:]")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_CLOSES = {'"': '"', "(": ")", "<": ">"}


@dataclass(slots=True)
class _Mailbox:
    """One mailbox as it is written: what stands in quotes or outside of all marks, in brackets, and in comments."""

    words: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    bracketed: str | None = None
    comments: list[str] = field(default_factory=list)


def addresses_of(value: str) -> list[tuple[str, str]]:
    """The names and addresses of a header's value, at most `MAXIMUM`; what has no address is left out."""
    mailboxes = [each for each in map(_read, _mailboxes(value)) if each is not None]
    if not mailboxes and "=?" in value and (whole := unescaped(value)) != value:  # an encoded word, address and all
        mailboxes = [each for each in map(_read, _mailboxes(whole)) if each is not None]
    return mailboxes[:MAXIMUM]


def bare_addresses(value: str) -> Iterator[str]:
    """Everything in a header that could be an address of ours, which no quotes or comments have."""
    for word in value.translate(_SEPARATORS).split():
        if "@" in word:
            yield word


_SEPARATORS = str.maketrans(dict.fromkeys("<>()[],;:\"'", " "))


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    """The mailboxes of a header. The name of a group is none, and its members are like any others."""
    mailbox, at, unclosed = _Mailbox(), 0, set[str]()
    while at < len(value):
        mark = value[at]
        if mark in _CLOSES and mark not in unclosed:
            if (enclosed := _enclosed(value, at)) is None:
                unclosed.add(mark)  # a letter like any other, from here on
                at += 1
            else:
                text, at = enclosed
                _note(mailbox, mark, text)
        elif mark in ",;":
            yield mailbox
            mailbox, at = _Mailbox(), at + 1
        elif mark == ":" and mailbox.bracketed is None and "@" not in "".join(mailbox.words):
            mailbox, at = _Mailbox(), at + 1  # the name of a group
        else:
            word = _WORDS.match(value, at)
            end = word.end() if word else at + 1
            mailbox.words += value[at:end].split()
            at = end
    yield mailbox


def _note(mailbox: _Mailbox, mark: str, text: str) -> None:
    if mark == '"':
        mailbox.quoted.append(text)
    elif mark == "(":
        mailbox.comments.append(text)
    elif mailbox.bracketed is None or "@" not in mailbox.bracketed:
        mailbox.bracketed = text.strip()


def _enclosed(value: str, at: int) -> tuple[str, int] | None:
    """What stands between a mark and the one that closes it, and where that ends; None where nothing closes it."""
    opens, closes, depth, text = value[at], _CLOSES[value[at]], 1, []
    at += 1
    while at < len(value):
        letter = value[at]
        if letter == "\\" and opens != "<" and at + 1 < len(value):
            text.append(value[at + 1])
            at += 2
            continue
        depth += (letter == opens == "(") - (letter == closes)
        at += 1
        if not depth:
            return "".join(text), at
        text.append(letter)
    return ("".join(text), at) if opens == "<" else None


def _read(mailbox: _Mailbox) -> tuple[str, str] | None:
    """The name and the address of a mailbox; None without an address."""
    words = [*mailbox.words]
    address = _plain(mailbox.bracketed) if mailbox.bracketed is not None else ""
    if not address:
        place = next((place for place in range(len(words) - 1, -1, -1) if _plain(words[place])), None)
        if place is not None:
            address = _plain(words.pop(place))
        elif words and words[0].startswith("@") and mailbox.quoted:  # "quoted local part"@example.com
            return "", f'"{mailbox.quoted[-1]}"{words[0]}'
        else:
            quoted = next((each for each in mailbox.quoted if _plain(each)), "")
            address = _plain(quoted)
    if not address:
        return None
    name = " ".join([*mailbox.quoted, *words]) or " ".join(mailbox.comments)
    plain_name = " ".join(unescaped(name).split())
    return "" if plain_name == address else plain_name, address


def _plain(text: str) -> str:
    """The address that a word is; "" when it is none. A route before it (RFC 5322, section 4.4) is left out."""
    address = text.rpartition(":")[2] if text.startswith("@") else text
    address = "".join(_COMMENT.sub("", address).split()).strip("<>'\"").removeprefix("mailto:")
    if "=?" in address:
        address = unescaped(address)
    local, at, domain = address.rpartition("@")
    is_plain = local and at and domain and not domain.startswith(".") and not _NO_ADDRESS.search(address)
    return address if is_plain and "@" not in domain else ""
