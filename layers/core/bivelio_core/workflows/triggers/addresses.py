"""The URLs that start workflows: each has a token, of which only the SHA-256 is stored.

A token's item leads to the workflow from whichever organisation it is of; the workflow's own item lists its tokens, so
that a new one ends those before it. What a call has to prove is stored beside them, its secret sealed.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock, ids, sealing
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.store import keys, members
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW, WORKFLOW_ADDRESS
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Put, Update, Write, absent, equals
from bivelio_core.tenancy import Environment, Tenant
from bivelio_core.ttl_cache import TtlCache

PURPOSE = "workflow_inbound"
"""What the secret of an inbound trigger is sealed for."""

PATH = "/inbound/workflows/"
"""Where the URLs are, below the API's address; the token stands behind it."""

PREFIX, TOKEN_LENGTH = "wfu_", 40
SEALED = {"secret": "sealed", "verify_token": "sealed_token"}
"""The attribute of each secret of `verify`."""

MOST_EARLIER = 5
"""How many earlier tokens may still be valid beside the newest."""

MEMORY_SECONDS, MEMORY_SIZE = 30, 2_000


class Address(NamedTuple):
    """A workflow as calls of its URL find it. `trigger` is the definition's, `sealed` what its `verify` needs."""

    tenant: Tenant
    workflow: Item
    trigger: dict[str, Any]
    sealed: dict[str, bytes]

    def secret(self, name: str = "secret") -> str:
        """A secret of `verify`, by its field; the one by which a caller is verified."""
        return sealing.unseal(self.sealed.get(name, b""), organisation=self.tenant.organisation, purpose=PURPOSE)


_cache: TtlCache[Address | None] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def find(table: Table, token: str, environment: Environment) -> Address | None:
    """The workflow that a token starts in an environment; None for any other text, remembered for half a minute."""
    if not (token.startswith(PREFIX) and len(token) == len(PREFIX) + TOKEN_LENGTH and token.isascii()):
        return None
    digest = digest_of(token)
    return _cache.get((digest, environment), lambda: _read_address(table, digest, environment))


def _read_address(table: Table, digest: str, environment: Environment) -> Address | None:
    item = table.get(keys.inbound_token(digest))
    if item is None or item["environment"] != environment or item.get("until", "9") < clock.real_stamp():
        return None
    store = TenantStore(table, Tenant.at(item["organisation"], environment))
    about = store.get(WORKFLOW_ADDRESS, item["workflow_id"])
    workflow = store.get(WORKFLOW, item["workflow_id"])
    if members.is_suspended(store):
        return None
    if about is None or workflow is None or workflow["trigger_type"] != "inbound" or workflow["status"] == "archived":
        return None
    return Address(store.tenant, workflow, json.loads(about["trigger"]), _sealed(about))


def _sealed(about: Item) -> dict[str, bytes]:
    return {name: bytes(about[attribute]) for name, attribute in SEALED.items() if attribute in about}


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def trigger_write(
    store: TenantStore, workflow_id: str, definition: dict[str, Any], sealed: Mapping[str, bytes]
) -> list[Write]:
    """The write that tells the URL of a workflow what its new version asks of callers; secrets before it stay."""
    if definition["trigger_type"] != "inbound":
        return []
    secrets = {SEALED[name]: secret for name, secret in sealed.items()}
    about = {"trigger": json.dumps(definition["trigger"]), **secrets}
    return [store.update_write(WORKFLOW_ADDRESS, workflow_id, Update(set=about))]


def stored_secrets(store: TenantStore, workflow_id: str) -> set[str]:
    """The fields of `verify` of which a workflow's secrets are stored."""
    return set(_sealed(store.get(WORKFLOW_ADDRESS, workflow_id) or {}))


def seal(store: TenantStore, secret: str) -> bytes:
    """The secret of a trigger as it is stored."""
    return sealing.seal(secret, organisation=store.tenant.organisation, purpose=PURPOSE)


def rotate(store: TenantStore, workflow_id: str, overlap: timedelta, entry: Put) -> str:
    """Give a workflow a new token, with the audit entry; those before it end after the overlap.

    The workflow has an inbound trigger. Raises ChangedMeanwhile when another rotation came first.
    """
    token = PREFIX + ids.random_text(TOKEN_LENGTH)
    about = store.get(WORKFLOW_ADDRESS, workflow_id) or {}
    until = clock.stamp(clock.real_now() + overlap)
    earlier = [(each["digest"], min(each["until"], until)) for each in about.get("earlier", [])]
    if "digest" in about:
        earlier.append((about["digest"], until))
    valid = [(digest, end) for digest, end in earlier if end > clock.real_stamp()][-MOST_EARLIER:]
    dropped = {digest for digest, _ in earlier} - {digest for digest, _ in valid}
    change = Update(
        set={"digest": digest_of(token), "earlier": [{"digest": digest, "until": end} for digest, end in valid]}
    )
    as_read = equals("digest", about["digest"]) if "digest" in about else absent("digest")
    writes: list[Write] = [
        store.update_write(WORKFLOW_ADDRESS, workflow_id, change, condition=as_read),
        _token_item(store, workflow_id, digest_of(token)),
        *(_token_item(store, workflow_id, digest, end) for digest, end in valid),
        *(Delete(keys.inbound_token(digest)) for digest in dropped),
        entry,
    ]
    try:
        store.transact(writes)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return token


def _token_item(store: TenantStore, workflow_id: str, digest: str, until: str | None = None) -> Put:
    key, tenant = keys.inbound_token(digest), store.tenant
    about = {"organisation": tenant.organisation, "environment": tenant.environment, "workflow_id": workflow_id}
    ends = {"until": until, "ttl": int(clock.parse(until).timestamp())} if until else {}
    return Put({"PK": key.pk, "SK": key.sk, **about, **ends})


def removal_writes(store: TenantStore, workflow_id: str) -> list[Write]:
    """The writes by which the URLs of a workflow, and the secret of its callers, are no more."""
    about = store.get(WORKFLOW_ADDRESS, workflow_id)
    if about is None:
        return []
    digests = [each["digest"] for each in (*about.get("earlier", []), about) if "digest" in each]
    tokens: list[Write] = [Delete(keys.inbound_token(digest)) for digest in digests]
    return [store.delete_write(WORKFLOW_ADDRESS, workflow_id), *tokens]


def forget() -> None:
    """Clear the cache of addresses; for tests."""
    _cache.clear()
