"""Issue the tokens of a session."""

from bivelio_core.store.codec import Item

from . import access_token
from .models import Tokens, TokenUser
from .sessions import Session


def tokens(session: Session, role: str, refresh_token: str, user: Item) -> Tokens:
    """What a client gets of a session: a new access token, and the refresh token."""
    token = access_token.issue(
        user=session.user,
        organisation=session.organisation,
        environment=session.environment,
        role=role,
        session=session.id,
    )
    return Tokens(
        access_token=token,
        expires_in=int(access_token.LIFETIME.total_seconds()),
        refresh_token=refresh_token,
        user=TokenUser(id=user["id"], email=user["email"]),
    )
