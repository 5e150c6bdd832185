"""The signed-in user: name, role, organisation and session."""

from datetime import datetime

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, present

from . import records
from .me_models import Me, MyOrganisation, MySession, ReadMe, SecondFactor, UpdateMe
from .second_factor import proof


def read(request: ReadMe, ctx: Context) -> Me:  # noqa: ARG001 - a request without fields
    """The user, role, organisation and session of the access token. Raises InvalidToken when that has ended."""
    user, family = keys.user(ctx.actor.id), keys.refresh_family(ctx.session or "")
    owner = keys.organisation(ctx.organisation)
    items = ctx.store.table.get_many([user, family, owner], consistent=True)
    if len(items) < len((user, family, owner)):
        raise InvalidToken
    return _show(items[user], items[family], items[owner], ctx)


def update(request: UpdateMe, ctx: Context) -> Me:
    """Change the name or the language. Raises InvalidToken when the session has ended."""
    changes = request.model_dump(exclude_none=True)
    if changes:
        try:
            ctx.store.table.update(keys.user(ctx.actor.id), Update(set=changes), condition=present())
        except ConditionFailed as failure:
            raise InvalidToken from failure
    return read(ReadMe(), ctx)


def _show(user: Item, family: Item, owner: Item, ctx: Context) -> Me:
    return Me(
        id=user["id"],
        email=user["email"],
        name=user.get("name"),
        language=user.get("language"),
        role=ctx.role,
        scopes=sorted(ctx.scopes),
        environment=ctx.tenant.environment,
        organisation=MyOrganisation(**{name: owner[name] for name in MyOrganisation.model_fields}),
        session=MySession(
            id=ctx.session or "",
            started_at=clock.timestamp(clock.parse(family["started_at"])),
            confirmed_at=clock.timestamp(_confirmed_at(family)),
            expires_at=clock.timestamp(clock.instant(records.ends_at(family))),
        ),
        mfa=SecondFactor(
            enabled=proof.is_enabled(user),
            required=proof.is_required(owner, ctx.role or ""),
            recovery_codes_left=proof.codes_left(user),
        ),
    )


def _confirmed_at(family: Item) -> datetime:
    """Return when the user last proved their identity; for older sessions without this time, when the session began."""
    confirmed_at = family.get("confirmed_at")
    return clock.instant(confirmed_at) if confirmed_at else clock.parse(family["started_at"])
