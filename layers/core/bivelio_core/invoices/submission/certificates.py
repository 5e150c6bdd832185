"""The certificate with which an issuer's records are submitted, and its invoices signed.

    T#INK / -   the certificate and its chain (PEM), whose it is, its dates; the private key sealed by KMS

The key is sealed for the organisation alone, and opened only by the functions that submit or sign.
"""

import base64
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from bivelio_core import clock, sealing
from bivelio_core.store import due as store_due
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ISSUER_CERTIFICATE
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals

from .ports import ClientCertificate

SK = "-"
SHARDS = 4
PREFIX = "INV#CERT#"
NOTICE_DAYS = (60, 30, 7)
"""How long before its end the issuer is told, each once."""
PURPOSE = "issuer_certificate"
LINE = 64


def load(store: TenantStore) -> Item | None:
    """The item of an issuer's certificate."""
    return store.get(ISSUER_CERTIFICATE, SK)


def partition(shard: int) -> str:
    """The key in GSI1 of the marks of a shard."""
    return f"{PREFIX}{shard}"


def notice_mark(store: TenantStore, expires_at: str, after: int | None = None) -> dict[str, str]:
    """The mark of a certificate at its next notice, of fewer days than `after`; empty after the last one."""
    end = clock.parse(expires_at)
    for days in NOTICE_DAYS:
        at = end - timedelta(days=days)
        if after is None or days < after:
            shard = sum(store.tenant.configuration.encode()) % SHARDS
            return {"GSI1PK": partition(shard), "GSI1SK": clock.stamp(at)}
    return {}


def due(table: Table) -> Iterator[Key]:
    """The keys of the certificates whose end has to be told."""
    return store_due.keys_of(table, map(partition, range(SHARDS)))


def tell(table: Table, key: Key) -> bool:
    """Note that the end of a certificate is near, from which the event follows; False when there was nothing to do."""
    if (due_item := store_due.item_of(table, key, ISSUER_CERTIFICATE)) is None:
        return False
    store, item = due_item
    days_left = (clock.parse(item["expires_at"]) - clock.real_now()).days
    days = next((each for each in reversed(NOTICE_DAYS) if days_left <= each), NOTICE_DAYS[0])
    mark = notice_mark(store, item["expires_at"], days)
    change = Update(set={"noticed_days": days, **mark}, remove=() if mark else ("GSI1PK", "GSI1SK"))
    with suppress(ConditionFailed):  # another certificate meanwhile
        store.update(ISSUER_CERTIFICATE, key.sk, change, condition=equals("GSI1SK", item["GSI1SK"]))
    return True


def client_certificate(store: TenantStore) -> ClientCertificate | None:
    """The certificate with its opened key; None where the issuer has none."""
    item = load(store)
    if item is None or "sealed_key" not in item:
        return None
    key = sealing.unseal(item["sealed_key"], organisation=store.tenant.organisation, purpose=PURPOSE)
    return ClientCertificate(item["chain"], pem("PRIVATE KEY", key), is_seal=bool(item.get("is_seal")))


def pem(kind: str, text: str) -> str:
    """Return base64 of DER as PEM."""
    lines = "\n".join(textwrap.wrap(text, LINE))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def sealed(store: TenantStore, key: bytes) -> bytes:
    """Seal a private key, given as DER (PKCS #8)."""
    return sealing.seal(base64.b64encode(key).decode(), organisation=store.tenant.organisation, purpose=PURPOSE)
