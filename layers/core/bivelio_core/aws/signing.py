"""Signature Version 4: a pure function of what is sent, as whom, where to and when.

Source: IAM User Guide, "Create a signed AWS API request".
"""

import hashlib
import hmac
from functools import lru_cache
from typing import NamedTuple

from .parties import Credentials, Endpoint
from .protocol import Request, percent_encoded

ALGORITHM = "AWS4-HMAC-SHA256"
DATE_LENGTH = len("20260131")


def signed_headers(endpoint: Endpoint, credentials: Credentials, request: Request, stamp: str) -> dict[str, str]:
    """The headers of a request; `stamp` is the time in UTC, as 20260131T235959Z."""
    sent = {**request.headers, "Host": endpoint.authority, "X-Amz-Date": stamp}
    if credentials.token:
        sent["X-Amz-Security-Token"] = credentials.token
    form = _form(tuple(sent))
    headers = {name: sent[name] for name in form.order}
    names = form.names
    lines = form.lines % tuple(headers.values())
    path = "/" if request.path == "/" else percent_encoded(request.path, b"/")
    canonical = (
        f"{request.method}\n{path}\n{request.query}\n{lines}\n{names}\n{hashlib.sha256(request.body).hexdigest()}"
    )
    day = stamp[:DATE_LENGTH]
    scope = f"{day}/{endpoint.region}/{endpoint.service}/aws4_request"
    signed = f"{ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    keyed = _keyed(credentials.secret, day, endpoint.region, endpoint.service).copy()
    keyed.update(signed.encode())
    signature = keyed.hexdigest()
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


class _Form(NamedTuple):
    """What all requests with headers of the same names have: their order, their names, and the lines to be filled."""

    order: tuple[str, ...]
    names: str
    lines: str


@lru_cache(maxsize=32)
def _form(names: tuple[str, ...]) -> _Form:
    order = sorted(names, key=str.lower)
    return _Form(tuple(order), ";".join(order).lower(), "".join([f"{name.lower()}:%s\n" for name in order]))


@lru_cache(maxsize=16)
def _keyed(secret: str, day: str, region: str, service: str) -> hmac.HMAC:
    """What signs with the key of a day for a service; a copy of it signs one text, without taking up the key anew."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, digestmod="sha256")
