"""What a visitor's page asks of its chat: begin, write, look for what is new."""

import json

from bivelio_core import clock
from bivelio_core.errors import ExpiredToken, InvalidToken
from bivelio_core.messages import arrivals
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import history, sessions
from .models import ChatTexts, LookForTexts, SendText, SentText, StartChat, StartedChat, Written
from .sessions import Session, Site

SHOWN = ("title", "greeting", "languages", "color", "position")


def start(store: TenantStore, site: Site, connection: Item, request: StartChat) -> StartedChat:
    """A session with its newest messages: that of the token, else a new one, of which nothing is stored."""
    session = sessions.opened(store, site, request.token) if request.token else None
    session_id = session.id if session else sessions.new_id()
    seen = history.look(store, session_id, "") if session else history.Seen([], "")
    settings = {name: value for name, value in connection["settings"].items() if name in SHOWN}
    token = sessions.token(store, site, session_id)
    return StartedChat(texts=seen.texts, cursor=seen.cursor, token=token, settings=settings)


def send(store: TenantStore, site: Site, session: Session, request: SendText) -> SentText:
    """Put a message on the way that those of other channels take. Repeated under its id, it is kept once."""
    written = Written(session.id, request.id, request.text, request.language, clock.timestamp())
    content = json.dumps(written._asdict(), ensure_ascii=False, separators=(",", ":")).encode()
    arrivals.send("webchat", store.tenant, site.connection, content)
    return SentText(id=request.id, token=_renewed(store, site, session))


def look(store: TenantStore, site: Site, request: LookForTexts) -> ChatTexts:
    """What is new to the session of a token. Raises ExpiredToken, InvalidToken."""
    session = opened(store, site, request.token)
    seen = history.look(store, session.id, request.after)
    return ChatTexts(texts=seen.texts, cursor=seen.cursor, token=_renewed(store, site, session))


def opened(store: TenantStore, site: Site, token: str) -> Session:
    """The session of a token that is not over. Raises ExpiredToken, InvalidToken."""
    session = sessions.opened(store, site, token)
    if session is None:
        raise InvalidToken
    if not session.is_fresh:
        raise ExpiredToken
    return session


def _renewed(store: TenantStore, site: Site, session: Session) -> str | None:
    return sessions.token(store, site, session.id) if session.is_to_renew else None
