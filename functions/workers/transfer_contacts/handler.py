"""Consumes the queue of transfers: continues imports, large exports and those of all data, and indexes fields."""

import time
from typing import Any

from bivelio_core import queued
from bivelio_core.contacts.custom import building
from bivelio_core.contacts.transfer import exports, import_work, queue, undo_work
from bivelio_core.contacts.transfer.queue import Transfer
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.context import Actor, Context
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import AUDIT, MEMBERS, TENANT, Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue

WORK_SECONDS = 120
"""After this time an import continues with a new message, behind those of other organisations."""


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    if body.get("kind") == "data":
        serve_data(body)
        return
    transfer = queued.read(Transfer, body)
    tenant, files = transfer.tenant, files_of(transfer.tenant)
    actor = Actor("system", transfer.id)
    ctx = Context(tenant, actor, frozenset({"write"}), transfer.id, transfer.language, store_of(tenant))
    if transfer.kind == "export":
        exports.carry_out(transfer.id, ctx, files)
        return
    until = time.monotonic() + WORK_SECONDS
    if transfer.kind == "undo":
        pause = undo_work.go_on(transfer.id, ctx, lambda: time.monotonic() < until)
    elif transfer.kind == "merge":
        from bivelio_core.contacts.merging import work  # noqa: PLC0415 - most transfers are others

        pause = work.go_on(transfer.id, ctx.store, lambda: time.monotonic() < until)
    elif transfer.kind == "fields":
        pause = building.go_on(transfer.id, ctx.store, lambda: time.monotonic() < until)
    else:
        pause = import_work.go_on(transfer.id, ctx, files, lambda: time.monotonic() < until)
    if pause is not None:
        queue.send(transfer.kind, transfer.id, tenant, transfer.language, pause)


def serve_data(body: dict[str, Any]) -> None:
    """Go on with an export of all of an organisation, or of a person."""
    from bivelio_core.data_export import data_queue, persons, writing  # noqa: PLC0415 - most transfers are others
    from bivelio_core.store.stored import StoredTable  # noqa: PLC0415

    transfer = queued.read(data_queue.DataTransfer, body)
    store = store_of(transfer.tenant)
    state = store.get(keys.DATA_EXPORT, transfer.id)
    if state is None:
        return
    until = time.monotonic() + WORK_SECONDS
    person = persons.Person(StoredTable.deployed(), store, state["contact"]) if "contact" in state else None
    work = writing.Work(store, state, person.is_named if person else None, lambda: time.monotonic() < until)
    if not writing.go_on(work):
        data_queue.send(transfer.id, transfer.tenant, transfer.language)


NEEDS = Needs(
    reads=Access((TENANT, MEMBERS, AUDIT), ("GetItem", "BatchGetItem", "Query")),
    uses=("mail", "exported_files"),
    also=(
        Access(
            (
                *(
                    keys.IMPORT,
                    keys.EXPORT,
                    keys.DATA_EXPORT,
                    keys.CONTACT,
                    keys.ALIAS,
                    keys.CONTACT_ADDRESS,
                    keys.EFFECT,
                ),
                keys.IMPORT_UNDO,
                *(keys.MERGE, keys.NOTE, keys.TASK, keys.TASK_PLACE, keys.ASSOCIATION),  # what follows a merge
            ),
            ("PutItem", "UpdateItem", "BatchWriteItem"),
        ),
        Access((keys.NOTE, keys.TASK, keys.TASK_PLACE, keys.ASSOCIATION), ("DeleteItem",)),
        Access((keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS), ("DeleteItem",)),  # of an import that is undone
        Access((keys.CONTACT_FIELD,), ("PutItem", "UpdateItem")),
        Access(
            ("org_*#IX#*",),
            ("PutItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate"),
        ),
    ),
    sends=("transfers",),
    files=(Files("exports", ("read", "write", "abort")), Files("imports", ("read", "write", "abort"))),
    layers=("pdf",),  # for workbooks
    timeout=300,
    memory=1024,
    fed_by=(
        FromQueue(
            "transfers",
            batch=1,
            at_once=(10, 10),
            hidden=480,
            tries=5,
            days=4,
            alarm="An import or export failed five times. Once mended, contacts/import with its id has it go on.",
        ),
    ),
)

handler = queue_consumer("transfer_contacts", serve)
