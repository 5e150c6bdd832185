"""What becomes of each kind of item when an organisation is brought back from a copy of the table.

What happened since the copy is true and stays: invoices, records of them, messages, runs, money, the audit log. Of
these only what is missing comes back. What people maintain may become as it was. Who may enter is decided anew. Numbers
that were given are given once (counters.py).
"""

from collections.abc import Mapping
from enum import Enum

from bivelio_core.store import keys
from bivelio_core.store.keys import Kind


class Rule(Enum):
    """What a kind's items are to a restoration."""

    MAINTAINED = "maintained"
    """Comes back when it is missing; with `as_it_was` it is also overwritten, and what came since is removed."""

    HAPPENED = "happened"
    """Comes back when it is missing, and is never overwritten or removed."""

    ACCESS = "access"
    """Who may enter: comes back when it is missing, and only if asked for, lest what was withdrawn be valid again."""

    PASSING = "passing"
    """Stays as it is: locks, counters of minutes, work that was under way, and what is made from other items."""


_MAINTAINED = (
    *(keys.NOTE, keys.TASK, keys.TASK_PLACE, keys.ASSOCIATION, keys.VIEW, keys.LIST_VIEW, keys.MERGE),
    *(keys.DEAL, keys.PIPELINE),
    *(keys.CONTACT, keys.CONTACT_ADDRESS, keys.ALIAS, keys.DOCUMENT, keys.CASE, keys.CASE_NOTE),
    *(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.PRODUCT, keys.PRODUCT_CODE),
    *(keys.WORKFLOW, keys.WORKFLOW_TRIGGER, keys.WORKFLOW_ADDRESS, keys.WORKFLOW_STATE, keys.AGENT, keys.DESK),
    keys.AGENT_TEST,
    *(keys.CONNECTION, keys.SECRET, keys.WEBHOOK, keys.REQUEST_SETTINGS, keys.ISSUER_CERTIFICATE),
    *(keys.CONTACT_FIELD, keys.CANNED_REPLY, keys.KNOWLEDGE_COLLECTION, keys.KNOWLEDGE_SOURCE),
    *(keys.BOOKING_SERVICE, keys.BOOKING_PERSON, keys.BOOKING_DAY, keys.CALENDAR_SETTINGS),
)
_HAPPENED = (
    *(keys.CONVERSATION, keys.MESSAGE, keys.PROVIDER_MESSAGE, keys.MESSAGE_CHARGE, keys.CASE_NUMBER),
    keys.SUPPRESSION,
    *(keys.WORKFLOW_VERSION, keys.INSTANCE, keys.STEP, keys.CHAIN, keys.CHAIN_KEY, keys.CALENDAR_START),
    *(keys.EXTRACTION, keys.EXTRACTED_NUMBER, keys.MCP_EXECUTION, keys.EXECUTION, keys.AGENT_DAY),
    *(keys.AGENT_CONVERSATION, keys.AGENT_TURN),
    *(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, keys.INVOICE_RECORD, keys.INVOICE_SUBMISSION),
    *(keys.SUBMISSION_LANE, keys.REPRESENTATION, keys.INVOICE_ISSUER, keys.INVOICE_DELIVERY, keys.INVOICE_STATUSES),
    *(keys.RECEIVED_NUMBER, keys.INVOICE_SETTINGS, keys.EVENT, keys.EVENT_PLACE, keys.DELIVERY),
    *(keys.DELIVERY_ATTEMPT, keys.WEBHOOK_DAY, keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION),
    *(keys.EFFECT, keys.CALENDAR_TASK, keys.REQUEST_KEY, keys.REQUEST_RECORD, keys.REQUEST_PLACE, keys.USAGE),
)
_PASSING = (
    *(keys.WORKFLOW_LOCK, keys.WORKFLOW_GATE, keys.RUN_CHILD, keys.NESTED_APPROVAL, keys.EVENT_WAIT),
    *(
        keys.SECRET_TOKEN,
        keys.IMPORT,
        keys.IMPORT_UNDO,
        keys.EXPORT,
        keys.DATA_EXPORT,
        keys.INVOICE_BOOKS,
        keys.INVOICE_ARCHIVE,
        keys.LANE,
        keys.BOOKING_HOLD,
    ),
    *(keys.DESK_TURN, keys.AGENT_WAIT, keys.IDEMPOTENCY, keys.DAY_MARKER, keys.CLOCK, keys.LIMIT, keys.RATE_LIMIT),
    *(keys.REQUEST_SHARE, keys.USAGE_BATCH, keys.DEAL_TALLY, keys.AGENT_TEST_RUN),
)

OF_KINDS: Mapping[Kind, Rule] = {
    **dict.fromkeys(_MAINTAINED, Rule.MAINTAINED),
    **dict.fromkeys(_HAPPENED, Rule.HAPPENED),
    **dict.fromkeys(_PASSING, Rule.PASSING),
}
OF_ACCOUNTS: Mapping[str, Rule] = {
    "organisation": Rule.HAPPENED,  # its own item; its pointers to keys are ACCESS (`of`)
    "audit_entry": Rule.HAPPENED,
    **dict.fromkeys(("api_key", "inbound_token", "invitation", "organisation_member"), Rule.ACCESS),
    **dict.fromkeys(("membership", "email_lock", "user"), Rule.ACCESS),
    **dict.fromkeys(("session", "link", "attempts", "suspension", "index"), Rule.PASSING),
}
"""By the names under which store/holdings.py enumerates what is not of a kind."""

_BY_NAME = {**{kind.name: rule for kind, rule in OF_KINDS.items()}, **OF_ACCOUNTS}


def of(name: str, sk: str = "META") -> Rule:
    """The rule of an item of a holding. Raises KeyError for a name that has none."""
    if name == "organisation" and sk != "META":
        return Rule.ACCESS if sk.startswith("KEY#") else Rule.PASSING
    return _BY_NAME[name]
