"""The e-mail addresses and the phones of a contact: one primary each, and the others. Pure.

`email`, `phone` and `phone_e164` of a stored contact are the primary ones. Its `emails` and `phones`, with the primary
one first, are stored only where they say more than these: another address, or a label.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault, register

from .fields import phone_e164
from .models import CreateContact, UpdateContact
from .reach_models import NewEmail, NewPhone
from .upsert_models import UpsertContact

TWO_PRIMARY = register("contacts", "one_primary")
NOT_PRIMARY = register("contacts", "not_primary")
DUPLICATE = register("contacts", "duplicate")

Entry = dict[str, Any]
"""An address (`address`) or a phone (`number`, `e164`), perhaps with its `label`, and whether it `is_primary`."""


class Reach(NamedTuple):
    """One of the two ways to reach a contact: the field of the primary one, that of all, and the text in an entry."""

    field: Literal["email", "phone"]
    list_field: Literal["emails", "phones"]
    text: Literal["address", "number"]

    def entry(self, text: str, label: str | None, *, is_primary: bool, e164: str | None = None) -> Entry:
        """An entry of the list. A phone is parsed unless its `e164` is told."""
        entry: Entry = {self.text: text}
        if self is PHONE:
            entry["e164"] = e164 or phone_e164(text) or text
        return {**entry, **({"label": label} if label else {}), "is_primary": is_primary}

    def key(self, entry: Entry) -> str:
        """That by which two entries are the same."""
        return str(entry["e164"]) if self is PHONE else str(entry["address"]).casefold()


EMAIL, PHONE = Reach("email", "emails", "address"), Reach("phone", "phones", "number")
BOTH = (EMAIL, PHONE)


Sender = CreateContact | UpdateContact | UpsertContact


def entries_of(contact: Mapping[str, Any], reach: Reach) -> list[Entry]:
    """All addresses, or all phones, of a stored contact: the primary one first."""
    text = contact.get(reach.field)
    entries = [dict(entry) for entry in contact.get(reach.list_field, ())]
    if text is None or (entries and entries[0][reach.text] == text):
        return entries
    # a contact without a list, or one whose primary address was changed by who knows of no list
    primary = reach.entry(text, None, is_primary=True, e164=contact.get("phone_e164"))
    if not entries:
        return [primary]
    others = [entry for entry in entries if not entry["is_primary"] and reach.key(entry) != reach.key(primary)]
    return [primary, *others]


def addresses_of(contact: Mapping[str, Any]) -> list[str]:
    """The e-mail addresses of a stored contact, the primary one first."""
    if "emails" not in contact:
        return [contact["email"]] if contact.get("email") else []
    return [entry["address"] for entry in entries_of(contact, EMAIL)]


def numbers_of(contact: Mapping[str, Any]) -> list[str]:
    """The phones of a stored contact in E.164, the primary one first."""
    if "phones" not in contact:
        number = contact.get("phone_e164") or contact.get("phone")
        return [number] if number else []
    return [entry["e164"] for entry in entries_of(contact, PHONE)]


def stored(reach: Reach, entries: Sequence[Entry]) -> dict[str, Any]:
    """The attributes of a contact that has these, the primary one first; None for those that it lacks."""
    primary = entries[0] if entries else {}
    attributes: dict[str, Any] = {reach.field: primary.get(reach.text)}
    if reach is PHONE:
        attributes["phone_e164"] = primary.get("e164")
    says_more = len(entries) > 1 or "label" in primary
    return {**attributes, reach.list_field: list(entries) if says_more else None}


def of_new(request: Sender) -> dict[str, Any]:
    """The attributes of a new contact. Raises Unprocessable as `_of_list` does; null is as if it was not sent."""
    attributes: dict[str, Any] = {}
    for reach in BOTH:
        text = getattr(request, reach.field)
        sent: Sequence[NewEmail | NewPhone] | None = getattr(request, reach.list_field)
        if sent:
            attributes |= stored(reach, _of_list(reach, sent, {} if text is None else {"text": text}))
        elif text is not None:
            attributes |= stored(reach, [reach.entry(text, None, is_primary=True)])
    return {name: value for name, value in attributes.items() if value is not None}


def of_change(contact: Mapping[str, Any], request: Sender, fields: frozenset[str], *, is_key: bool) -> dict[str, Any]:
    """The attributes that a change gives a contact, of the `fields` that were sent; None for what it takes away.

    A list replaces all. The primary address alone takes the place of the former one, which goes; one that the contact
    has becomes the primary one, and the former one stays. Null takes the primary one away, and the next takes its
    place. With `is_key` the contact was looked up by the address: one that it has stays where it is.

    Raises Unprocessable as `_of_list` does.
    """
    attributes: dict[str, Any] = {}
    for reach in BOTH:
        sent: Sequence[NewEmail | NewPhone] | None = getattr(request, reach.list_field)
        text: str | None = getattr(request, reach.field)
        has_text = reach.field in fields
        if reach.list_field in fields and sent is not None:
            attributes |= stored(reach, _of_list(reach, sent, {"text": text} if has_text else {}))
        elif has_text:
            attributes |= stored(reach, _with_primary(reach, entries_of(contact, reach), text, is_key=is_key))
    return attributes


def _with_primary(reach: Reach, entries: list[Entry], text: str | None, *, is_key: bool) -> list[Entry]:
    if text is None:
        return [{**entry, "is_primary": place == 0} for place, entry in enumerate(entries[1:])]
    new = reach.entry(text, None, is_primary=True)
    same = next((entry for entry in entries if reach.key(entry) == reach.key(new)), None)
    if same is None:
        label = entries[0].get("label") if entries else None
        return [reach.entry(text, label, is_primary=True), *entries[1:]]
    if is_key and not same["is_primary"]:
        return entries
    others = [{**entry, "is_primary": False} for entry in entries if entry is not same]
    return [{**same, reach.text: text, "is_primary": True}, *others]


def _of_list(reach: Reach, sent: Sequence[NewEmail | NewPhone], primary: Mapping[str, str | None]) -> list[Entry]:
    """The entries of a request, the primary one first. `primary` has, as `text`, the primary one if it was sent too.

    Raises Unprocessable for two of one address, two primary ones, and a primary one that the list contradicts.
    """
    entries = [reach.entry(getattr(each, reach.text), each.label, is_primary=each.is_primary) for each in sent]
    keys = [reach.key(entry) for entry in entries]
    if twice := [place for place, key in enumerate(keys) if key in keys[:place]]:
        raise Unprocessable([Fault(f"{reach.list_field}[{place}].{reach.text}", DUPLICATE) for place in twice])
    marked = [place for place, entry in enumerate(entries) if entry["is_primary"]]
    if len(marked) > 1:
        raise Unprocessable([Fault(f"{reach.list_field}[{marked[1]}].is_primary", TWO_PRIMARY)])
    first = marked[0] if marked else 0
    if primary:
        first = _place_of(reach, keys, primary["text"], marked)
    order = [first, *(place for place in range(len(entries)) if place != first)] if entries else []
    return [{**entries[place], "is_primary": place == first} for place in order]


def _place_of(reach: Reach, keys: Sequence[str], text: str | None, marked: Sequence[int]) -> int:
    """Where in the list the primary one is that was sent beside it."""
    if text is None and not keys:
        return 0
    wanted_key = None if text is None else reach.key(reach.entry(text, None, is_primary=True))
    if wanted_key not in keys or (marked and keys[marked[0]] != wanted_key):
        raise Unprocessable([Fault(reach.field, NOT_PRIMARY)])
    return keys.index(wanted_key)
