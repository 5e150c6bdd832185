"""List the message templates of a WhatsApp account."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.integrations import checks, connections
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.messages.template_models import ListTemplates, TemplatePage
from bivelio_core.messages.templates import every
from bivelio_core.models import Pagination
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION


def templates(request: ListTemplates, ctx: Context) -> TemplatePage:
    """A page of the templates. Raises IntegrationError without an account, IntegrationUnavailable."""
    connection = _connection(request, ctx)
    try:
        template_list = every(ctx.store, connection)
    except ProviderFailure as failure:
        checks.tell(failure)
    return TemplatePage(
        templates=list(request.slice_of(template_list)), pagination=Pagination.of(request, len(template_list))
    )


def _connection(request: ListTemplates, ctx: Context) -> Item:
    if request.connection_id is None:
        connection = connections.of_channel(ctx.store, "whatsapp")
    else:
        try:
            connection = ctx.store.find(CONNECTION, request.connection_id)
        except (ResourceNotFound, ResourceForbidden) as error:
            raise Unprocessable.of("connection_id", "not_found") from error
    if connection is None or connection["provider"] != "whatsapp":
        raise IntegrationError("not_connected")
    return connection
