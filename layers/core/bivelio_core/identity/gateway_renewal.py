"""Move older organisations to the gateway keys that a new organisation gets, and delete unused gateway keys.

API Gateway's own list of keys is the list of remaining work: it contains an organisation's own former key until that
key is deleted. Therefore the operation may die anywhere, and calling it again until it finds nothing completes it.
"""

import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from bivelio_core import clients, config
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Update, present

from . import gateway_keys, organisations

_OWN = re.compile(r"(org_[0-9a-z]{1,32})-(starter|pro|enterprise|own)")
"""How the first key of an organisation is named."""


class Renewed(NamedTuple):
    """The numbers of organisations moved and of keys deleted, and the cursor to continue from, if more remain."""

    organisations: int
    deleted: int
    cursor: str | None


class _Own(NamedTuple):
    """A key that an organisation of this deployment has to itself."""

    id: str
    value: str
    organisation: Item
    plan: str


def renew(table: Table, limit: int, cursor: str | None) -> Renewed:
    """Renew the organisations that own keys among the next `limit` keys of API Gateway.

    A key is deleted only when no authorizer remembers it any more, so deleting takes half a minute.
    """
    query = {"limit": limit, "includeValues": True, **({"position": cursor} if cursor else {})}
    page = clients.client("apigateway").get_api_keys(**query)
    changed, unused = 0, []
    for key in _own_keys(table, page["items"]):
        item = organisations.renew(table, key.organisation["id"])
        changed += organisations.carried(item) != organisations.carried(key.organisation)
        if key.plan in gateway_keys.SHARING and item["gateway_key"] != key.value:
            unused.append(key)
    if unused:
        time.sleep(config.gateway_key_memory_seconds())
    for key in unused:
        gateway_keys.delete(key.id)
        forgotten = Update(remove=[organisations.value_name(key.plan)])
        table.update(keys.organisation(key.organisation["id"]), forgotten, condition=present())
    return Renewed(changed, len(unused), page.get("position"))


def _own_keys(table: Table, api_keys: list[dict[str, Any]]) -> Iterator[_Own]:
    """Return the keys that single organisations of this deployment own, ignoring all others of the account."""
    for each in api_keys:
        if (named := _OWN.fullmatch(each["name"])) is None:
            continue
        try:
            organisation = organisations.load(table, named[1])
        except ResourceNotFound:
            continue
        if organisation.get(organisations.value_name(named[2])) == each["value"]:
            yield _Own(each["id"], each["value"], organisation, named[2])
