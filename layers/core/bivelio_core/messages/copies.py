"""The other recipients of a mail, `cc` and `bcc`: addresses as servers take them, without those that are suppressed.

A copy is left out, and told, where a message to its address would be refused; the mail goes to the others all the same.
Whoever sends later looks again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store.keys import SUPPRESSION
from bivelio_core.store.tenant_store import TenantStore

from . import recipient
from .suppressions import stored

FIELDS = ("cc", "bcc")


class Copies(NamedTuple):
    """The content of a mail with the copies that may go, and the addresses that are left out, each with its reason."""

    content: dict[str, Any]
    left_out: list[dict[str, str]]


def checked(content: Mapping[str, Any], to: str) -> dict[str, Any]:
    """The content with each address once, without that of the recipient. Raises ValidationError for what is none."""
    faults: list[Fault] = []
    known_addresses, lists = {to.casefold()}, dict[str, list[str]]()
    for field in FIELDS:
        for place, written in enumerate(content.get(field, ())):
            address = recipient.email(written)
            if address is None:
                faults.append(Fault(f"message.{field}[{place}]", "format", {"expected": "email"}))
            elif address.casefold() not in known_addresses:
                known_addresses.add(address.casefold())
                lists.setdefault(field, []).append(address)
    if faults:
        raise ValidationError(faults)
    return {**_without(content), **lists}


def allowed(store: TenantStore, content: Mapping[str, Any]) -> Copies:
    """The copies that may go now. One batch of reads, none without copies."""
    addresses = [address for field in FIELDS for address in content.get(field, ())]
    if not addresses:
        return Copies(dict(content), [])
    reasons = _reasons(store, addresses)
    lists = {field: [each for each in content.get(field, ()) if each not in reasons] for field in FIELDS}
    left_out = [{"address": address, "reason": reason} for address, reason in reasons.items()]
    return Copies({**_without(content), **{field: list_ for field, list_ in lists.items() if list_}}, left_out)


def _reasons(store: TenantStore, addresses: Sequence[str]) -> dict[str, str]:
    """Why messages to some of the addresses are refused, by address."""
    keys = {address: store.key(SUPPRESSION, stored.sk_of("email", address)) for address in addresses}
    items = store.table.get_many(list(keys.values()), consistent=True)
    reasons = {
        address: stored.blocking(items.get(key), is_marketing=False, is_asked_for=False)
        for address, key in keys.items()
    }
    return {address: reason for address, reason in reasons.items() if reason is not None}


def _without(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in FIELDS}
