"""Reads what a visitor of a site wrote: a text of our own, which webchat/talk.py has put on the queue."""

import json

from bivelio_core.catalogue import Entry
from bivelio_core.contacts.reach import Address
from bivelio_core.messages.webchat.models import Written

from .incoming import Incoming, text

CODE_LETTERS = 4
"""As many letters of a session tell visitors apart in lists."""


def read(content: bytes) -> Incoming:
    """The message. A visitor has no name: the contact is called one, in the language of the page."""
    written = Written(**json.loads(content))
    session = written.session
    return Incoming(
        channel="webchat",
        provider_id=f"{session}:{written.id}",
        addresses=[Address("webchat", session)],
        name=Entry("messages", "webchat.visitor")[written.language].format(code=session[-CODE_LETTERS:].upper()),
        sender=session,
        to="",
        content={"type": "text", "body": text(written.text)},
        sent_at=written.at,
    )
