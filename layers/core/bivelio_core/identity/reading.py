"""Read the account of the signed-in user, its sessions and its organisations."""

from datetime import datetime

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item

from . import records
from .devices import Device
from .me_models import (
    ListMyOrganisations,
    Me,
    MyOrganisation,
    MySession,
    ReadMe,
    SecondFactor,
    Workplace,
    WorkplacePage,
)
from .models import ListSessions, SessionPage, UserSession
from .second_factor import proof

NEWEST = 1000
"""How many of a user's most recent sign-ins a list reads."""


def me(request: ReadMe, ctx: Context) -> Me:  # noqa: ARG001 - a request without fields
    """The user, role, organisation and session of the access token. Raises InvalidToken when that has ended."""
    user, family = keys.user(ctx.actor.id), keys.refresh_family(ctx.session or "")
    owner = keys.organisation(ctx.organisation)
    items = ctx.store.table.get_many([user, family, owner], consistent=True)
    if len(items) < len((user, family, owner)):
        raise InvalidToken
    return _me(items[user], items[family], items[owner], ctx)


def sessions_list(request: ListSessions, ctx: Context) -> SessionPage:
    """The user's active sessions in this organisation and environment, newest first."""
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    listed = keys.user_session(ctx.actor.id, ctx.organisation, ctx.tenant.environment, "", "").pk
    pointers = table.query(listed, descending=True, limit=NEWEST, consistent=True)
    families = {pointer["session"]: keys.refresh_family(pointer["session"]) for pointer in pointers}
    items = table.get_many([user, *families.values()], consistent=True)
    generation = records.generation(items[user])
    alive = [name for name, key in families.items() if records.is_alive(items.get(key), generation)]
    return SessionPage(
        sessions=[_session(name, items[families[name]], ctx) for name in request.slice_of(alive)],
        pagination=Pagination.of(request, len(alive)),
    )


def organisations_list(request: ListMyOrganisations, ctx: Context) -> WorkplacePage:
    """List the user's organisations, by name. A session begun with an organisation's own key sees only that one."""
    table = ctx.store.table
    family = table.get(keys.refresh_family(ctx.session or "")) or {}
    prefix = keys.membership(ctx.actor.id, "")
    memberships = table.query(prefix.pk, prefix=prefix.sk, consistent=True)
    roles = {
        member["organisation"]: member["role"]
        for member in memberships
        if family.get("is_platform") or member["organisation"] == ctx.organisation
    }
    items = table.get_many([keys.organisation(name) for name in roles], consistent=True)
    workplaces = sorted(items.values(), key=lambda item: (item["name"].casefold(), item["id"]))
    return WorkplacePage(
        organisations=[_workplace(item, roles[item["id"]], ctx) for item in request.slice_of(workplaces)],
        pagination=Pagination.of(request, len(workplaces)),
    )


def _me(user: Item, family: Item, owner: Item, ctx: Context) -> Me:
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


def _session(name: str, family: Item, ctx: Context) -> UserSession:
    return UserSession(
        id=name,
        is_current=name == ctx.session,
        app=family.get("client_name") if "client" in family else None,
        **Device.of_item(family)._asdict(),
        ip_address=family.get("ip") or None,
        started_at=clock.timestamp(clock.parse(family["started_at"])),
        last_used_at=clock.timestamp(clock.parse(str(family.get("used_at") or family["started_at"]))),
        expires_at=clock.timestamp(clock.instant(records.ends_at(family))),
    )


def _workplace(item: Item, role: str, ctx: Context) -> Workplace:
    return Workplace(
        id=item["id"],
        name=item["name"],
        role=role,
        status=item["status"],
        is_current=item["id"] == ctx.organisation,
    )
