"""Webhooks, updates and mails that are broken in any way are stored or refused with a reason; none is a crash."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions.messages.world import wrote
from tests.messages.mutations import mutated_bytes, mutated_document
from tests.messages.world import SAMPLES, bring, new_store, stored

pytestmark = pytest.mark.usefixtures("services")
CHAT = {"id": 4242, "type": "private", "first_name": "Maria", "username": "maria"}
ABOUT = {"message_id": 7, "date": 1_780_000_000, "chat": CHAT, "from": CHAT}
UPDATES = [
    {"update_id": 1, "message": {**ABOUT, **said}}
    for said in (
        {"text": "Hola", "reply_to_message": {"message_id": 3}},
        {"photo": [{"file_id": "a", "file_size": 1}, {"file_id": "b", "file_size": 9}], "caption": "La foto"},
        {"document": {"file_id": "c", "file_name": "oferta.pdf", "mime_type": "application/pdf"}},
        {"voice": {"file_id": "d", "mime_type": "audio/ogg"}},
        {"location": {"latitude": 41.4, "longitude": 2.17}},
        {"contact": {"phone_number": "34699000111"}},
    )
] + [{"update_id": 2, "edited_message": {**ABOUT, "text": "Ei", "edit_date": 1_780_000_001}}]
MAIL = b"""\
Return-Path: <maria@exemple.com>
Received: from mail.exemple.com by inbound-smtp with SMTP id x for info@exemple.com; Tue, 07 Apr 2026 12:22:00 +0000
From: =?utf-8?q?N=C3=BAria?= Garcia <maria@exemple.com>
To: info@exemple.com
Subject: =?utf-8?b?Q29tYW5kYSBOw7pyaWE=?=
Date: Tue, 07 Apr 2026 14:22:00 +0200
Message-ID: <1@exemple.com>
References: <0@exemple.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Bon dia
--part
Content-Type: application/pdf; name="oferta.pdf"
Content-Disposition: attachment; filename*=utf-8''oferta%20n%C3%BAria.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjcKJSVFT0YK
--part--
"""
dice = st.integers(0, 2**32).map(random.Random)


def webhooks():
    """Our own one, and those of the samples."""
    files = sorted((SAMPLES / "whatsapp").glob("*.json"))
    found = [each for file in files for each in json.loads(file.read_text(encoding="utf-8")).values()]
    return [wrote("34699000111"), *found]


def mails():
    """Our own one, and those of the samples."""
    return [MAIL, *(file.read_bytes() for file in sorted((SAMPLES / "emails").glob("*.eml")))]


def is_stored_or_refused(source, content):
    store = new_store()
    reasons = bring(store, source, content)
    assert all(reasons), "each refusal has its reason"
    for item in stored(store):
        json.dumps([item["content"], item["from"]]).encode()
        assert item["provider_id"]


@given(dice)
def test_webhooks_of_whatsapp(chance):
    document = mutated_document(chance.choice(webhooks()), chance)
    is_stored_or_refused("whatsapp", json.dumps(document).encode())


@given(dice)
def test_updates_of_telegram(chance):
    is_stored_or_refused("telegram", json.dumps(mutated_document(chance.choice(UPDATES), chance)).encode())


@given(dice)
def test_bytes_that_are_hardly_json(chance):
    body = json.dumps(chance.choice([*webhooks(), *UPDATES])).encode()
    is_stored_or_refused(chance.choice(["whatsapp", "telegram"]), mutated_bytes(body, chance))


@given(dice)
def test_mails(chance):
    is_stored_or_refused("email", mutated_bytes(chance.choice(mails()), chance))


@pytest.mark.parametrize("header", ["From", "To", "Subject", "Date", "Content-Type", "Message-ID", "References"])
@pytest.mark.parametrize("mark", ["(", "[", "<", '"', "=?", "@"])
def test_headers_of_nested_marks(header, mark):
    nested = f"{header}: {mark * 5_000} maria@exemple.com".encode()
    is_stored_or_refused("email", nested + b"\r\n" + MAIL.replace(f"{header}: ".encode(), b"X-Other: "))
