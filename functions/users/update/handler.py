"""POST /v1/users/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team import service
from bivelio_core.identity.team.models import Person, UpdatePerson


@endpoint("users.update", scope="admin", actors=("user",), maximum_body_bytes=4096, opens_day=False)
def handler(request: UpdatePerson, ctx: Context) -> Person:
    """Change somebody's role."""
    return service.update(request, ctx)
