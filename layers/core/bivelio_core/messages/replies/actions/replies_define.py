"""Define a canned reply: make it, or replace the one of its name."""

from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.messages.replies import rules
from bivelio_core.messages.replies.models import DefineReply, Reply
from bivelio_core.messages.replies.stored import SOURCE, is_archived, show, sort_key
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CANNED_REPLY
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import absent

MAXIMUM_REPLIES = 200
OPTIONAL = ("subjects", "variables", "format")


def replies_define(request: DefineReply, ctx: Context) -> Reply:
    """Make a reply, or replace the one of its name. The same request again changes nothing.

    Raises ValidationError without a text, Unprocessable for a variable that there is not and for one reply too many,
    Conflict when the reply is not of the requested version.
    """
    about = _attributes(request)
    if ctx.store.get(CANNED_REPLY, sort_key(request.name)) is None:
        if request.version is not None:
            raise Conflict(details={"reason": "version", "version": 0})
        if (reply := _make(about, ctx)) is not None:
            return show(reply)

    def decide(reply: Item) -> Change:
        former = ("archived", "ttl", *OPTIONAL) if is_archived(reply) else OPTIONAL
        rest = {name: value for name, value in reply.items() if name not in former}
        return Change({**rest, **about, "updated_at": reply.get("updated_at")})

    return show(revise(ctx.store, SOURCE, request.name, decide, version=request.version))


def _attributes(request: DefineReply) -> dict[str, Any]:
    """What the reply is to have. Raises ValidationError and Unprocessable."""
    texts, own = request.texts.model_dump(exclude_none=True), request.variables or []
    if not texts:
        raise ValidationError.of("texts", "required")
    subjects = request.subjects.model_dump(exclude_none=True) if request.subjects else {}
    for language in subjects:
        if language not in texts:
            raise Unprocessable.of(f"texts.{language}", "required")
    for field, each in (("texts", texts), ("subjects", subjects)):
        for language, text in each.items():
            if (name := rules.unknown_variable(text, own)) is not None:
                expected = ", ".join((*rules.VARIABLES, *own))
                raise Unprocessable.of(f"{field}.{language}", rules.UNKNOWN_VARIABLE, variable=name, expected=expected)
    if request.format == rules.MARKUP:
        _require_links(texts, own)
    optional = {"subjects": subjects, "variables": own, "format": request.format if request.format != "plain" else None}
    return {"name": request.name, "texts": texts, **{name: value for name, value in optional.items() if value}}


def _require_links(texts: dict[str, str], own: list[str]) -> None:
    """Raise Unprocessable for a link that leads elsewhere than to pages and addresses of mail."""
    from bivelio_core.messages.replies import markup  # noqa: PLC0415 - most replies are plain

    for language, text in texts.items():
        if (address := markup.wrong_address(text, own)) is not None:
            raise Unprocessable.of(f"texts.{language}", rules.LINK_ADDRESS, address=address)


def _make(about: dict[str, Any], ctx: Context) -> Item | None:
    """The new reply; None when another one of its name was made meanwhile."""
    replies = ctx.store.query(CANNED_REPLY, consistent=False)
    if sum(not is_archived(reply) for reply in replies) >= MAXIMUM_REPLIES:
        raise Unprocessable.of("name", "max_items", limit=MAXIMUM_REPLIES)
    now = clock.timestamp()
    attributes = {**about, "version": 1, "created_at": now, "updated_at": now}
    try:
        return ctx.store.put(CANNED_REPLY, sort_key(str(about["name"])), attributes, condition=absent())
    except ConditionFailed:
        return None
