"""The keys of the files of imports and exports, and how long the files and their records are kept."""

from collections.abc import Mapping
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

AREA = "transfers"
"""The bucket's lifecycle rule names it: its files are deleted after 35 days, after their records."""

RECORDS_KEPT = timedelta(days=30)


def files_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's imports and exports."""
    return TenantFiles.of(tenant, AREA)


def expiry(tenant: Tenant) -> dict[str, int]:
    """The attributes that make a record expire; in the sandbox it expires with its day."""
    return {} if tenant.is_sandbox else {"ttl": clock.ttl(RECORDS_KEPT)}


CONTENT_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcard": "text/vcard; charset=utf-8",
}
"""The content type of the file of an export, by its format."""

_FILE_NAMES = {"csv": "contacts.csv", "xlsx": "contacts.xlsx", "vcard": "contacts.vcf"}


def export_file(export_id: str, form: str = "csv") -> str:
    """Where the file of an export is."""
    return f"exports/{export_id}/{file_name(form)}"


def file_name(form: str) -> str:
    """What the file of an export is called."""
    return _FILE_NAMES[form]
