"""Secrets in the table: sealed, opened for a request to one of their hosts and for nothing else."""

from collections.abc import Iterable
from typing import NamedTuple

from bivelio_core import sealing
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SECRET
from bivelio_core.store.tenant_store import TenantStore

PURPOSE = "secret"
SIMULATED = "simulated"
"""The value of an example, which is not sealed; the sandbox sends nothing."""

WILDCARD = "*."


class SecretMissing(Exception):
    """There is no secret of this name."""


class HostNotAllowed(Exception):
    """The secret may not be sent to this host."""


def sealed(value: str, organisation: str) -> bytes:
    """The ciphertext of a value."""
    return sealing.seal(value, organisation=organisation, purpose=PURPOSE)


def may_be_sent(secret: Item, authority: str) -> bool:
    """Whether a secret may be sent to a host, which is named as `egress.authority` names it."""
    return any(
        authority.endswith(host.removeprefix("*")) if host.startswith(WILDCARD) else authority == host
        for host in secret["allowed_hosts"]
    )


def read(store: TenantStore, names: Iterable[str]) -> dict[str, Item]:
    """Those of the secrets that exist, by name; their values are sealed."""
    return store.get_many(SECRET, sorted(names), consistent=True)


class Opened(NamedTuple):
    """The values that a request sends, by name, and those that it does not send and its answer may not show either."""

    sent: dict[str, str]
    others: tuple[str, ...] = ()


def opened(store: TenantStore, names: Iterable[str], authority: str, also: Iterable[str] = ()) -> Opened:
    """The values of secrets that a request to a host sends, and of those of the run, `also`, that exist: one read.

    Raises SecretMissing, HostNotAllowed, with the name of one that it sends.
    """
    own_names = set(names)
    around = own_names | set(also)
    secrets_by_name = read(store, around) if around else {}
    for name in sorted(own_names):
        if name not in secrets_by_name:
            raise SecretMissing(name)
        if not may_be_sent(secrets_by_name[name], authority):
            raise HostNotAllowed(name)
    values = {name: _value(store, item) for name, item in secrets_by_name.items()}
    others = tuple(value for name, value in values.items() if name not in own_names)
    return Opened({name: values[name] for name in own_names}, others)


def _value(store: TenantStore, item: Item) -> str:
    if item.get("sample"):
        return SIMULATED
    return sealing.unseal(bytes(item["value"]), organisation=store.tenant.organisation, purpose=PURPOSE)
