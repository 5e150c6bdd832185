"""POST /v1/organisation/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import organisation_service
from bivelio_core.identity.organisation_models import Organisation, UpdateOrganisation


@endpoint("organisation.update", scope="admin", actors=("user",), opens_day=False)
def handler(request: UpdateOrganisation, ctx: Context) -> Organisation:
    """Change your own organisation; only what is sent changes."""
    return organisation_service.update(request, ctx)
