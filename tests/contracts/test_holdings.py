"""Every item of an organisation is named by its holdings, whatever the platform has written: the table is scanned."""

import inspect
from collections.abc import Iterator
from typing import Any, get_type_hints

import boto3
import pytest
from bivelio_core import audit, domain
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.invoices import series
from bivelio_core.invoices.numbering import SeriesYear, State
from bivelio_core.store import connect, holding_accounts, holdings, keys
from bivelio_core.store.codec import Item, decode_item, encode_item
from bivelio_core.store.files import AREAS
from bivelio_core.store.holding_parts import SPLIT
from bivelio_core.store.holdings import Holder, Holding
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

from tests.api import load
from tests.conftest import fresh_table
from tests.contracts.answered import RUN_BY_THE_TABLE, answer
from tests.contracts.conftest import attached_states
from tests.declared import FUNCTIONS, statements
from tests.operated import create_deployment, email_link, invitation_link, new_key, new_session, operated
from tests.sandbox_clock.world import drain
from tests.streams import batch, record
from tools.events import CALLER

ORGANISATION = str(CALLER["organisation"])
NEIGHBOUR = "org_9999999999999999"
pytestmark = pytest.mark.fix(
    "Say what names the partitions of the kind: SPLIT in layers/core/bivelio_core/store/holding_parts.py for a kind of "
    "tenants, layers/core/bivelio_core/store/holding_accounts.py for an item of the platform."
)


@pytest.fixture(scope="module")
def used() -> Iterator[StoredTable]:
    """A table after every example, of an organisation with people and keys, beside another one; in live as well."""
    with fresh_table():
        create_deployment()
        states = attached_states()
        for organisation in (ORGANISATION, NEIGHBOUR):
            operated("create_organisation", name=organisation, plan="enterprise", id=organisation)
            people(organisation)
        for operation in RUN_BY_THE_TABLE:
            answer(operation)
            states.run()
            drain(states)
        table = StoredTable.deployed()
        told(scanned(table))
        told(in_live(table))
        rare(table)
        yield table


def people(organisation: str) -> None:
    """Two members with sessions, one of them with a link, an invitation, and a key that is revoked."""
    new_key(organisation)
    owner = new_session(organisation, "owner")
    new_session(organisation, "member", "sandbox")
    email_link(owner["user"], f"new@{organisation}.cat")
    invitation = keys.invitation(organisation, "ivt_0000000000000000")
    about = {"PK": invitation.pk, "SK": invitation.sk, "email": "guest@example.com"}
    table = boto3.client("dynamodb")
    table.put_item(TableName="bivelio", Item=encode_item(about))
    invitation_link(organisation, invitation.sk)


def in_live(table: StoredTable) -> list[Item]:
    """Copy what the sandbox has to live, with one more of what has expired; returns the copies."""
    copies = []
    for item in scanned(table):
        organisation, _, rest = item["PK"].partition("#sandbox#")
        if organisation == ORGANISATION:
            kind = rest.partition("#")[2] if rest[:1] == "2" else rest
            copies.append({**item, "PK": f"{organisation}#live#{kind}", "ttl": 1})
    for copy in copies:
        table.client.put_item(TableName=table.name, Item=encode_item(copy))
    return copies


def rare(table: StoredTable) -> None:
    """What the examples do not write, where the domains would: below runs, event types, and a webhook that is gone."""
    live, run = Tenant(ORGANISATION, "live"), keys.sequence_sk(1)
    gone = audit.entry(ORGANISATION, "webhook.deleted", Origin(Actor("user", "usr_gone"), "req_0"), webhook="wh_gone")
    table.client.put_item(TableName=table.name, Item=encode_item(gone.item))
    places = [(kind, run) for kind in (keys.STEP, keys.RUN_CHILD, keys.NESTED_APPROVAL)]
    places += [(kind, "wh_gone") for kind in (keys.DELIVERY, keys.DELIVERY_ATTEMPT, keys.LANE)]
    for kind, rest in [*places, (keys.EVENT_WAIT, "contact.created"), (keys.EVENT, "63"), (keys.EVENT, "rate")]:
        key = keys.tenant_key(live, kind, "2026-03-02T08:00:00.000000Z#evn_1", rest)
        table.client.put_item(TableName=table.name, Item=encode_item({"PK": key.pk, "SK": key.sk}))
    key = keys.tenant_key(live, keys.EVENT_PLACE, "-", "evn_1")
    table.client.put_item(TableName=table.name, Item=encode_item({"PK": key.pk, "SK": key.sk}))
    connect.table().transact(
        series.state_writes(TenantStore(connect.table(), live), SeriesYear("ONLY", 2031), State(), State())
    )


def told(items: list[Item]) -> None:
    """Hand the stream's consumers all items as new ones: they write the index, events and deliveries."""
    for name in ("index_changes", "publish_events"):
        for start in range(0, len(items), 50):
            changes = [record(None, item) for item in items[start : start + 50]]
            load(f"workers/{name}").handler(batch(*changes))


def scanned(table: StoredTable) -> list[Item]:
    """Every item of the table."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table.name)
    return [decode_item(item) for page in pages for item in page["Items"]]


def of(table: StoredTable, organisation: str, after: str | None = None) -> list[Holding]:
    """Its holdings."""
    return list(holdings.of_organisation(Holder.of(table, organisation, domain.declared_parts()), after))


def covered(each: list[Holding]) -> Any:
    """Tell of a key whether the holdings name it."""
    whole = {holding.partition for holding in each if holding.sk is None}
    single = {(holding.partition, holding.sk) for holding in each}
    return lambda key: key.pk in whole or (key.pk, key.sk) in single


def test_a_scan_finds_no_item_of_an_organisation_that_its_holdings_do_not_name(used):
    is_covered = covered(of(used, ORGANISATION))
    kinds = {item["PK"].split("#")[2] for item in scanned(used) if item["PK"].startswith(f"{ORGANISATION}#live#")}
    missed = {
        item["PK"]
        for item in scanned(used)
        if ORGANISATION in str(item) and not is_covered(Key(item["PK"], item["SK"]))
    }
    assert missed == set()
    assert len(kinds) > len(keys.all_kinds()) / 2, f"the run has written few kinds: {kinds}"


def test_holdings_name_nothing_of_another_organisation(used):
    is_covered = covered(of(used, ORGANISATION))
    foreign = [item for item in scanned(used) if NEIGHBOUR in str(item)]
    assert len(foreign) > 10
    assert [item["PK"] for item in foreign if is_covered(Key(item["PK"], item["SK"]))] == []


def test_holdings_go_on_from_the_cursor_of_any(used):
    everything = of(used, ORGANISATION)
    assert len({holding.cursor for holding in everything}) > 500
    for number in range(0, len(everything), 211):
        later = of(used, ORGANISATION, everything[number].cursor)
        expected = [(each.partition, each.sk) for each in everything[number + 1 :]]
        assert {(each.partition, each.sk) for each in later} >= set(expected)
        assert [(each.partition, each.sk) for each in later][-len(expected) :] == expected or not expected


def test_every_kind_that_is_split_says_what_names_its_parts():
    policies = " ".join(str(statements(function)) for function in FUNCTIONS.values())
    split = {kind for kind in keys.all_kinds() if f"'org_*#{kind.partition}#*'" in policies}
    assert split == set(SPLIT)


def test_every_listed_kind_has_an_index_whose_parts_are_known():
    assert {kind for kind in keys.all_kinds() if kind.is_listed} == set(domain.declared_parts().indexes)


def test_every_key_of_the_platform_is_enumerated_or_ends_by_itself():
    own = {
        name
        for name, function in inspect.getmembers(keys, inspect.isfunction)
        if get_type_hints(function).get("return") is Key and name != "tenant_key"
    }
    assert own == set(holding_accounts.PLATFORM) | set(holding_accounts.EXPIRING)


def test_every_area_of_the_bucket_is_looked_into():
    prefixes = holdings.file_prefixes(ORGANISATION)
    assert {prefix.split("/")[1] for prefix in prefixes} == AREAS
    assert all(prefix.endswith(f"/{ORGANISATION}/") for prefix in prefixes)


def test_deleted_in_their_order_all_are_gone_and_nothing_of_another(used):
    """Each is still named when its turn comes, though what came before it is gone."""
    before = scanned(used)
    for holding in holdings.of_organisation(Holder.of(used, ORGANISATION, domain.declared_parts())):
        whole = holding.sk is None
        used.delete(list(used.keys(holding.partition)) if whole else [Key(holding.partition, str(holding.sk))])
    left = scanned(used)
    ends_by_itself = tuple(f"{name}#" for name in ("CHALLENGE", "RT", "LINK", "TRY"))
    assert [item["PK"] for item in left if ORGANISATION in str(item)] == []
    foreign = [item for item in before if NEIGHBOUR in str(item)]
    assert [item for item in left if NEIGHBOUR in str(item)] == foreign
    rest = [item["PK"] for item in left if item not in foreign]
    assert [partition for partition in rest if not partition.startswith(ends_by_itself)] == []
