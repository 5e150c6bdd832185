"""POST /v1/contacts/timeline"""

from bivelio_core.contacts.timeline import reading
from bivelio_core.contacts.timeline.models import GetTimeline, Timeline
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("contacts.timeline", title="Read the timeline of a contact", scope="read", of_all_scopes=True)
def handler(request: GetTimeline, ctx: Context) -> Timeline:
    """Read what has happened with a contact, newest first."""
    return reading.timeline(request, ctx)
