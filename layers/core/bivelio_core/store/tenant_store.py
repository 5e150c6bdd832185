"""The store as a service sees it: bound to one tenant, it builds every key itself.

A service cannot name another tenant's item, because it never writes a partition key. Code that must cross tenants
(authorizer, workers, the operator) uses `SystemStore`; a contract test lists who imports it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Unpack

from bivelio_core import clock, correlation, ids
from bivelio_core.tenancy import Tenant

from . import keys
from .codec import Item
from .keys import Kind
from .table import QueryOptions, Table
from .writes import Condition, Delete, Key, Put, Update, UpdateWrite, Write

SANDBOX_GRACE = timedelta(days=2)
"""How long a sandbox day's data is kept after the day: work that began before midnight may end after it."""


def require_own(kind: str, public: str, organisation: str) -> None:
    """Raise ResourceForbidden for an id that was made for another organisation."""
    if ids.is_foreign(kind, public, organisation):
        from bivelio_core.errors import ResourceForbidden  # noqa: PLC0415 - workers without requests do without them

        raise ResourceForbidden


def existing(item: Item | None, kind: str = "", public: str = "") -> Item:
    """The item, if it exists. Raises ResourceNotFound when it is None, with the kind and the id that was looked up."""
    if item is None:
        from bivelio_core.errors import ResourceNotFound  # noqa: PLC0415

        raise ResourceNotFound(details={"kind": kind, "id": public} if public else None)
    return item


class Lease(NamedTuple):
    """The first of some sequence numbers, and the revision of what the organisation declares of the kind's items."""

    first: int
    declared: str


DECLARED = "declared"
"""The attribute of a kind's sequence that has that revision; none while nothing is declared."""


class TenantStore(NamedTuple):
    """The table, seen by one tenant."""

    table: Table
    tenant: Tenant

    def key(self, kind: Kind, sk: str, *rest: str) -> Key:
        """The key of one of the tenant's items."""
        return keys.tenant_key(self.tenant, kind, sk, *rest)

    def item(self, kind: Kind, sk: str, attributes: dict[str, Any], *rest: str) -> Item:
        """The whole item with these attributes; business data of a sandbox day expires after the day."""
        key = self.key(kind, sk, *rest)
        return {"PK": key.pk, "SK": key.sk, **self._expiry(kind), **_mark(kind), **attributes}

    def get(self, kind: Kind, sk: str, *rest: str, consistent: bool = True) -> Item | None:
        """One item, or None."""
        return self.table.get(self.key(kind, sk, *rest), consistent=consistent)

    def find(self, kind: Kind, public: str, *, consistent: bool = True) -> Item:
        """The item of a public id, or the one that it has become part of. 1 read, and 1 more for an imported id.

        Raises ResourceForbidden for another organisation's id, ResourceNotFound.
        """
        item = self.find_itself(kind, public, consistent=consistent)
        return item if item.get(kind.into) is None else self.find(kind, item[kind.into], consistent=consistent)

    def find_itself(self, kind: Kind, public: str, *, consistent: bool = True) -> Item:
        """The item of a public id, though it may have become part of another one. Raises as `find` does."""
        item = existing(self.get(kind, self.sort_key(kind, public), consistent=consistent), kind.name, public)
        is_it = not kind.is_listed or keys.public_id(kind, self.tenant.organisation, item) == public
        return existing(item if is_it else None, kind.name, public)

    def sort_key(self, kind: Kind, public: str) -> str:
        """The sort key of a public id; 1 read for an imported id, none for an id of ours.

        Raises ResourceForbidden for another organisation's id, ResourceNotFound for an id that cannot exist.
        """
        require_own(kind.name, public, self.tenant.organisation)
        if not kind.is_listed:
            return public
        if parsed := ids.parse_sequenced(kind.name, public):
            return keys.sequence_sk(parsed.sequence)
        alias = self.get(keys.ALIAS, public)
        is_kind = alias is not None and alias["kind"] == kind.partition
        return str(existing(alias if is_kind else None, kind.name, public)["target"])

    def get_many(self, kind: Kind, sks: Sequence[str], *rest: str, consistent: bool = False) -> dict[str, Item]:
        """Those items of one partition that exist, by sort key."""
        items = self.table.get_many([self.key(kind, sk, *rest) for sk in sks], consistent=consistent)
        return {key.sk: item for key, item in items.items()}

    def put(
        self, kind: Kind, sk: str, attributes: dict[str, Any], *rest: str, condition: Condition | None = None
    ) -> Item:
        """Write a whole item and return it."""
        item = self.item(kind, sk, attributes, *rest)
        self.table.put(item, condition)
        return item

    def update(self, kind: Kind, sk: str, update: Update, *rest: str, condition: Condition | None = None) -> Item:
        """Change single attributes and return the whole item."""
        return self.table.update(self.key(kind, sk, *rest), self._whole(kind, update), condition)

    def delete(self, kind: Kind, sk: str, *rest: str, condition: Condition | None = None) -> None:
        """Delete an item, if it is there."""
        self.table.delete(self.key(kind, sk, *rest), condition)

    def query(self, kind: Kind, *rest: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """The items of one partition, in order of sort key."""
        return self.table.query(keys.tenant_partition(self.tenant, kind, *rest), **options)

    def put_write(
        self, kind: Kind, sk: str, attributes: dict[str, Any], *rest: str, condition: Condition | None = None
    ) -> Put:
        """A put for a transaction."""
        return Put(self.item(kind, sk, attributes, *rest), condition)

    def update_write(
        self, kind: Kind, sk: str, update: Update, *rest: str, condition: Condition | None = None
    ) -> UpdateWrite:
        """An update for a transaction."""
        return UpdateWrite(self.key(kind, sk, *rest), self._whole(kind, update), condition)

    def delete_write(self, kind: Kind, sk: str, *rest: str, condition: Condition | None = None) -> Delete:
        """A deletion for a transaction."""
        return Delete(self.key(kind, sk, *rest), condition)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """All writes or none."""
        self.table.transact(writes, token)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """All writes or none. Raises TableBusy when another transaction is under way on one of the items."""
        self.table.transact_at_once(writes)

    def _expiry(self, kind: Kind) -> dict[str, int]:
        resets_at = self.tenant.resets_at() if kind.is_business else None
        return {"ttl": int((resets_at + SANDBOX_GRACE).timestamp())} if resets_at else {}

    def _whole(self, kind: Kind, update: Update) -> Update:
        expiry = {} if "ttl" in update.set else self._expiry(kind)
        whole = update._replace(default={**expiry, **update.default}) if expiry else update
        return whole._replace(set={**whole.set, **mark}) if (mark := _mark(kind)) else whole

    def lease_sequence(self, kind: Kind, count: int = 1) -> int:
        """Lease `count` new sequence numbers of a kind and return the first; they are dense and never leased twice."""
        return self.lease(kind, count).first

    def lease(self, kind: Kind, count: int = 1) -> Lease:
        """Lease `count` new sequence numbers of a kind, and tell what is declared of its items."""
        lease = self.lease_write(kind, count)
        item = self.table.update(lease.key, lease.update)
        return Lease(int(item["last"]) - count + 1, str(item.get(DECLARED, "")))

    def declared_write(self, kind: Kind, revision: str) -> UpdateWrite:
        """The write by which whoever leases a number of a kind learns of a new revision of what is declared of it."""
        return self.update_write(
            keys.index_of(kind), keys.SEQUENCE_SK, Update(set={DECLARED: revision}, add={"last": 0}), kind.partition
        )

    def lease_write(self, kind: Kind, count: int) -> UpdateWrite:
        """The lease of `count` sequence numbers as part of a transaction; `at` says when the last were given out."""
        counted = Update(set={"at": int(clock.epoch())}, add={"last": count})
        return self.update_write(keys.index_of(kind), keys.SEQUENCE_SK, counted, kind.partition)


def _mark(kind: Kind) -> dict[str, Any]:
    return correlation.mark() if kind.partition in keys.EVENT_SOURCES else {}


class SystemStore(NamedTuple):
    """The table, for code that works for all tenants."""

    table: Table

    def of(self, tenant: Tenant) -> TenantStore:
        """The store of one tenant."""
        return TenantStore(self.table, tenant)
