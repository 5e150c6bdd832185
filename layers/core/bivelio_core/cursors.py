"""Cursors of lists that continue from a position: opaque to clients, base64url (RFC 4648, section 5) unpadded."""

import base64
import binascii


def encode_cursor(position: str) -> str:
    """The cursor of a position, which may be any non-empty text."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The position of a cursor. Raises ValueError for a text that `encode_cursor` did not make."""
    try:
        position = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True).decode()
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if not position:
        raise ValueError("empty")
    return position
