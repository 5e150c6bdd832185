"""Consumes the queue of books: writes those of many invoices, and archives."""

import time
from typing import Any

from bivelio_core import queued
from bivelio_core.context import Actor, Context
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.invoices.books import queue, work
from bivelio_core.invoices.books.archives import work as archives
from bivelio_core.invoices.books.queue import BooksWork
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue

WORK_SECONDS = 180
"""After this time an archive continues with a new message, behind those of other organisations."""


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    books_work = queued.read(BooksWork, body)
    tenant = books_work.tenant
    actor = Actor("system", books_work.id)
    ctx = Context(tenant, actor, frozenset({"read"}), books_work.id, books_work.language, store_of(tenant))
    if books_work.kind == "books":
        work.carry_out(books_work.id, ctx)
        return
    until = time.monotonic() + WORK_SECONDS
    if not archives.go_on(books_work.id, ctx, lambda: time.monotonic() < until):
        queue.send("archive", books_work.id, tenant, books_work.language)


NEEDS = Needs(
    also=(Access((keys.INVOICE_BOOKS, keys.INVOICE_ARCHIVE), ("UpdateItem",)),),
    uses=("mail",),
    sends=("books",),
    files=(Files("books", ("read", "write", "abort")), Files("invoices", ("read",))),
    layers=("pdf",),
    timeout=300,
    memory=1024,
    fed_by=(
        FromQueue(
            "books",
            batch=1,
            at_once=(2, 10),
            hidden=480,
            tries=5,
            days=4,
            alarm="Books or an archive could not be written five times. Once mended, replay their messages.",
        ),
    ),
)

handler = queue_consumer("write_books", serve)
