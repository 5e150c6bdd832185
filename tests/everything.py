"""All that an organisation can have, in one table: what every example writes, in the sandbox and in live."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.invoices import series
from bivelio_core.invoices.numbering import SeriesYear, State
from bivelio_core.store import connect, keys
from bivelio_core.store.codec import Item, decode_item, encode_item
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import load
from tests.conftest import fresh_table
from tests.contracts.answered import RUN_BY_THE_TABLE, answer
from tests.contracts.conftest import attached_states
from tests.operated import create_deployment, email_link, invitation_link, new_key, new_session, operated
from tests.sandbox_clock.world import drain
from tests.streams import batch, record
from tools.events import CALLER

ORGANISATION = str(CALLER["organisation"])
NEIGHBOUR = "org_9999999999999999"


@contextmanager
def everything() -> Iterator[StoredTable]:
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
