"""Every contact of the tag is written to once, two in a second; a second run writes to nobody."""

import os
from datetime import timedelta

from bivelio_core import clock

from tests.api import call

CONTACTS = int(os.environ.get("GALLERY_CONTACTS", "12"))
"""GALLERY_CONTACTS=500 for five pages of a list."""

SAID = {"tag": "client", "subject": "Novetats", "text": "Hem canviat d'adreça."}


def test_every_contact_is_written_to_once_at_the_rate(shop):
    for number in range(CONTACTS):
        person = {"type": "person", "name": f"Client {number}", "email": f"c{number}@example.com", "tags": ["client"]}
        call("contacts.create", person)
    call("contacts.create", {"type": "person", "name": "Sense correu", "tags": ["client"]})
    call("contacts.create", {"type": "person", "name": "Altre", "email": "other@example.com"})
    shop.create("campaign")
    with shop.states.timed(clock.stamp()):
        first = shop.run(SAID)
        lasted = clock.now() - clock.parse("2026-03-02T10:00:00Z")
        second = shop.run(SAID)
    assert lasted >= timedelta(seconds=(CONTACTS - 2) / 2)
    assert (first["status"], first["output"], second["output"]) == ("completed", {"written": CONTACTS}, {"written": 0})
    assert sorted(to for to, _, _ in shop.sent()) == sorted(f"c{number}@example.com" for number in range(CONTACTS))
    tagged = call("contacts.list", {"tags": ["campanya-2026"]}).data["pagination"]["total"]
    assert tagged == CONTACTS
