"""Change the name or language of the signed-in user."""

from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken
from bivelio_core.store import keys
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, present

from . import reading
from .me_models import Me, ReadMe, UpdateMe


def me_update(request: UpdateMe, ctx: Context) -> Me:
    """Change the name or the language. Raises InvalidToken when the session has ended."""
    changes = request.model_dump(exclude_none=True)
    if changes:
        try:
            ctx.store.table.update(keys.user(ctx.actor.id), Update(set=changes), condition=present())
        except ConditionFailed as failure:
            raise InvalidToken from failure
    return reading.me(ReadMe(), ctx)
