"""POST /v1/messages/search"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.actions import search
from bivelio_core.messages.search_models import MessageMatches, SearchMessages


@endpoint("messages.search", scope="read", title="Search messages")
def handler(request: SearchMessages, ctx: Context) -> MessageMatches:
    """Search the texts of messages, newest first."""
    return search.search(request, ctx)
