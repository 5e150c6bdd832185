"""Signing in by the dashboard: a code to type there, and the tokens that follow (RFC 8628)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import typer

from .problems import stop

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = "bivelio-cli"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER_SECONDS, _TIMEOUT_SECONDS = 5.0, 30.0
_WAITS = frozenset({"authorization_pending", "slow_down", "temporarily_unavailable"})


def granted(address: str) -> dict[str, Any]:
    """What a profile keeps of a sign-in at an API: its person has allowed it in the dashboard. Raises BiVelioError."""
    resource, server = _server_of(address)
    status, device = _sent(server["device_authorization_endpoint"], {"scope": "admin", "resource": resource})
    if status != 200:  # noqa: PLR2004
        stop(f"The server shows no code: {_reason(device)}.")
    typer.echo(f"Open {device['verification_uri']} and type {device['user_code']}", err=True)
    typer.echo("Nobody else needs this code: do not send it to anybody.", err=True)
    form = {"grant_type": GRANT_TYPE, "device_code": device["device_code"]}
    for answer in _answers(server["token_endpoint"], form, device):
        if "access_token" in answer:
            endpoints = {name: server[name] for name in ("token_endpoint", "revocation_endpoint")}
            return {"grant": endpoints, "tokens": tokens_of(answer)}
    return stop("Nobody has typed the code in time: sign in again.")


def refreshed(profile: dict[str, Any]) -> dict[str, Any]:
    """The next tokens of a profile. Raises BiVelioError when what was allowed has ended."""
    form = {"grant_type": "refresh_token", "refresh_token": profile["tokens"]["refresh_token"]}
    status, answer = _sent(profile["grant"]["token_endpoint"], form)
    if status != 200:  # noqa: PLR2004
        stop(f"The sign-in has ended ({_reason(answer)}): `bivelio login` begins another one.")
    return tokens_of(answer)


def end(profile: dict[str, Any]) -> None:
    """End what was allowed. Raises BiVelioError."""
    status, answer = _sent(profile["grant"]["revocation_endpoint"], {"token": profile["tokens"]["refresh_token"]})
    if status != 200:  # noqa: PLR2004
        stop(_reason(answer))


def tokens_of(answer: dict[str, Any]) -> dict[str, Any]:
    """What a profile keeps of an answer with tokens."""
    tokens = {name: answer[name] for name in ("access_token", "refresh_token")}
    return {**tokens, "expires_at": time.time() + answer["expires_in"]}


def _answers(endpoint: str, form: dict[str, str], device: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each answer of the server until one says more than to wait, or the code has expired."""
    interval, ends_at = float(device.get("interval", _SLOWER_SECONDS)), time.monotonic() + device["expires_in"]
    while time.monotonic() < ends_at:
        time.sleep(interval)
        status, answer = _sent(endpoint, form)
        if status != 200 and answer.get("error") not in _WAITS:  # noqa: PLR2004
            stop(f"It was not allowed: {_reason(answer)}.")
        if answer.get("error") == "slow_down":
            interval += _SLOWER_SECONDS
        yield answer


def _server_of(address: str) -> tuple[str, dict[str, Any]]:
    """The resource at an address, and the metadata of its authorization server (RFC 9728, RFC 8414)."""
    refused = _request("POST", f"{address}/contacts/list", json={})
    place = refused.headers.get("www-authenticate", "").partition('resource_metadata="')[2].partition('"')[0]
    if not place:
        stop(f"{address} has no sign-in by the dashboard: use `bivelio login --api-key ...`.")
    described = _request("GET", _safe(place)).json()
    issuer = described["authorization_servers"][0]
    server = _request("GET", _safe(f"{issuer}/.well-known/oauth-authorization-server")).json()
    if described["resource"] != address or server["issuer"] != issuer:
        stop(f"{address} names a sign-in that is another one's.")
    for name in ("device_authorization_endpoint", "token_endpoint", "revocation_endpoint"):
        _safe(server[name])
    return described["resource"], server


def _safe(url: str) -> str:
    """A URL to which tokens may be sent: https, or this computer."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        stop(f"{url} is not https.")
    return url


def _sent(url: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = _request("POST", url, data={"client_id": CLIENT, **form})
    try:
        content = answer.json()
    except ValueError:
        content = {}
    return answer.status_code, content if isinstance(content, dict) else {}


def _request(method: str, url: str, **options: Any) -> Any:
    import httpx

    try:
        return httpx.request(method, url, timeout=_TIMEOUT_SECONDS, **options)
    except httpx.HTTPError as error:
        return stop(f"{url} does not answer: {error}")


def _reason(answer: dict[str, Any]) -> str:
    return str(answer.get("error_description") or answer.get("error") or "without a reason")
