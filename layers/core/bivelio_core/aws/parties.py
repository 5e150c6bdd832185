"""The parties of a request: the server that is asked, and as whom (settings.py finds both)."""

from typing import NamedTuple


class Endpoint(NamedTuple):
    """A server, and the service and region that requests to it are signed for; `authority` is its Host header."""

    service: str
    region: str
    authority: str
    host: str
    port: int
    is_secure: bool


class Credentials(NamedTuple):
    """The keys of a role or a user; `token` is empty for a user's own."""

    access_key: str
    secret: str
    token: str
