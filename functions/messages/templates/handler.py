"""POST /v1/messages/templates"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages import templates
from bivelio_core.messages.models import ListTemplates, TemplatePage


@endpoint("messages.templates", scope="read")
def handler(request: ListTemplates, ctx: Context) -> TemplatePage:
    """List the message templates of a WhatsApp account."""
    return templates.page(request, ctx)
