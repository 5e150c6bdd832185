"""Read a call of a web chat: whose chat it is, from which site, how often, and what it asks; the script and the page.

A page of another site must not use somebody's chat, so the answer names the one origin that may read it, and a call
without an origin of the connection is refused. A program can say any origin: what holds it back are the limits, by
network, by session and for all visitors of an organisation.
"""

import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.errors import ApiError, RateLimitExceeded, ResourceForbidden, ResourceNotFound, ValidationError
from bivelio_core.identity.networks import network
from bivelio_core.messages import webchat
from bivelio_core.messages.webchat import history, talk
from bivelio_core.messages.webchat.models import LookForTexts, SendText, StartChat
from bivelio_core.messages.webchat.sessions import Site
from bivelio_core.models import Response
from bivelio_core.plain_page import HEADERS, document
from bivelio_core.store import members
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.ttl_cache import TtlCache

from . import rate_limit
from .inbound import Call, Reply
from .language import preferred
from .parse import parse_bare
from .rate_limit import Limits, Share

MEMORY_SECONDS, MEMORY_SIZE = 30, 1_000
SCRIPT_SECONDS = 3_600
PAGE_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; script-src 'self'; connect-src 'self'",
}
_TOKEN = re.compile(r"(org_[0-9a-z]{1,40})~(cn_[0-9a-z]{1,40})(\.js)?")
_cache: TtlCache[Item | None] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


class Permit(NamedTuple):
    """How many calls of a kind all visitors of an organisation may make in a minute, and those of one network."""

    counter: str
    everybody: int
    one: int


STARTS = Permit("webchat_starts", 120, 20)
LOOKS = Permit("webchat_looks", 600, 120)
TEXTS = Permit("webchat_texts", 120, 30)
OF_SESSION = Permit("webchat_sessions", 120, 12)
NEW_PEOPLE = Permit("webchat_people", 30, 5)
"""Each of these becomes a contact."""


class Place(NamedTuple):
    """Whose chat an address is of, and whether it is the address of its script."""

    organisation: str
    connection: str
    is_script: bool


def place_of(call: Call) -> Place:
    """What the path names. Raises ResourceNotFound."""
    matched = _TOKEN.fullmatch(call.parameters.get("token", ""))
    if matched is None:
        raise ResourceNotFound
    return Place(matched[1], matched[2], matched[3] is not None)


def script(call: Call) -> Reply:
    """The script that shows the chat: the same for all, kept by browsers for an hour."""
    text, tag = _script()
    headers = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": f"public, max-age={SCRIPT_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": tag,
    }
    if call.headers.get("if-none-match") == tag:
        return Reply(304, headers=headers)
    return Reply(text=text, headers=headers)


@cache
def _script() -> tuple[str, str]:
    text = (Path(webchat.__file__).parent / "widget.js").read_text(encoding="utf-8")
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def page(call: Call, place: Place, connection: Item) -> Reply:
    """The page of the chat itself, to try it or to link to it."""
    language = _language(call)
    title = connection["settings"].get("title") or Entry("messages", "webchat.page.title")[language]
    body = (
        f"<p>{Entry('messages', 'webchat.page.text')[language]}</p>"
        f'<script src="{place.organisation}~{place.connection}.js" data-open async></script>'
    )
    return Reply(text=document(escape(title), body, language), headers=PAGE_HEADERS)


def connection_of(store: TenantStore, place: Place) -> Item:
    """The connection of a chat that works. Raises ResourceNotFound, of a suspended organisation too."""

    def read() -> Item | None:
        item = store.get(CONNECTION, place.connection)
        is_there = item is not None and (item["provider"], item["status"]) == ("webchat", "active")
        return item if is_there and not members.is_suspended(store) else None

    connection = _cache.get((store.tenant.configuration, place.connection), read)
    if connection is None:
        raise ResourceNotFound
    return connection


def answer(store: TenantStore, call: Call, place: Place) -> Reply:
    """Carry out what a page asks; the answer, and every refusal, is for its origin alone."""
    connection = connection_of(store, place)
    origin = call.headers.get("origin", "")
    if origin not in (*connection["settings"]["origins"], _own_origin(call)):
        raise ResourceForbidden
    headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", "Access-Control-Expose-Headers": "Retry-After"}
    try:
        result = _carried_out(store, call, Site(place.connection, origin), connection)
    except ApiError as error:
        refused = refusal(error, _language(call), call.request_id)
        return refused._replace(headers={**refused.headers, **headers})
    return Reply(document={"success": True, "data": result.model_dump(mode="json", by_alias=True)}, headers=headers)


def _carried_out(store: TenantStore, call: Call, site: Site, connection: Item) -> Response:
    match call.query.get("do", ""):
        case "start":
            _take(store, STARTS, network(call.source_ip))
            return talk.start(store, site, connection, parse_bare(call.body, StartChat))
        case "look":
            _take(store, LOOKS, network(call.source_ip))
            return talk.look(store, site, parse_bare(call.body, LookForTexts))
        case "send":
            request = parse_bare(call.body, SendText)
            _take(store, TEXTS, network(call.source_ip))
            session = talk.opened(store, site, request.token)
            _take(store, OF_SESSION, session.id)
            if not history.is_known(store, session.id):
                _take(store, NEW_PEOPLE, network(call.source_ip))
            return talk.send(store, site, session, request)
        case _:
            raise ValidationError.of("do", "choice", expected="start, send, look")


def _take(store: TenantStore, permit: Permit, who: str) -> None:
    """Count a call. Raises RateLimitExceeded."""
    limits = Limits.of_minute(permit.everybody)
    counted = rate_limit.count(store, limits, permit.counter, share=Share(who, permit.one))
    if not counted.allowed:
        raise RateLimitExceeded(limit=counted.exceeded, window=counted.window, retry_after=counted.retry_after)


def refusal(error: ApiError, language: str, request_id: str) -> Reply:
    """A refusal in the envelope."""
    waits = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    described = {"success": False, "error": error.describe(language, request_id)}
    return Reply(error.status, document=described, headers=waits, code=error.code)


def _own_origin(call: Call) -> str:
    """The origin of the chat's own page: what was called."""
    parts = urlsplit(call.address)
    return f"{parts.scheme}://{parts.netloc}"


def _language(call: Call) -> str:
    language = call.query.get("lang", "")
    return language if language in LANGUAGES else preferred(call.headers.get("accept-language", ""))


def forget() -> None:
    """Clear the cache of connections; for tests."""
    _cache.clear()
