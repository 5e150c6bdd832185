"""The partitions of all kinds of entity, defined here only and described in docs/data-model.md.

A kind's `name` is its key in `ids.PREFIXES`, its `partition` the part of the partition key after the tenant.
"""

from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.tenancy import Tenant

from .codec import Item
from .writes import Key


class Kind(NamedTuple):
    """A kind of entity: business data starts empty each sandbox day, configuration stays."""

    name: str
    partition: str
    is_business: bool = True
    marker: str = ""
    """For a kind that is split into many partitions: the attribute by which the stream's filters know its items."""
    is_listed: bool = False
    """Its sort keys are sequence numbers, and its ids contain them; an item may be known by an imported id instead."""
    is_split: bool = False
    """Its items are in partitions below its own, such as `#WFS#<run>` (`rest` of `tenant_key`)."""
    into: str = ""
    """The attribute in which an item that has become part of another one names that one: its id leads there."""


CONTACT = Kind("contact", "CT", is_listed=True, into="merged_into")
CONTACT_ADDRESS = Kind("contact_address", "CTA")
MERGE = Kind("merge", "MRG")
VIEW = Kind("view", "VW")
LIST_VIEW = Kind("list_view", "LVW")
NOTE = Kind("note", "CTN", marker="text", is_split=True)
TASK = Kind("task", "TSK")
TASK_PLACE = Kind("task_place", "TSKP", is_split=True)
ASSOCIATION = Kind("association", "CTL", is_split=True)
CONVERSATION = Kind("conversation", "MSG", marker="message_id", is_split=True)
MESSAGE = Kind("message", "MSGP", is_listed=True)
PROVIDER_MESSAGE = Kind("provider_message", "MSGX")
MESSAGE_CHARGE = Kind("message_charge", "MSGC")
CANNED_REPLY = Kind("canned_reply", "RPL")
SUPPRESSION = Kind("suppression", "MSGS")
WORKFLOW = Kind("workflow", "WF", is_business=False)
WORKFLOW_VERSION = Kind("workflow_version", "WFV", is_business=False)
WORKFLOW_TRIGGER = Kind("workflow_trigger", "WFT", is_business=False)
WORKFLOW_ADDRESS = Kind("workflow_address", "WFU", is_business=False)
WORKFLOW_STATE = Kind("workflow_state", "WFM", is_split=True)
WORKFLOW_LOCK = Kind("workflow_lock", "WFL", is_business=False)
INSTANCE = Kind("instance", "WFI", is_listed=True)
STEP = Kind("step", "WFS", marker="asked", is_split=True)
RUN_CHILD = Kind("run_child", "WFC", is_split=True)
WORKFLOW_GATE = Kind("workflow_gate", "WFG", is_split=True)
CHAIN = Kind("chain", "WFR")
CHAIN_KEY = Kind("chain_key", "WFK", is_business=False)
NESTED_APPROVAL = Kind("nested_approval", "WFA", is_split=True)
EVENT_WAIT = Kind("event_wait", "WFE", is_split=True)
CONNECTION = Kind("connection", "CN", is_business=False)
SECRET = Kind("secret", "SEC", is_business=False)
SECRET_TOKEN = Kind("secret_token", "SECT", is_business=False)
CALENDAR_EVENT = Kind("calendar_event", "CAL")
CALENDAR_ENTRY = Kind("calendar_entry", "CALE", is_split=True)
CALENDAR_TASK = Kind("calendar_task", "CALT")
CALENDAR_START = Kind("calendar_start", "CALS")
CALENDAR_SETTINGS = Kind("calendar_settings", "CALG", is_business=False)
BOOKING_SERVICE = Kind("booking_service", "BKS")
BOOKING_PERSON = Kind("booking_person", "BKP")
BOOKING_DAY = Kind("booking_day", "BKD")
BOOKING_HOLD = Kind("booking_hold", "BKH")
ALIAS = Kind("alias", "ALIAS")
IMPORT = Kind("import", "IMP")
IMPORT_UNDO = Kind("import_undo", "IMPU", is_split=True)
EXPORT = Kind("export", "EXP")
DATA_EXPORT = Kind("data_export", "DEX")
DOCUMENT = Kind("document", "DOC", is_listed=True)
EXTRACTION = Kind("extraction", "EXT")
KNOWLEDGE_COLLECTION = Kind("knowledge_collection", "KNC")
KNOWLEDGE_SOURCE = Kind("knowledge_source", "KNS", is_split=True)
EXTRACTED_NUMBER = Kind("extracted_number", "EXN")
CASE = Kind("case", "CASE", is_listed=True)
CASE_NOTE = Kind("case_note", "CASEN", is_split=True)
CASE_NUMBER = Kind("case_number", "CASNO")
DEAL = Kind("deal", "DEAL", is_listed=True)
DEAL_TALLY = Kind("deal_tally", "DLT")
PIPELINE = Kind("pipeline", "PLN")
MCP_EXECUTION = Kind("mcp_execution", "MCPX")
INVOICE = Kind("invoice", "INV", is_listed=True)
INVOICE_CONTENT = Kind("invoice_content", "INC")
INVOICE_NUMBER = Kind("invoice_number", "INN")
INVOICE_RECORD = Kind("invoice_record", "INR")
INVOICE_SUBMISSION = Kind("invoice_submission", "INRS")
SUBMISSION_LANE = Kind("submission_lane", "INRL")
ISSUER_CERTIFICATE = Kind("issuer_certificate", "INK", is_business=False)
REPRESENTATION = Kind("representation", "INP", is_business=False)
INVOICE_ISSUER = Kind("invoice_issuer", "INI")
INVOICE_DELIVERY = Kind("invoice_delivery", "IND")
INVOICE_STATUSES = Kind("invoice_statuses", "INT")
RECEIVED_NUMBER = Kind("received_number", "INX")
INVOICE_BOOKS = Kind("invoice_books", "INB")
INVOICE_ARCHIVE = Kind("invoice_archive", "INZ")
INVOICE_SETTINGS = Kind("invoice_settings", "INS", is_business=False)
PRODUCT = Kind("product", "PRD", is_listed=True)
PRODUCT_CODE = Kind("product_code", "PRDC")
EVENT = Kind("event", "EVN")
EVENT_PLACE = Kind("event_place", "EVP", is_split=True)
WEBHOOK = Kind("webhook", "WH", is_business=False)
WEBHOOK_DAY = Kind("webhook_day", "WHS", is_business=False)
DELIVERY = Kind("delivery", "WHL", is_split=True)
DELIVERY_ATTEMPT = Kind("delivery_attempt", "WHD", is_split=True)
LANE = Kind("lane", "WHQ")
AGENT = Kind("agent", "AG", is_business=False)
AGENT_DAY = Kind("agent_day", "AGD", is_split=True)
EXECUTION = Kind("execution", "AGE", is_listed=True)
AGENT_WAIT = Kind("agent_wait", "AGW")
AGENT_CONVERSATION = Kind("agent_conversation", "AGC")
AGENT_TURN = Kind("agent_turn", "AGCT", is_split=True)
AGENT_TEST = Kind("agent_test", "AGT")
AGENT_TEST_RUN = Kind("agent_test_run", "AGTR")
DESK = Kind("desk", "AGF", is_business=False)
DESK_TURN = Kind("desk_turn", "AGFT")
CREDIT_BALANCE = Kind("credit_balance", "CR")
CREDIT_ENTRY = Kind("credit_entry", "CRL", is_listed=True)
CREDIT_RESERVATION = Kind("credit_reservation", "CRR")
IDEMPOTENCY = Kind("idempotency", "IDEM")
EFFECT = Kind("effect", "ONCE")
DAY_MARKER = Kind("day_marker", "DAY")
CLOCK = Kind("clock", "CLK")
CONTACT_FIELD = Kind("contact_field", "CTF", is_business=False)
LIMIT = Kind("limit", "LIM", is_business=False)
RATE_LIMIT = Kind("rate_limit", "RL", is_business=False)
REQUEST_SETTINGS = Kind("request_settings", "RQC", is_business=False)
REQUEST_KEY = Kind("request_key", "RQK", is_business=False)
REQUEST_RECORD = Kind("request_record", "REQ", is_business=False)
REQUEST_PLACE = Kind("request_place", "REQP", is_business=False)
REQUEST_SHARE = Kind("request_share", "REQS", is_business=False)
USAGE = Kind("usage", "USE", is_business=False)
USAGE_BATCH = Kind("usage_batch", "USEB", is_business=False)

_DERIVED_FROM = (CALENDAR_EVENT, CALENDAR_START, CASE, CONTACT, CONVERSATION, DOCUMENT, EXECUTION, EXTRACTION, INSTANCE)
_ALSO_DERIVED_FROM = (DEAL, INVOICE, INVOICE_DELIVERY, INVOICE_SUBMISSION, ISSUER_CERTIFICATE, STEP, TASK, WEBHOOK)
EVENT_SOURCES = frozenset(kind.partition for kind in _DERIVED_FROM + _ALSO_DERIVED_FROM)
"""The kinds from whose changes events are derived (`sources` of the domains): items carry the id of the request."""

SEQUENCE_SK = "SEQ"
"""The sort key of a kind's sequence counter, in the partition of its index's head (store/index/head.py)."""


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of this table of kinds, in its order."""
    return tuple(kind for kind in globals().values() if isinstance(kind, Kind))


def index_of(kind: Kind) -> Kind:
    """The kind of the items that make up a kind's index."""
    return Kind("index", "IX", kind.is_business)


def tenant_key(tenant: Tenant, kind: Kind, sk: str, *rest: str) -> Key:
    """The key of a tenant's item; `rest` splits the kind into further partitions (a month, a conversation)."""
    return Key(tenant_partition(tenant, kind, *rest), sk)


def tenant_partition(tenant: Tenant, kind: Kind, *rest: str) -> str:
    """The partition key of a tenant's items of a kind."""
    prefix = tenant.business if kind.is_business else tenant.configuration
    return "#".join((prefix, kind.partition, *rest))


def public_id(kind: Kind, organisation: str, item: Item) -> str:
    """The public id of a listed item: the id it was imported with, else the one derived from its key."""
    if alias := item.get("id"):
        return str(alias)
    return ids.keyed_id(kind.name, organisation, item["SK"], item["random"])


def sequence_sk(sequence: int) -> str:
    """The sort key of a listed resource: its sequence number, fixed width, sorting like the number."""
    return ids.encode_sequence(sequence)


# The platform's own items: no tenant's key can equal one of these, since a tenant's begins with `org_`.


def organisation(organisation_id: str) -> Key:
    """An organisation: plan, time zone, language, fiscal data, gateway key."""
    return Key(f"ORG#{organisation_id}", "META")


def organisation_api_key(organisation_id: str, key_id: str) -> Key:
    """The pointer by which an organisation lists its API keys."""
    return Key(f"ORG#{organisation_id}", f"KEY#{key_id}")


def organisation_key_limit(organisation_id: str) -> Key:
    """The counter of an organisation's API keys (store/limits.py)."""
    return Key(f"ORG#{organisation_id}", "LIMIT#keys")


def gateway_pool(usage_plan: str) -> Key:
    """How far the gateway keys that organisations share have been made in a usage plan (identity/gateway_pool.py)."""
    return Key("GATEWAY#POOL", usage_plan)


def own_gateway_keys() -> Key:
    """The count of the gateway keys that organisations of the smaller plans have to themselves."""
    return Key("GATEWAY#OWN", "-")


def suspension(organisation_id: str) -> Key:
    """The item that marks a suspended organisation, for functions that may read nothing else of organisations."""
    return Key(f"ORG#{organisation_id}#SUSPENSION", "-")


def organisation_member(organisation_id: str, user_id: str) -> Key:
    """The pointer by which an organisation lists its users.

    It has a partition of its own, so a function can be allowed to read the organisation's members and nothing else of
    it.
    """
    return Key(f"ORG#{organisation_id}#MEMBERS", user_id)


def invitation(organisation_id: str, invitation_id: str) -> Key:
    """An invitation of an organisation, in a partition of its own for functions that may read nothing else of it."""
    return Key(f"ORG#{organisation_id}#INVITES", invitation_id)


def challenge(digest: str) -> Key:
    """A sign-in that waits for the code of a second factor, by the SHA-256 of the token handed to the user."""
    return Key(f"CHALLENGE#{digest}", "-")


def link(digest: str) -> Key:
    """A single-use link sent by e-mail, by the SHA-256 of its token."""
    return Key(f"LINK#{digest}", "-")


def audit_entry(organisation_id: str, stamp: str, entry_id: str) -> Key:
    """One line of an organisation's audit log, in order of time."""
    return Key(f"ORG#{organisation_id}#AUDIT", f"{stamp}#{entry_id}")


def api_key(digest: str) -> Key:
    """An API key, by the SHA-256 of its text."""
    return Key(f"KEY#{digest}", "-")


def user(user_id: str) -> Key:
    """A user."""
    return Key(f"USER#{user_id}", "META")


def membership(user_id: str, organisation_id: str) -> Key:
    """A user's role in an organisation."""
    return Key(f"USER#{user_id}", f"ORG#{organisation_id}")


def email_lock(email: str) -> Key:
    """The item that makes a normalised e-mail address unique among users."""
    return Key(f"EMAIL#{email}", "-")


def refresh_token(digest: str) -> Key:
    """A refresh token, by the SHA-256 of its text."""
    return Key(f"RT#{digest}", "-")


def refresh_family(family: str) -> Key:
    """All refresh tokens that descend from one sign-in."""
    return Key(f"RTF#{family}", "-")


def user_session(user_id: str, organisation_id: str, environment: str, started_at: str, session: str) -> Key:
    """The pointer by which a user's sessions in an organisation and environment are listed, oldest first."""
    return Key(f"USER#{user_id}#SES#{organisation_id}#{environment}", f"{started_at}#{session}")


def attempts(scope: str, subject: str) -> Key:
    """Failed sign-ins of an account or an address."""
    return Key(f"TRY#{scope}#{subject}", "-")


def inbound_token(digest: str) -> Key:
    """The workflow that an inbound URL starts, by the SHA-256 of the URL's token."""
    return Key(f"INBOUND#{digest}", "-")


def oauth_client(digest: str) -> Key:
    """An app that may ask for access, by the SHA-256 of its id: one that registered, or what its document says."""
    return Key(f"APP#{digest}", "-")


def oauth_code(digest: str) -> Key:
    """What a person has just allowed to an app, by the SHA-256 of the code that the app exchanges."""
    return Key(f"CODE#{digest}", "-")


def erased(organisation_digest: str, contact_digest: str = "-") -> Key:
    """An erasure, under way or done: of an organisation, or of one of its contacts, both by a SHA-256 (erasure/)."""
    return Key(f"ERASED#{organisation_digest}", contact_digest)
