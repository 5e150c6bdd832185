"""The files of a collection: the passages of each source, as they were cut, all of them in order, and their vectors.

They are not compressed: whoever erases a person looks for its addresses in them (erasure/person_files.py).
"""

from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

AREA = "knowledge"
JSON, BINARY = "application/json", "application/octet-stream"


def files_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's knowledge."""
    return TenantFiles.of(tenant, AREA)


def source_file(tenant: Tenant, collection: str, source: str, version: int) -> str:
    """The name of the file with the passages of a version of a source."""
    return f"{_folder(tenant, collection)}/{source}-{version}.json"


def forget_version(tenant: Tenant, collection: str, source: str, version: int) -> None:
    """Delete the passages of a version that no longer counts."""
    files_of(tenant).delete(source_file(tenant, collection, source, version))


def pack_file(tenant: Tenant, collection: str) -> str:
    """The name of the file with the passages of a collection in order."""
    return f"{_folder(tenant, collection)}/pack"


def vector_files(tenant: Tenant, collection: str) -> str:
    """What the names of the files with vectors begin with; the model that made them follows."""
    return f"{_folder(tenant, collection)}/vectors/"


def vector_file(tenant: Tenant, collection: str, model: str, digest: str) -> str:
    """The name of a file with the vectors of some passages."""
    return f"{vector_files(tenant, collection)}{model}/{digest}"


def _folder(tenant: Tenant, collection: str) -> str:
    return f"{collection}/{tenant.day}" if tenant.day else collection
