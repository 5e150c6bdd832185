"""The consumer of the log: keep the requests that are kept, and count all of them.

Everything may be repeated: what is kept has its id for a key, and the counts come last, with the marker of their batch.
Lines of an organisation that is erased come for a while after it: nothing is kept or counted of them.
"""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bivelio_core.erasure.erased import is_erased
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from . import body_keys, counting, kept, settings
from .line import Line, read
from .settings import RequestSettings

TRIAL_ORGANISATION = "org_release0000check"
"""Which does not exist: new versions are tried by its requests, before anybody calls them (tools/trials.py)."""


def lines_of(event: Mapping[str, Any]) -> list[Line]:
    """The requests of an event of CloudWatch Logs (Lambda Developer Guide, "CloudWatch Logs events")."""
    message = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if message.get("messageType") != "DATA_MESSAGE":  # CONTROL_MESSAGE: whether we can be reached
        return []
    lines = (read(each["id"], each["timestamp"], each["message"]) for each in message["logEvents"])
    return [line for line in lines if line is not None and line.tenant.organisation != TRIAL_ORGANISATION]


def consume(lines: Sequence[Line], store_of: Callable[[Tenant], TenantStore]) -> int:
    """Keep and count the requests of a batch; returns how many failures had no place any more."""
    return sum(_consume(store_of(tenant), tenant_lines) for tenant, tenant_lines in _by_tenant(lines))


def _consume(store: TenantStore, lines: Sequence[Line]) -> int:
    if is_erased(store.table, store.tenant.organisation):
        return 0
    lost = 0
    for part in counting.parts(lines):
        selection = [line for line in part if line.is_failure or kept.is_sample(line)]
        if selection and counting.is_counted(store, part):
            continue
        if selection:
            lost += kept.keep(store, selection, _settings(store))
        counting.count(store, part)
    return lost


def _settings(store: TenantStore) -> RequestSettings:
    """The organisation's settings, with a key for the bodies of its next requests."""
    organisation = store.tenant.organisation
    return body_keys.renewed(store.table, organisation, settings.load(store.table, organisation))


def _by_tenant(lines: Sequence[Line]) -> Iterator[tuple[Tenant, list[Line]]]:
    """The lines of each organisation and environment."""
    lines_by_tenant: dict[Tenant, list[Line]] = {}
    for line in lines:
        lines_by_tenant.setdefault(line.tenant, []).append(line)
    yield from lines_by_tenant.items()
