"""Stored books as the API shows them, with newly signed URLs of their files."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from . import storage, work
from .books_models import BooksFile, BookSheet, InvoiceBooks
from .columns import SHEETS


def show_books(state: Mapping[str, Any], tenant: Tenant) -> InvoiceBooks:
    """The resource of stored books."""
    return InvoiceBooks(
        **{name: state[name] for name in ("id", "status", "format", "created_at")},
        **{name: state[name] for name in ("invoices", "left_out") if name in state},
        period=work.period_of(state).name,
        sheets=[
            BookSheet(name=sheet.name, rows=rows, empty_columns=empty)
            for sheet, rows, empty in zip(SHEETS, state["rows"], state["empty_columns"], strict=True)
        ]
        if "rows" in state
        else None,
        files=[_file(state["id"], name, tenant) for name in state["files"]] if "files" in state else None,
    )


def _file(books_id: str, name: str, tenant: Tenant) -> BooksFile:
    path = storage.path_of(books_id, name)
    return BooksFile(
        name=name,
        url=storage.files_of(tenant).download_url(path, name, storage.DOWNLOAD_SECONDS),
        expires_at=clock.timestamp(clock.real_now() + timedelta(seconds=storage.DOWNLOAD_SECONDS)),
    )
