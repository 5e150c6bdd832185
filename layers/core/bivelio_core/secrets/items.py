"""Secrets in the table: sealed, opened for a request to one of their hosts and for nothing else."""

from collections.abc import Iterable

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


def opened(store: TenantStore, names: Iterable[str], authority: str) -> dict[str, str]:
    """The values of secrets that a request to a host needs. Raises SecretMissing, HostNotAllowed, with the name."""
    wanted = sorted(set(names))
    found = read(store, wanted) if wanted else {}
    for name in wanted:
        if name not in found:
            raise SecretMissing(name)
        if not may_be_sent(found[name], authority):
            raise HostNotAllowed(name)
    return {name: _value(store, item) for name, item in found.items()}


def _value(store: TenantStore, item: Item) -> str:
    if item.get("sample"):
        return SIMULATED
    return sealing.unseal(bytes(item["value"]), organisation=store.tenant.organisation, purpose=PURPOSE)
