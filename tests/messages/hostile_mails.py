"""Mails that anybody can send to occupy who reads them: 300 kB each, of what took parsers the square of its length."""

SIZE = 300_000
HEAD = b"From: a@evil.example\r\nMessage-ID: <%s@evil.example>\r\n"


def hostile_mails(to: str = "info@exemple.com", size: int = SIZE) -> dict[str, bytes]:
    """A mail for an address by each way, of about so many bytes."""
    received = b"Received: from mx.evil.example by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x for %s;\r\n"
    received %= to.encode()
    return {
        name: received + HEAD % name.encode() + before + unit * (size // len(unit)) + after
        for name, (before, unit, after) in SHAPES.items()
    }


END = b"\r\n\r\nhi"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
SHAPES: dict[str, tuple[bytes, bytes, bytes]] = {
    "to": (b"To: ", b"a ", END),
    "to-folded": (b"To: x", b"\r\n a a a a a a a a", END),
    "content-type": (b"Content-Type: text/plain; ", b"a=b;", END),
    "subject": (b"Subject: ", b"=?utf-8?q?a?= ", END),
    "brackets": (HTML, b"<", b""),
    "scripts": (HTML, b"<script ", b""),
    "comments": (HTML, b"<!--", b""),
    "cells": (HTML, b"<td> ", b""),
    "part-types": (MIXED, b"--b\r\nContent-Type: text/plain; " + b"a=b;" * 2_000 + b"\r\n\r\nhi\r\n", b"--b--\r\n"),
    "part-names": (
        MIXED,
        b"--b\r\nContent-Disposition: attachment; filename=" + b"=?a?q?" * 800 + b"\r\n\r\nhi\r\n",
        b"",
    ),
    "parts": (MIXED, b"--b\n\n", b""),
    "character-set": (b"Content-Type: text/plain; charset=punycode\r\n\r\n", b"a-9", b""),
}
FOUR = ("to", "content-type", "subject", "scripts")
"""One of each kind: an address, a parameter, encoded words, tags."""


def exhausting_mail(to: str) -> bytes:
    """A mail that its reader cannot hold: 12 million lines."""
    return b"From: a@evil.example\r\nTo: %s\r\nMessage-ID: <lines@evil.example>\r\n\r\n%s" % (
        to.encode(),
        b"a\n" * 12_000_000,
    )
