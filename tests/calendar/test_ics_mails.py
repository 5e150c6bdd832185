"""iCalendar files of others that come with a mail: each mail is stored, and says what became of its file."""

import base64

import pytest

from tests.messages.world import bring, new_store, samples, stored

HEAD = """\
Authentication-Results: amazonses.com; spf=none; dkim=none; dmarc=pass
From: client@xyz.com
To: info@exemple.com
Message-ID: <one@xyz.com>
MIME-Version: 1.0
"""
PARTS = """\
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain

Aquí el tens.
--part
Content-Type: {kind}; name="invite.ics"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="invite.ics"

{file}
--part--
"""


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("kind", ["text/calendar", "application/octet-stream"])
@pytest.mark.parametrize("path", samples("icalendar", "*.ics"))
def test_a_mail_with_a_file_of_others_is_stored_and_says_why_it_is_no_answer(path, kind):
    store = new_store()
    file = base64.encodebytes(path.read_bytes()).decode()
    assert bring(store, "email", (HEAD + PARTS.format(kind=kind, file=file)).encode()) == []
    (message,) = stored(store)
    assert message["content"]["body"].strip() == "Aquí el tens."
    told = message["calendar"]
    assert told["ignored"] in ("unreadable", "method", "not_the_sender", "recurring", "not_the_organizer")
    assert (told["ignored"] == "unreadable") == bool(told.get("text"))
