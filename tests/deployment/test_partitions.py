"""What each role may read and write of the one table: the partitions of what its function is about, and no others."""

import re
from itertools import chain

import pytest
from bivelio_core import domain
from bivelio_core.calendar import tasks
from bivelio_core.contacts import archived
from bivelio_core.credits import marks as credit_marks
from bivelio_core.erasure import erasures
from bivelio_core.identity import gateway_naming
from bivelio_core.invoices import marks as invoice_marks
from bivelio_core.invoices.delivery import items as delivery_items
from bivelio_core.needs import AUDIT, ERASURES, INBOUND_TOKENS, MEMBERS, ORGANISATIONS, SUSPENSION, TENANT, live, parts
from bivelio_core.store import keys
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.triggers import schedules
from botocore.exceptions import ClientError

from tests.api import ORGANISATION
from tests.declared import ENDPOINTS, FUNCTIONS, listed, statements
from tests.permissions import CONDITION, grants, matches, with_its_policy

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

NARROW = {AUDIT, ERASURES, INBOUND_TOKENS}
"""Of what is no tenant's, the partitions that functions of any domain may write: what was done; what is to be erased;
where a URL leads."""
NARROW_TO_READ = {*NARROW, MEMBERS, SUSPENSION}

OF_IDENTITY = ("Audit", "Auth", "Keys", "Organisation", "Users")
IDENTITY = {
    *("Admin", "Authorizer", "Erase", "InboundOauth", "SendAccountMail", "SweepGatewayKeys"),
    "InboundMcp",  # reads an organisation's language
    *(name for name in ENDPOINTS if name.startswith(OF_IDENTITY)),
}
"""The functions of identity: organisations, users, sessions, keys, grants of apps."""

WRITES_TO_PEOPLE = {"AdvanceClock", "AnswerTurn", "DeliverWebhook", "InboundApprovals", "SweepWorkflows"}
"""Functions whose mails and pages are in the language and time zone of the organisation, which they get by its key."""


def of_table(name):
    """The statements of a function about the table or its index."""
    return [each for each in statements(FUNCTIONS[name]) if "dynamodb:" in str(each["Action"])]


def patterns(name, actions):
    """Every pattern of partitions for which a function may take one of the actions, on the table itself."""
    return set(chain.from_iterable(g.patterns for g in grants(name) if g.actions & actions and not g.is_for_index))


def test_a_role_takes_only_actions_that_name_their_partitions():
    for name in FUNCTIONS:
        for statement in of_table(name):
            assert set(listed(statement["Action"])) <= READS | WRITES, name
            assert list(statement["Condition"]) == [CONDITION], name


def test_items_of_identity_are_for_its_functions_only():
    """Organisations, users, sessions, keys: no key of theirs begins like a tenant's."""
    for name in FUNCTIONS.keys() - IDENTITY:
        for actions, narrow in ((READS, NARROW_TO_READ), (WRITES, NARROW)):
            reached = {pattern for pattern in patterns(name, actions) if not pattern.startswith("org_*")}
            written_to = {ORGANISATIONS} if name in WRITES_TO_PEOPLE and actions is READS else set()
            assert reached <= narrow | written_to, name


def test_who_reads_the_language_of_an_organisation_lists_nothing_of_it():
    for name in WRITES_TO_PEOPLE:
        assert ORGANISATIONS in patterns(name, {"dynamodb:GetItem"})
        assert ORGANISATIONS not in patterns(name, {"dynamodb:Query", "dynamodb:BatchGetItem"})


def test_functions_of_identity_write_no_item_of_a_domain():
    """But for the change of an organisation, with its time zone and what is kept, and the export of all it has.

    Whoever calls operations signs its calls with a key of the organisation, which it makes the first time.
    """
    of_all = {f"org_*#{kind.partition}" for kind in (keys.EFFECT, keys.IDEMPOTENCY, keys.RATE_LIMIT)}
    more = {
        "OrganisationUpdate": {live(keys.CREDIT_BALANCE), live(keys.REQUEST_SETTINGS)},
        "OrganisationExport": {live(keys.DATA_EXPORT)},
        "InboundMcp": {f"org_*#{keys.CHAIN_KEY.partition}"},
    }
    for name in IDENTITY - {"Admin", "Erase"}:
        of_tenants = {pattern for pattern in patterns(name, WRITES) if pattern.startswith("org_")}
        assert of_tenants <= of_all | more.get(name, set()), name


def test_no_role_for_a_domain_writes_all_that_tenants_have():
    for name in FUNCTIONS.keys() - IDENTITY - {"IndexChanges"}:
        assert not patterns(name, WRITES) & {"*", TENANT, "org_*#*", "org_*#live#*"}, name


def test_every_kind_is_written_by_a_function():
    written = set(chain.from_iterable(patterns(name, WRITES) for name in FUNCTIONS))
    kinds = {each for each in vars(keys).values() if isinstance(each, keys.Kind)} - {keys.DAY_MARKER}
    unwritten = {each.name for each in kinds if not {*written} & {f"org_*#{each.partition}", parts(each), live(each)}}
    assert not unwritten, "declare it at the handlers that write it, or take it out of store/keys.py"


def test_a_kind_is_written_under_its_index_exactly_when_it_is_listed():
    heads = {pattern for name in FUNCTIONS for pattern in patterns(name, WRITES) if pattern.startswith("org_*#IX#")}
    assert heads - {"org_*#IX#*"} == {f"org_*#IX#{partition}" for partition in domain.lists()}


def test_the_index_is_written_by_who_keeps_it():
    assert patterns("IndexChanges", WRITES) == {"org_*#IX#*", "org_*#CT"}  # the latter for the last activity
    rebuilding = {"Admin", "TransferContacts"}  # the latter when a custom field becomes indexed
    assert {name for name in FUNCTIONS if "org_*#IX#*" in patterns(name, WRITES)} == {"IndexChanges", *rebuilding}


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
    (of_deliveries,) = [each for each in grants("SweepDeliveries") if each.is_for_index]
    assert matches(
        [f"{delivery_items.PREFIX}{shard}" for shard in range(delivery_items.SHARDS)], of_deliveries.patterns
    )
    (of_gateway_keys,) = [each for each in grants("SweepGatewayKeys") if each.is_for_index]
    assert set(of_gateway_keys.patterns) == {gateway_naming.MOVES, gateway_naming.WAITING}
    (of_erasures,) = [each for each in grants("SweepErasures") if each.is_for_index]
    assert set(of_erasures.patterns) == {erasures.DUE, archived.LOOKED_AT, f"{archived.PREFIX}*"}
    others = {"SweepCalendar", "SweepCredits", "SweepDeliveries", "SweepErasures", "SweepInvoices", "SweepWorkflows"}
    assert readers == others | {"SweepGatewayKeys"}


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
