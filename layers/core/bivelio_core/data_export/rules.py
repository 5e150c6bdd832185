"""Which kinds an export has, why it has not the others, and which attributes it never has.

Whoever may export reads what the API never shows: the item of a user has the hash of a password, that of a connection
its sealed token. So the rule is by the name of an attribute and by its type, for every kind alike.
"""

import zlib
from collections.abc import Mapping
from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import Kind

_A_KEY = "A key of the platform, or the token of a session: it opens, and says nothing."
_IN_OTHERS = "Made from other items, and made again from them."
_PASSING = "Passing: locks, counters and marks of work that is under way."

OMITTED: Mapping[Kind, str] = {
    **dict.fromkeys((keys.CHAIN_KEY, keys.SECRET_TOKEN, keys.REQUEST_KEY), _A_KEY),
    **dict.fromkeys((keys.TASK_PLACE, keys.DEAL_TALLY, keys.BOOKING_DAY), _IN_OTHERS),
    keys.BOOKING_HOLD: _PASSING,
    **dict.fromkeys((keys.CALENDAR_ENTRY, keys.CONTACT_ADDRESS, keys.PRODUCT_CODE, keys.EVENT_PLACE), _IN_OTHERS),
    **dict.fromkeys((keys.MESSAGE, keys.REQUEST_PLACE, keys.EXTRACTED_NUMBER, keys.RECEIVED_NUMBER), _IN_OTHERS),
    **dict.fromkeys((keys.WORKFLOW_TRIGGER, keys.INVOICE_NUMBER, keys.CASE_NUMBER), _IN_OTHERS),
    **dict.fromkeys((keys.WORKFLOW_LOCK, keys.WORKFLOW_GATE, keys.CHAIN, keys.RUN_CHILD, keys.EVENT_WAIT), _PASSING),
    **dict.fromkeys((keys.LANE, keys.SUBMISSION_LANE, keys.CALENDAR_TASK, keys.CALENDAR_START), _PASSING),
    **dict.fromkeys((keys.IDEMPOTENCY, keys.EFFECT, keys.DAY_MARKER, keys.CLOCK, keys.LIMIT), _PASSING),
    **dict.fromkeys((keys.RATE_LIMIT, keys.REQUEST_SHARE, keys.USAGE_BATCH, keys.CREDIT_RESERVATION), _PASSING),
    **dict.fromkeys(
        (keys.IMPORT, keys.IMPORT_UNDO, keys.EXPORT, keys.INVOICE_BOOKS, keys.INVOICE_ARCHIVE, keys.DATA_EXPORT),
        _PASSING,
    ),
}

ACCOUNTS = frozenset({"organisation_member", "audit_entry"})
"""What the platform has of an organisation and an export has too, by the names of store/holding_accounts.py."""

OMITTED_ACCOUNTS: Mapping[str, str] = {
    **dict.fromkeys(("api_key", "session", "link", "inbound_token"), _A_KEY),
    **dict.fromkeys(("membership", "email_lock", "index"), _IN_OTHERS),
    **dict.fromkeys(("attempts", "suspension", "invitation"), _PASSING),
    "organisation": "What it says is in the index.",
    "user": "An account is its person's own; the members of the organisation are in the export.",
}

SECRET_NAMES = frozenset(
    {"digest", "earlier", "email_link", "gateway_key", "gateway_keys", "generation", "link", "mfa_codes", "mfa_secret"}
    | {"mfa_step", "password", "pointer", "sealed", "secret", "session", "token", "verify_token", "_r", "_w"}
)
TECHNICAL = frozenset({"PK", "SK", "GSI1PK", "GSI1SK", "ttl"})
BATCH_MARK = "b~"
"""How attributes begin that mark a batch as counted (requests/marks.py)."""
LARGEST_VALUE = 64_000_000
"""Bytes that a compressed value may have when it is opened: an item has 400 kB."""


def is_exported(kind: str) -> bool:
    """Whether items that store/holdings.py enumerates under a name are in an export."""
    return kind in ACCOUNTS or kind in _EXPORTED


def exported(item: Item) -> dict[str, Any]:
    """An item as an export has it: with its key below its partition, and without what is secret."""
    key = "#".join(part for part in (item["PK"].partition("#")[2], item["SK"]) if part)
    about = {name: value for name, value in item.items() if name not in TECHNICAL and not name.startswith(BATCH_MARK)}
    return {"key": key, **_attributes(about)}


def _attributes(about: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {name: _plain(value) for name, value in about.items() if name not in SECRET_NAMES}
    return {name: value for name, value in attributes.items() if value is not None}


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return _attributes(value)
        case list():
            return [_plain(each) for each in value]
        case set() | frozenset():
            return sorted(value)
        case bytes() | bytearray():
            return _opened(bytes(value))
        case int() | float() | str() | bool() | None:
            return value
        case _:
            return str(value)


def _opened(value: bytes) -> str | None:
    """A compressed text; None for other bytes, which are sealed secrets or digests."""
    try:
        return zlib.decompressobj().decompress(value, LARGEST_VALUE).decode()
    except (zlib.error, UnicodeDecodeError):
        return None


_EXPORTED = frozenset(kind.name for kind in keys.all_kinds() if kind not in OMITTED)
