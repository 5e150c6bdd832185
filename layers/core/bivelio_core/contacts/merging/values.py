"""What the contact of a merge has, and has after the merge is taken back. Pure functions of stored contacts."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core.contacts import reachability
from bivelio_core.contacts.fields import MAXIMUM_TAGS, custom_fields_fault
from bivelio_core.contacts.fiscal_models import MAXIMUM_ADDRESSES
from bivelio_core.contacts.limits import MAXIMUM_CONSENTS
from bivelio_core.contacts.profile_fields import MAXIMUM_WEBSITES
from bivelio_core.contacts.reach_models import MAXIMUM_REACHED
from bivelio_core.contacts.reachability import BOTH, Entry, Reach
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item, same

WINNER, UNION = "winner", "union"
Rules = Mapping[str, str]

NAMES = ("first_name", "last_name")
SINGLE = ("job_title", "company_id", "owner_id", "language", "birthday", "external_id", "tax_id")
OF_CHANNELS = ("whatsapp_user_id", "telegram_user_id")
"""What only messages set."""


def _as_it_is(value: Any) -> str:
    return str(value)


def _place(address: Mapping[str, Any]) -> str:
    """A postal address, whether or not it is the primary one."""
    return json.dumps({name: part for name, part in address.items() if name != "is_primary"}, sort_keys=True)


def _record(consent: Mapping[str, Any]) -> str:
    """A consent, whether or not it has been withdrawn since."""
    return json.dumps({name: part for name, part in consent.items() if name != "withdrawn_at"}, sort_keys=True)


class ListField(NamedTuple):
    """A field with several values: how many it may have, and by what two of them are the same."""

    name: str
    most: int
    key: Callable[[Any], str]


LISTS = (
    ListField("tags", MAXIMUM_TAGS, _as_it_is),
    ListField("websites", MAXIMUM_WEBSITES, _as_it_is),
    ListField("addresses", MAXIMUM_ADDRESSES, _place),
    ListField("consents", MAXIMUM_CONSENTS, _record),
)
REACHED = {reach.list_field: ListField(reach.list_field, MAXIMUM_REACHED, reach.key) for reach in BOTH}
FIELDS = ("name", *NAMES, *SINGLE, *OF_CHANNELS)


class Parties(NamedTuple):
    """The contacts of a merge by their public ids, the winner first, and whose values stay."""

    contacts: Mapping[str, Item]
    rules: Rules

    @property
    def winner(self) -> Item:
        """The contact that stays."""
        return next(iter(self.contacts.values()))

    def of_rule(self, field: str) -> Sequence[Item]:
        """The contacts whose values a field has: all of them unless its rule names one."""
        rule = self.rules.get(field, UNION)
        if rule == UNION:
            return list(self.contacts.values())
        return [self.winner if rule == WINNER else self.contacts[rule]]


def merged(parties: Parties) -> Item:
    """The winner with what it has after a merge.

    Raises Unprocessable when a field would have more values than it may have.
    """
    values = {**_names(parties), **{name: _first(parties.of_rule(name), name) for name in SINGLE}}
    values |= {name: _first(list(parties.contacts.values()), name) for name in OF_CHANNELS}
    if values["company_id"] in parties.contacts:
        values["company_id"] = None
    for reach in BOTH:
        values |= reachability.stored(reach, _reached(reach, parties))
    for field in LISTS:
        united = _united((contact.get(field.name, ()) for contact in parties.of_rule(field.name)), field)
        values[field.name] = united
    values["consents"] = _still_withdrawn(values["consents"])
    values["addresses"] = [{**each, "is_primary": place == 0} for place, each in enumerate(values["addresses"])]
    custom: dict[str, Any] = {}
    for contact in parties.of_rule("custom_fields"):
        custom = {**contact["custom_fields"], **custom}
    if fault := custom_fields_fault(custom):
        raise Unprocessable([fault])
    always: dict[str, Any] = {"tags": values["tags"], "custom_fields": custom}
    if activities := [at for contact in parties.contacts.values() if (at := contact.get("last_activity_at"))]:
        always["last_activity_at"] = max(activities)
    return with_values(parties.winner, {**{name: value or None for name, value in values.items()}, **always})


def with_values(contact: Item, values: Mapping[str, Any]) -> Item:
    """A contact with other values; those that are None go."""
    after = {**contact, **values}
    return {name: value for name, value in after.items() if value is not None or name not in values}


def _names(parties: Parties) -> dict[str, Any]:
    """The name, and the first and last name of who has it, unless they have rules of their own."""
    owner = parties.of_rule("name")[0]
    namesakes = [contact for contact in parties.contacts.values() if contact["name"] == owner["name"]]
    source = next((each for each in (owner, *namesakes) if any(each.get(name) for name in NAMES)), owner)
    own = {name: source.get(name) for name in NAMES}
    ruled = {name: _first(parties.of_rule(name), name) for name in NAMES if name in parties.rules}
    return {"name": owner["name"], **own, **ruled}


def _first(contacts: Iterable[Item], name: str) -> Any:
    return next((value for contact in contacts if (value := contact.get(name))), None)


def _reached(reach: Reach, parties: Parties) -> list[Entry]:
    """All addresses, or all phones, the primary one first."""
    entries = [reachability.entries_of(contact, reach) for contact in parties.of_rule(reach.list_field)]
    is_free = reach.list_field in parties.rules and reach.field not in parties.rules
    primary = [] if is_free else reachability.entries_of(parties.of_rule(reach.field)[0], reach)[:1]
    united = _united([primary, *entries], REACHED[reach.list_field])
    return [{**entry, "is_primary": place == 0} for place, entry in enumerate(united)]


def _united(lists: Iterable[Iterable[Any]], field: ListField) -> list[Any]:
    """The values of some lists, each once."""
    values: dict[str, Any] = {}
    for value in (value for each in lists for value in each):
        values.setdefault(field.key(value), value)
    if len(values) > field.most:
        raise Unprocessable([Fault(field.name, "max_items", {"limit": field.most})])
    return [*values.values()]


def _still_withdrawn(consents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Consents in order of time, without any that the person has withdrawn on the same channel later."""
    ends: dict[str, str] = {}
    for consent in consents:
        if end := consent.get("withdrawn_at"):
            ends[consent["channel"]] = max(end, ends.get(consent["channel"], ""))
    return [
        {**consent, "withdrawn_at": ends[consent["channel"]]}
        if "withdrawn_at" not in consent and consent["at"] <= ends.get(consent["channel"], "")
        else dict(consent)
        for consent in sorted(consents, key=lambda each: str(each["at"]))
    ]


class Returned(NamedTuple):
    """A contact without what a merge has given it, and the fields that somebody has changed since."""

    contact: Item
    kept_fields: list[str]


def returned(before: Item, after: Item, now: Item) -> Returned:
    """Take a merge back. `before` and `after` have what the contact had before and after it."""
    values: dict[str, Any] = {}
    kept_fields: list[str] = []
    for name in FIELDS:
        if same(before.get(name), after.get(name)):
            continue
        if same(now.get(name), after.get(name)):
            values[name] = before.get(name)
        else:
            kept_fields.append(name)
    for reach in BOTH:
        field = REACHED[reach.list_field]
        entries = [reachability.entries_of(each, reach) for each in (before, after, now)]
        rest = entries[0] if same(entries[1], entries[2]) else _without_merge(field, *entries)
        values |= reachability.stored(reach, [{**each, "is_primary": place == 0} for place, each in enumerate(rest)])
    for field in LISTS:
        lists = [each.get(field.name, []) for each in (before, after, now)]
        rest = lists[0] if same(lists[1], lists[2]) else _without_merge(field, *lists)
        values[field.name] = rest if rest or field.name == "tags" else None
    custom = [each["custom_fields"] for each in (before, after, now)]
    values["custom_fields"], kept_names = _custom(*custom)
    kept_fields += [f"custom_fields.{name}" for name in kept_names]
    return Returned(with_values(now, values), kept_fields)


def _without_merge(field: ListField, before: Sequence[Any], after: Sequence[Any], now: Sequence[Any]) -> list[Any]:
    """A list that was changed since: without what the merge had added, with what it had taken away."""
    had, has = ({field.key(value) for value in values} for values in (before, after))
    rest = [value for value in now if field.key(value) not in has - had]
    there = {field.key(value) for value in rest}
    gone = [value for value in before if field.key(value) in had - has - there]
    return [*rest, *gone][: field.most]


def _custom(before: Item, after: Item, now: Item) -> tuple[Item, list[str]]:
    values, kept_names = dict(now), []
    for name in dict.fromkeys((*before, *after)):
        if same(before.get(name), after.get(name)):
            continue
        if not same(now.get(name), after.get(name)):
            kept_names.append(name)
        elif name in before:
            values[name] = before[name]
        else:
            values.pop(name, None)
    return values, kept_names
