"""Calls of a workflow's URL that bring one of our own events back: what they start goes on with the event's chain.

A webhook's receiver may call the URL of a workflow: a forwarder, a relay, another automation. It need not pass on the
header that names the chain (store/chain_header.py), but it leaves something of the event, and the event's id tells the
rest: the event is in the log, with the place in its chain. An id is looked up only if it is this organisation's own.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.store.chains import Chain
from bivelio_core.store.tenant_store import TenantStore

NAMING_HEADERS = ("webhook-id", "ce-id")
"""Where Standard Webhooks and CloudEvents in binary mode have an event's id."""

MOST_LOOKED_UP = 3


class Returned(NamedTuple):
    """The event that a call brings back, where it stands in its chain, and the webhook that the call names, if any."""

    event: str
    webhook: str
    chain: Chain


def find(store: TenantStore, headers: Mapping[str, str], text: str) -> Returned | None:
    """The event that a call with these headers (lower case) and this body brings back; None when it brings none."""
    named = " ".join(headers.get(name, "") for name in NAMING_HEADERS)
    references = dict.fromkeys((*_own(store, "event", named), *_own(store, "event", text)))
    if not references:
        return None
    from bivelio_core.events import log  # noqa: PLC0415 - few calls bring an event back

    for identifier in islice(references, MOST_LOOKED_UP):
        if (event := log.get(store, identifier)) is not None:
            return Returned(event.id, next(_own(store, "webhook", text), ""), event.place_in_chain)
    return None


def _own(store: TenantStore, kind: str, text: str) -> Iterator[str]:
    """The ids of a kind in a text that are the organisation's own."""
    for match in _shape(kind).finditer(text):
        if not ids.is_foreign(kind, match[0], store.tenant.organisation):
            yield match[0]


def _shape(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b{ids.PREFIXES[kind]}_[{ids.ALPHABET}]{{{ids.BODY_LENGTH + ids.TAG_LENGTH}}}\b")
