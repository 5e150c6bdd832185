"""A sandbox day that is open, without writing its examples again: they are written once a process, then copied.

Opening a day takes some hundred times as long as the request that comes next. What is copied are the items as moto has
them, and the key that sealed what is secret in them. Whoever judges how a day is opened opens one by a request.
"""

import os
import pickle
from typing import Any

from bivelio_core.entrypoints.sandbox_day import write_samples
from bivelio_core.store import connect
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends

from tests.services import ACCOUNT, REGION

_copies: dict[Tenant, tuple[bytes, Any]] = {}
"""By the tenant, which names the day: the items of the partitions that opening it makes, and the key."""


def open_day(organisation: str) -> None:
    """Open the day of an organisation's sandbox in the running mock, in which nothing is stored of it yet."""
    tenant = Tenant.at(organisation, "sandbox")
    items, keys = stored(), kms_backends[ACCOUNT][REGION].keys
    if tenant not in _copies:
        before = set(items)
        write_samples(TenantStore(connect.table(), tenant))
        written = {partition: rows for partition, rows in items.items() if partition not in before}
        _copies[tenant] = pickle.dumps(written), keys[os.environ["KMS_KEY_ID"]]
        return
    copied, key = _copies[tenant]
    items.update(pickle.loads(copied))  # noqa: S301 - made above
    keys[key.id] = key


def stored() -> Any:
    """The items of the table, by partition and sort key."""
    return dynamodb_backends[ACCOUNT][REGION].tables[os.environ["TABLE_NAME"]].items
