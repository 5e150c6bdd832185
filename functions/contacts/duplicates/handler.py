"""POST /v1/contacts/duplicates"""

from bivelio_core.contacts.merging import reading
from bivelio_core.contacts.merging.models import Duplicates, FindDuplicates
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("contacts.duplicates", scope="read")
def handler(request: FindDuplicates, ctx: Context) -> Duplicates:
    """Find contacts that may be the same person or company."""
    return reading.duplicates(request, ctx)
