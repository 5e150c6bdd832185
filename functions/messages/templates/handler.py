"""POST /v1/messages/templates"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.actions import templates
from bivelio_core.messages.template_models import ListTemplates, TemplatePage
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "messages.templates",
    scope="read",
    needs=Needs(
        reads=PAGE,
        uses=("open_secrets",),
        timeout=20,  # Meta is asked
    ),
)
def handler(request: ListTemplates, ctx: Context) -> TemplatePage:
    """List the message templates of a WhatsApp account."""
    return templates.templates(request, ctx)
