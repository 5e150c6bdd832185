"""A canned reply as a message: a `template` on any channel but WhatsApp, whose templates are Meta's."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.messages import offers
from bivelio_core.messages.content import LONGEST_TEXT
from bivelio_core.messages.models import MAXIMUM_HTML
from bivelio_core.messages.party import Party
from bivelio_core.messages.recipient import Recipient
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store.keys import CANNED_REPLY

from . import rules
from .reading import values_of
from .stored import is_archived, sort_key

LONGEST_SUBJECT = 500


def filled_in(
    content: Mapping[str, Any], channel: Channel, to: Recipient, party: Party, ctx: Context
) -> dict[str, Any]:
    """The text that a message with the name of a reply says to its recipient.

    Raises Unprocessable for no such reply, for a variable that it has not, and for each that has no value.
    """
    reply = ctx.store.get(CANNED_REPLY, sort_key(content["name"]))
    if reply is None or is_archived(reply):
        raise Unprocessable.of("message.name", "not_found")
    own, given_values = reply.get("variables", []), content.get("variables", {})
    variables = (*rules.VARIABLES, *own)
    for name in given_values:
        if name not in variables:
            about = {"variable": name, "expected": ", ".join(variables)}
            raise Unprocessable.of("message.variables", rules.UNKNOWN_VARIABLE, **about)
    language = content.get("language")
    if language is not None and language not in reply["texts"]:
        raise Unprocessable.of("message.language", "choice", expected=", ".join(reply["texts"]))
    contact = party.contact.item
    values = {**_values(to, party, ctx), **given_values}
    spoken = language or contact.get("language")
    filled = rules.filled(reply["texts"], reply.get("subjects", {}), own, spoken, values, reply.get("format"))
    if filled.missing:
        raise Unprocessable([Fault(f"message.variables.{name}", "required") for name in filled.missing])
    _require_lengths(filled, channel)
    parts = {name: content[name] for name in ("cc", "bcc", "files") if name in content}
    of_mail = {"subject": filled.subject, "html": filled.html} if channel == "email" else {}
    return {"type": "text", "body": filled.text, **{name: each for name, each in of_mail.items() if each}, **parts}


def _values(to: Recipient, party: Party, ctx: Context) -> dict[str, str]:
    """What is known of a recipient. Who is only an address so far has no name."""
    contact = party.contact.item
    is_named = not party.contact.is_new and contact["name"] not in (to.to, to.shown)
    values = values_of(contact, ctx)
    return {name: value for name, value in values.items() if is_named or not name.startswith("contact.")}


def _require_lengths(filled: rules.FilledText, channel: Channel) -> None:
    if offers.utf16_length(filled.text) > LONGEST_TEXT[channel]:
        raise Unprocessable.of("message.variables", "max_length", limit=LONGEST_TEXT[channel])
    if filled.html is not None and channel == "email" and len(filled.html) > MAXIMUM_HTML:
        raise Unprocessable.of("message.variables", "max_length", limit=MAXIMUM_HTML)
    if filled.subject is not None and len(filled.subject) > LONGEST_SUBJECT:
        raise Unprocessable.of("message.variables", "max_length", limit=LONGEST_SUBJECT)
