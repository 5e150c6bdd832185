"""The files of books in the bucket, and how long they and their records are kept."""

import re
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

from .activity import Keeper
from .columns import Sheet
from .periods import Period

AREA = "transfers"
"""The bucket's lifecycle rule names it: its files are deleted after 35 days, after their records."""

RECORDS_KEPT = timedelta(days=30)
DOWNLOAD_SECONDS = 3_600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
UNIFIED = "T"
"""AEAT's letter for a file with all unified books."""
NAME_CHARACTERS = 60


def files_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's books."""
    return TenantFiles.of(tenant, AREA)


def expiry(tenant: Tenant) -> dict[str, int]:
    """The attributes that make a record expire; in the sandbox it expires with its day."""
    return {} if tenant.is_sandbox else {"ttl": clock.ttl(RECORDS_KEPT)}


def path_of(books_id: str, file_name: str) -> str:
    """Where a file of books is."""
    return f"books/{books_id}/{file_name}"


def file_name(period: Period, keeper: Keeper, sheet: Sheet | None = None) -> str:
    """Return AEAT's name of a file: year, NIF, letter of the book and name; without a sheet, of all books together."""
    letter = UNIFIED if sheet is None else sheet.letters[keeper.is_person]
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", keeper.name).strip()[:NAME_CHARACTERS]
    return f"{period.year}{keeper.nif}{letter}{name}.{'xlsx' if sheet is None else 'csv'}"
