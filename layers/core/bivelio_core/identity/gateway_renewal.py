"""Have the sweep look at organisations whose gateway keys are not those that one made today would have.

API Gateway's own list of keys is the list of work: it has each key that an organisation has to itself, of today's usage
plans and of former ones. Those that share and wait for a free key need nobody: the sweep finds them by their marks.
"""

import re
from typing import NamedTuple

from bivelio_core import clients, clock, config
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Update, present

from . import gateway_keys, gateway_moves, gateway_naming, organisations

_OWN = re.compile(rf"(org_[0-9a-z]{{1,32}})-({'|'.join(gateway_moves.OWN_USAGE_PLANS)})")
"""How the first key that an organisation has to itself is named."""


class Renewed(NamedTuple):
    """How many organisations the sweep will look at, and the cursor to continue from, if more keys remain."""

    organisations: int
    cursor: str | None


def renew(table: Table, limit: int, cursor: str | None) -> Renewed:
    """Mark the organisations that own one of the next `limit` keys of API Gateway and are to have others."""
    query = {"limit": limit, "includeValues": True, **({"position": cursor} if cursor else {})}
    page = clients.client("apigateway").get_api_keys(**query)
    too_many = gateway_moves.own_count(table) - config.own_gateway_keys()
    marked: set[str] = set()
    for each in page["items"]:
        if (item := _owner(table, each["name"], each["value"])) is None or item["id"] in marked:
            continue
        is_counted = gateway_naming.plan_of(item).is_counted and gateway_naming.value_of(item) == each["value"]
        if not _is_as_new(item) or (is_counted and len(marked) < too_many):
            due = Update(set=gateway_naming.moves_at(clock.epoch()))
            table.update(keys.organisation(item["id"]), due, condition=present())
            marked.add(item["id"])
    return Renewed(len(marked), page.get("position"))


def _owner(table: Table, name: str, value: str) -> Item | None:
    """The organisation of this deployment that has a key to itself; None for all other keys of the account."""
    if (named := _OWN.fullmatch(name)) is None:
        return None
    try:
        organisation = organisations.load(table, named[1])
    except ResourceNotFound:
        return None
    return organisation if organisation.get(gateway_naming.value_name(named[2])) == value else None


def _is_as_new(item: Item) -> bool:
    """Whether an organisation names the keys that it would get today, and has no others."""
    value = gateway_naming.value_of(item)
    keyring = gateway_keys.keyring(item["id"], gateway_naming.plan_of(item), value)
    return bool(value) and gateway_naming.is_named(item, keyring) and not gateway_moves.leftovers(item)
