"""Consumes the queue of books: writes those of many invoices."""

from typing import Any

from bivelio_core import queued
from bivelio_core.context import Actor, Context
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.invoices.books import work
from bivelio_core.invoices.books.queue import BooksWork
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    books_work = queued.read(BooksWork, body)
    tenant = books_work.tenant
    actor = Actor("system", books_work.id)
    ctx = Context(tenant, actor, frozenset({"read"}), books_work.id, books_work.language, store_of(tenant))
    work.carry_out(books_work.id, ctx)


NEEDS = Needs(
    also=(Access((keys.INVOICE_BOOKS,), ("UpdateItem",)),),
    files=(Files("books", ("read", "write", "abort")),),
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
            alarm="The books of a period could not be written five times. Once mended, replay their messages.",
        ),
    ),
)

handler = queue_consumer("write_books", serve)
