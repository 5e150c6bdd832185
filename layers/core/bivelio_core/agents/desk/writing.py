"""Change the settings of the front desk."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT
from bivelio_core.store.revise import Change, Source, revise

from .models import Desk, UpdateDesk
from .stored import SK, load, show

SOURCE = Source(load)


def desk_update(request: UpdateDesk, ctx: Context) -> Desk:
    """Change the settings that are sent.

    Raises Unprocessable for an agent that there is not, and when it is to answer without an agent or a channel.
    """
    sent = request.model_fields_set - {"version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    if request.agent_id is not None:
        try:
            ctx.store.find(AGENT, request.agent_id)
        except (ResourceNotFound, ResourceForbidden) as error:
            raise Unprocessable.of("agent_id", "not_found") from error
    values = request.model_dump(include=sent)

    def decide(before: Item) -> Change | None:
        after = {**before, **values}
        for needed in ("agent_id", "channels"):
            if after["enabled"] and not after.get(needed):
                raise Unprocessable.of(needed, "required")
        if all(before.get(name) == after[name] for name in values) and before["version"]:
            return None
        return Change(after, [audit.of(ctx, "desk.updated", changed=sorted(sent), enabled=after["enabled"])])

    return show(revise(ctx.store, SOURCE, SK, decide, version=request.version))
