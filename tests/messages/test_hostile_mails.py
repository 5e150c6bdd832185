"""Whatever a mail has in it, reading it takes time in proportion to its length, in a process that is ended otherwise.

What these mails took before was minutes: their reader would be ended, and `read` raise Exceeded.
"""

import pytest
from bivelio_core.messages.inbound.incoming import Incoming, UnreadableDelivery
from bivelio_core.messages.inbound.mail import heads, parts, reader, room

from tests.messages.hostile_mails import SIZE, hostile_mails

CONNECTION = {"account": "info@exemple.com"}
MAILS = hostile_mails()
TOO_LARGE = {name for name, mail in MAILS.items() if mail.find(b"\r\n\r\n") > heads.MAXIMUM_BYTES}


@pytest.mark.parametrize("name", sorted(MAILS.keys() - TOO_LARGE - {"parts"}))
def test_a_hostile_mail_is_read(name):
    read = reader.read(MAILS[name], CONNECTION)
    assert isinstance(read, Incoming)
    assert read.sender == "a@evil.example"


@pytest.mark.parametrize("name", sorted({*TOO_LARGE, "parts"}))
def test_one_that_is_out_of_all_proportion_is_refused_with_a_reason(name):
    with pytest.raises(
        UnreadableDelivery, match=parts.TOO_MANY if name == "parts" else "its headers are larger than 256 kB"
    ):
        reader.read(MAILS[name], CONNECTION)


@pytest.mark.parametrize("name", sorted(TOO_LARGE))
def test_one_whose_head_is_just_small_enough_is_read(name):
    mail = MAILS[name]
    at = mail.find(b"\r\n\r\n") - (SIZE - heads.MAXIMUM_BYTES) - 1_000
    read = reader.read(mail[:at] + b"\r\n\r\nhi", CONNECTION)
    assert isinstance(read, Incoming)
    assert read.content["body"] == "hi"


def test_no_parser_of_the_library_sees_a_long_header():
    head = heads.head_of(MAILS["content-type"][:250_000] + b"\r\n\r\n")
    assert {len(value) for values in head.fields.values() for value in values if len(value) > 100} == {5_000}
    content = MAILS["part-types"]
    found = parts.parts_of(heads.head_of(content), content)
    assert max(len(value) for part in found for value in part.values()) == heads.LONGEST_VALUE


def test_of_a_long_thread_the_newest_mails_are_known():
    thread = "".join(f"<{number}@exemple.com>\r\n " for number in range(5_000)).encode()
    read = reader.read(b"From: a@b.example\r\nReferences: " + thread + b"\r\n\r\nhi", CONNECTION)
    assert isinstance(read, Incoming)
    assert read.thread[-1] == "<4999@exemple.com>"


@pytest.mark.parametrize("name", sorted(MAILS.keys() - TOO_LARGE))
def test_whose_a_mail_is_takes_its_head_alone(name):
    mail = hostile_mails("cn_0.org_0@in.example")[name]
    head = heads.head_of(mail[: heads.MAXIMUM_BYTES + heads.LONGEST_VALUE])
    assert "cn_0.org_0@in.example" in list(room.recipients(head))
