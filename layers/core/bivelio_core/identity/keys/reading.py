"""Read the API keys of an organisation."""

from typing import Literal

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.identity import api_keys, organisations, publishable
from bivelio_core.identity.key_models import ApiKey, KeyPage, ListKeys
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.tenancy import Environment


def page(request: ListKeys, ctx: Context) -> KeyPage:
    """The organisation's keys, newest first, including those revoked in the last 30 days."""
    pointers = [
        pointer
        for pointer in organisations.key_pointers(ctx.store.table, ctx.organisation)
        if _is_visible(pointer["environment"], ctx) and request.environment in (None, _named(pointer["environment"]))
    ]
    pointers.sort(key=lambda pointer: (pointer["created_at"], pointer["id"]), reverse=True)
    page = request.slice_of(pointers)
    judged = ctx.store.table.get_many([keys.api_key(pointer["digest"]) for pointer in page])
    return KeyPage(
        keys=[show_key(pointer, judged.get(keys.api_key(pointer["digest"]))) for pointer in page],
        pagination=Pagination.of(request, len(pointers)),
    )


def load(key_id: str, ctx: Context) -> Item:
    """The key of an id. Raises ResourceForbidden, ResourceNotFound, also for a live key asked for in the sandbox."""
    pointer = api_keys.load(ctx.store.table, ctx.organisation, key_id)
    if not _is_visible(pointer["environment"], ctx):
        raise ResourceNotFound
    return pointer


def _is_visible(environment: Environment, ctx: Context) -> bool:
    return environment == "sandbox" or not ctx.tenant.is_sandbox


def show_used(pointer: Item, ctx: Context) -> ApiKey:
    """Return the key with the time of its last use, which the authorizer notes in the item that it reads."""
    return show_key(pointer, ctx.store.table.get(keys.api_key(pointer["digest"])))


def show_key(pointer: Item, judged: Item | None = None) -> ApiKey:
    """A key as the API shows it."""
    return ApiKey(
        id=pointer["id"],
        name=pointer["name"],
        type=pointer["type"],
        environment=_named(pointer["environment"]),
        scopes=pointer["scopes"],
        prefix=pointer["prefix"],
        last_four=pointer["last_four"],
        status=api_keys.status(pointer),
        allowed_origins=pointer.get("allowed_origins", []),
        rate_limit=pointer.get("rate_limit"),
        resources=_resources(pointer),
        created_at=pointer["created_at"],
        created_by=pointer["created_by"],
        expires_at=_time(pointer.get("expires_at")),
        last_used_at=_time((judged or {}).get("last_used_at")),
        replaced_by=pointer.get("replaced_by"),
        revoked_at=pointer.get("revoked_at"),
    )


def _named(environment: Environment) -> Literal["live", "test"]:
    return "live" if environment == "live" else "test"


def _resources(pointer: Item) -> list[str] | None:
    if pointer["type"] != "publishable":
        return None
    return publishable.resources_of(pointer["scopes"], pointer.get("resources"))


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else clock.timestamp(clock.instant(seconds))
