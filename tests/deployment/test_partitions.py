"""What each role may read and write of the one table: the partitions of what its function is about, and no others."""

import re
from itertools import chain

import pytest
from bivelio_core.calendar import tasks
from bivelio_core.credits import marks as credit_marks
from bivelio_core.invoices import marks as invoice_marks
from bivelio_core.store import keys
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.triggers import schedules
from botocore.exceptions import ClientError

from tests.api import ORGANISATION
from tests.declared import ENDPOINTS, FUNCTIONS, listed, statements
from tests.permissions import CONDITION, KEY, grants, matches, with_its_policy

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
WRITES = {
    f"dynamodb:{action}"
    for action in (
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"),
        *("PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"),
    )
}
"""Each names its partitions in every request, so `ForAllValues`, which is true of none, lets nothing through. A Scan or
a `PartiQLSelect` need not name any."""

MEMBERS = "ORG#*#MEMBERS"
"""Who belongs to an organisation, for functions that name a member."""
READERS_OF_MEMBERS = {"CasesCreate", "CasesUpdate", "RunCases", "InboundApprovals", "SweepWorkflows", "DeliverWebhook"}
SUSPENSION = "ORG#*#SUSPENSION"
"""Whether an organisation is suspended, for functions that are called without the authorizer."""
SANDBOX_DAY, AUDIT = "org_*#sandbox#*", "ORG#*#AUDIT"
"""What a role for tenants may write besides the kinds of its domain: a day's examples, and what was done."""
EVERYWHERE = {keys.EFFECT, keys.IDEMPOTENCY, keys.LIMIT}
"""Kinds that each domain has items of: what was made under a key, answers, how many there are."""

KINDS = {
    "agents": {keys.AGENT, keys.AGENT_DAY, keys.EXECUTION},
    "contacts": {keys.CONTACT, keys.CONTACT_ADDRESS, keys.ALIAS, keys.IMPORT, keys.EXPORT},
    "credits": {keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION},
    "documents": {keys.DOCUMENT, keys.EXTRACTION, keys.EXTRACTED_NUMBER},
    "events": {keys.EVENT, keys.EVENT_PLACE},
    "forms": set(),
    "integrations": {keys.CONNECTION},
    "calendar": {keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK},
    "invoices": {
        *(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.INVOICE_NUMBER,
            keys.INVOICE_RECORD,
            keys.INVOICE_SETTINGS,
            keys.RECEIVED_NUMBER,
        ),
    },
    "cases": {keys.CASE, keys.CASE_NOTE, keys.CASE_NUMBER},
    "mcp": {keys.MCP_EXECUTION},
    "messages": {keys.CONVERSATION, keys.MESSAGE, keys.PROVIDER_MESSAGE, keys.MESSAGE_CHARGE},
    "requests": {
        *(keys.REQUEST_SETTINGS, keys.REQUEST_RECORD, keys.REQUEST_PLACE, keys.REQUEST_SHARE),
        *(keys.USAGE, keys.USAGE_BATCH),
    },
    "secrets": {keys.SECRET, keys.SECRET_TOKEN},
    "webhooks": {keys.WEBHOOK, keys.WEBHOOK_DAY, keys.DELIVERY, keys.DELIVERY_ATTEMPT, keys.LANE},
    "workflows": {
        *(keys.WORKFLOW, keys.WORKFLOW_VERSION, keys.WORKFLOW_TRIGGER, keys.WORKFLOW_LOCK, keys.WORKFLOW_ADDRESS),
        *(keys.INSTANCE, keys.STEP, keys.RUN_CHILD, keys.NESTED_APPROVAL, keys.CHAIN, keys.CHAIN_KEY),
        *(keys.EVENT_WAIT, keys.WORKFLOW_GATE),
    },
}
"""The kinds of item that are a domain's own."""

DOMAINS = {
    "AgentsInvoke": ["agents", "contacts"],
    "InvoicesReceive": ["invoices", "contacts", "documents"],
    "TransferContacts": ["contacts"],
    "DeliverWebhook": ["webhooks"],
    "ServeLanes": ["webhooks"],
    "ProcessDocument": ["documents", "credits"],
    "PublishEvents": ["events", "workflows"],
    "RecordRequests": ["requests"],
    "RunPlan": ["workflows"],
    "RunSuspend": ["workflows"],
    "RunHttp": ["workflows", "secrets", "documents"],
    "RunContacts": ["workflows", "contacts"],
    "RunMessages": ["workflows", "messages", "contacts", "integrations"],
    "SendMessage": ["messages", "integrations"],
    "ReceiveMessage": ["messages", "contacts"],
    "ReceiveMail": ["messages", "contacts", "documents", "calendar"],
    "FetchMessageFile": ["messages", "documents"],
    "MessagesSend": ["messages", "contacts", "integrations"],
    "RunAi": ["workflows", "agents", "contacts", "documents", "credits"],
    "RunCalendar": ["workflows", "calendar"],
    "RunCases": ["workflows", "cases"],
    "RunInvoices": ["workflows", "invoices"],
    "RunMcp": ["workflows", "mcp"],
    "StartWorkflow": ["workflows"],
    "StartInboundWorkflow": ["workflows"],
    "InboundGoogleCalendar": ["calendar"],
    "CalendarFreeBusy": ["calendar", "integrations"],
    "InboundWorkflows": ["workflows"],
    "InboundApprovals": ["workflows"],
    "SweepCalendar": ["calendar", "integrations"],
    "SweepCredits": ["credits"],
    "SweepInvoices": ["invoices"],
    "InvoicesCreate": ["invoices", "messages", "contacts", "integrations"],
    "InvoicesSend": ["invoices", "messages", "contacts", "integrations"],
    "IntegrationsComplete": ["integrations", "calendar"],
    "IntegrationsDisconnect": ["integrations", "calendar"],
    "SweepWorkflows": ["workflows"],
    "InterruptRun": ["workflows"],
}
"""Which domains' items a function without route changes."""

TOKENS = "INBOUND#*"
"""What leads from the token of a URL to the workflow that it starts, of whichever organisation."""

COUNTERS = f"org_*#{keys.RATE_LIMIT.partition}"
BESIDES = {
    "InboundWorkflows": {TOKENS, COUNTERS},
    "InboundApprovals": {COUNTERS},
    "DeliverWebhook": {f"org_*#{keys.CHAIN_KEY.partition}"},
    "ServeLanes": {f"org_*#{keys.CHAIN_KEY.partition}"},
    "StartInboundWorkflow": {f"org_*#{keys.WEBHOOK.partition}"},
    "WorkflowsRotateUrl": {TOKENS},
    "WorkflowsDelete": {TOKENS},
    "OrganisationUpdate": {f"org_*#live#{kind.partition}" for kind in (keys.CREDIT_BALANCE, keys.REQUEST_SETTINGS)},
}
"""What functions reach besides: those about URLs tokens, and the counters of calls; deliveries the key that
signs chains; the start of a run the webhook that starts it without end; the change of an organisation the time zone of
its credits, and what it wants kept."""

OF_IDENTITY = ("Audit", "Auth", "Keys", "Organisation", "Users")
IDENTITY = {"Admin", "Authorizer", "SendAccountMail", *(name for name in ENDPOINTS if name.startswith(OF_IDENTITY))}
"""The functions of identity: organisations, users, sessions, keys."""


def of_table(name):
    """The statements of a function about the table or its index."""
    return [each for each in statements(FUNCTIONS[name]) if "dynamodb:" in str(each["Action"])]


def patterns(name, actions):
    """Every pattern of partitions for which a function may take one of the actions."""
    return set(chain.from_iterable(each.patterns for each in grants(name) if each.actions & actions))


def domains(name):
    """The domains whose items a function may change."""
    function = FUNCTIONS[name]
    folder = function["CodeUri"].removeprefix("functions/").split("/")[0]
    charged = ["credits"] if "PLAN_CREDITS" in function.get("Environment", {}).get("Variables", {}) else []
    return [*DOMAINS.get(name, [folder] if folder in KINDS else []), *charged]


with_table = pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if of_table(name)))


@with_table
def test_a_role_reaches_named_partitions_only(name):
    for statement in of_table(name):
        assert set(listed(statement["Action"])) <= READS | WRITES
        assert list(statement["Condition"]) == [CONDITION]
        assert list(statement["Condition"][CONDITION]) == [KEY]


@with_table
def test_items_of_identity_are_for_its_functions_only(name):
    """Organisations, users, sessions, keys: no key of theirs begins like a tenant's."""
    if name not in IDENTITY:
        marks = {
            sweep_marks.DECIDED,
            sweep_marks.ASKED,
            schedules.UNSCHEDULED,
            "WFI#PENDING#*",
            "WFI#WATCHED#*",
            "CRR#OPEN#*",
            "CAL#DUE#*",
            "INV#DUE#*",
        }
        read = patterns(name, READS) - marks - ({MEMBERS} if name in READERS_OF_MEMBERS else set())
        reached = (read | patterns(name, WRITES)) - {AUDIT, SUSPENSION} - BESIDES.get(name, set())
        assert all(pattern.startswith("org_*") for pattern in reached)


@pytest.mark.parametrize("name", sorted(IDENTITY - {"Admin"}))
def test_functions_of_identity_write_no_item_of_a_domain(name):
    allowed = {f"org_*#{kind.partition}" for kind in (keys.EFFECT, keys.IDEMPOTENCY, keys.RATE_LIMIT)}
    allowed |= BESIDES.get(name, set())
    assert {pattern for pattern in patterns(name, WRITES) if pattern.startswith("org_")} <= allowed


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - IDENTITY - {"IndexChanges"}))
def test_a_function_writes_the_kinds_of_its_domain_only(name):
    own = EVERYWHERE.union(*(KINDS[domain] for domain in domains(name)), KINDS["credits"] if charges(name) else ())
    forms = {form for kind in own for form in forms_of(kind)} | {SANDBOX_DAY, AUDIT}
    assert patterns(name, WRITES) <= forms | BESIDES.get(name, set()), (
        "narrow its policy, or name the kind in KINDS under its domain"
    )


def charges(name):
    """Whether a function may reserve credits: it is told what the plans grant."""
    return "PLAN_CREDITS" in FUNCTIONS[name].get("Environment", {}).get("Variables", {})


def forms_of(kind):
    """The patterns for a kind: its partition, or the partitions it is split into; the head of its index."""
    return f"org_*#{kind.partition}", f"org_*#{kind.partition}#*", f"org_*#IX#{kind.partition}"


def test_the_index_is_written_by_who_keeps_it():
    assert patterns("IndexChanges", WRITES) == {"org_*#IX#*"}
    assert {name for name in FUNCTIONS if "org_*#IX#*" in patterns(name, WRITES)} == {"Admin", "IndexChanges"}


def test_every_kind_is_a_domains_or_everybodys():
    kinds = {each for each in vars(keys).values() if isinstance(each, keys.Kind)}
    owned = [*chain.from_iterable(KINDS.values()), *EVERYWHERE, keys.DAY_MARKER, keys.RATE_LIMIT]
    assert sorted(owned) == sorted(kinds), "name each kind of store/keys.py once, in KINDS under its domain"


def test_the_sweepers_read_the_marks_of_unfinished_work():
    (by_index,) = [each for each in grants("SweepWorkflows") if each.is_for_index]
    shards = range(sweep_marks.SHARDS)
    marked = [sweep_marks.DECIDED, sweep_marks.ASKED, schedules.UNSCHEDULED]
    marked += [each(shard) for each in (sweep_marks.partition, sweep_marks.pending_partition) for shard in shards]
    assert matches(marked, by_index.patterns)
    (of_credits,) = [each for each in grants("SweepCredits") if each.is_for_index]
    assert matches(list(map(credit_marks.partition, range(credit_marks.SHARDS))), of_credits.patterns)
    (of_the_calendar,) = [each for each in grants("SweepCalendar") if each.is_for_index]
    assert matches(list(map(tasks.partition, range(tasks.SHARDS))), of_the_calendar.patterns)
    (of_invoices,) = [each for each in grants("SweepInvoices") if each.is_for_index]
    assert matches(list(map(invoice_marks.partition, range(invoice_marks.SHARDS))), of_invoices.patterns)
    readers = {name for name in FUNCTIONS for each in grants(name) if each.is_for_index}
    assert readers == {"SweepCalendar", "SweepCredits", "SweepInvoices", "SweepWorkflows"}


@pytest.mark.parametrize(
    ("partitions", "patterns_", "expected"),
    [
        (["org_a#live#CT"], ["org_*#CT"], True),
        (["org_a#sandbox#2026-11-26#CT"], ["org_*#CT"], True),
        (["org_a#live#CT#more"], ["org_*#CT"], False),
        (["org_a#live#CT", "KEY#1"], ["org_*#CT"], False),
        (["org_a#live#CT", "KEY#1"], ["org_*#CT", "KEY#*"], True),
        (["Xorg_a#live#CT"], ["org_*#CT"], False),
        ([""], ["org_*"], False),
    ],
)
def test_all_partitions_of_a_request_must_be_like_one_of_the_patterns(partitions, patterns_, expected):
    assert matches(partitions, patterns_) is expected


@pytest.mark.parametrize(
    ("partition", "is_allowed"),
    [(f"{ORGANISATION}#live#CT", True), (f"{ORGANISATION}#live#WF", False), ("KEY#1", False)],
)
def test_tests_run_functions_under_their_policies(table, partition, is_allowed):
    def handler():
        table.put({"PK": partition, "SK": "-"})

    enforced = with_its_policy("contacts/create", handler)
    if is_allowed:
        enforced()
    else:
        with pytest.raises(ClientError, match=re.escape(f"ContactsCreate may not dynamodb:PutItem ['{partition}']")):
            enforced()
