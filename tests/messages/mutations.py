"""Mutations of webhooks and mails: what is in them, broken as chance has it."""

import copy
import random
from collections.abc import Iterator
from typing import Any

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**40, 1e308, float("inf"), 1e-300, 3.5),
    *("", "\ud800", "x" * 60_000, "\0", "\u202e", "2026"),
    *([], {}, [[]], [{}], {"a": {"b": {}}}, ["a"], {"": 1}),
)
NAMES = ("type", "id", "from", "text", "image", "system", "timestamp", "errors")
PIECES = (
    *(b"\r\n", b"\n\n", b"\0", b"<", b">", b'"', b"@", b"--", b";" * 50, b"(" * 1_000, b"[" * 100, b"\x80\xff\xfe"),
    *(b"=?utf-8?q?=C3=28?=", b"=?", b"?=", b"filename*=utf-8''%ff%fe", b"filename*0*=x", b'boundary=""'),
    *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n"),
    *(b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n", b"From: \r\n", b"Message-ID: <>\r\n", b"message/rfc822"),
    *(b"charset=" + name for name in (b"rot13", b"idna", b"punycode", b"hex", b"undefined", b'"\xff"', b"utf-7")),
    b"multipart/report; report-type=delivery-status",
)


def mutated_document(document: Any, dice: random.Random) -> Any:
    """A JSON document in which some values are others, are missing, are there twice, or have another name."""
    changed = copy.deepcopy(document)
    for _ in range(dice.randint(1, 4)):
        places = list(_places(changed))
        if not places:
            return changed
        parent, at = dice.choice(places)
        match dice.randrange(4):
            case 0:
                del parent[at]
            case 1 if isinstance(parent, dict):
                parent[dice.choice(NAMES)] = parent[at]
            case 1:
                parent.append(parent[at])
            case _:
                parent[at] = copy.deepcopy(dice.choice(VALUES))
    return changed


def mutated_bytes(content: bytes, dice: random.Random) -> bytes:
    """Bytes of which some are others, are missing, or are there twice, mostly in the head of a mail."""
    changed = bytearray(content)
    head = max(1, min(found for found in (content.find(b"\n\n"), content.find(b"\r\n\r\n"), 2_000) if found > 0))
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(head if dice.random() < 0.7 else max(1, len(changed)))
        match dice.randrange(5):
            case 0:
                del changed[at : at + dice.randint(1, 60)]
            case 1:
                changed[at : at + 1] = bytes([dice.randrange(256)])
            case 2:
                start = dice.randrange(max(1, len(changed)))
                changed[at:at] = changed[start : start + dice.randint(1, 300)]
            case _:
                changed[at:at] = dice.choice(PIECES)
    return bytes(changed)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a document: what it is in, and where there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for at, each in list(inside):
        yield value, at
        yield from _places(each)
