"""The client of a command: from its options, the environment, or a profile."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

import typer

from .. import BiVelio
from .._settings import LANGUAGES
from . import profiles
from .problems import SIGN_IN, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EARLY_SECONDS = 60.0
_LIVE = "bv_live_"


class Target(NamedTuple):
    """Where a command goes, and what it was found in."""

    source: str
    profile: Optional[str]
    api_key: Optional[str]
    base_url: Optional[str]
    language: Optional[str]
    email: Optional[str]
    has_grant: bool = False
    """Whether its person has allowed it in the dashboard, so that it has tokens and no key."""

    @property
    def is_live(self) -> bool:
        """Whether it changes real data."""
        if self.has_grant:
            return "sandbox" not in (self.base_url or "")
        return (self.api_key or "").startswith(_LIVE)


def resolved(context: Any, own: Mapping[str, Any]) -> Target:
    """Return what a command uses: its options, those before the resource, the environment, then the profile."""
    options = {**(context.find_root().obj or {}), **{name: value for name, value in own.items() if value is not None}}
    profile_file = profiles.read()
    name, key = options.get("profile"), options.get("api_key")
    if name is not None and name not in profile_file["profiles"]:
        names = ", ".join(sorted(profile_file["profiles"])) or "none yet"
        stop(f"There is no profile {name!r} (there are: {names}): `bivelio login --profile {name}` makes it.")
    source = "--api-key"
    if key is None and name is None:
        key, source = os.environ.get("BIVELIO_API_KEY") or None, "BIVELIO_API_KEY"
    address = options.get("base_url")
    if key is not None:
        address = address or os.environ.get("BIVELIO_BASE_URL")
        return Target(source, None, key, address, options.get("language") or _language(), None)
    by_choice, name = name is not None, name or profile_file.get("current") or profiles.DEFAULT
    if name not in profile_file["profiles"]:
        stop(f"There is no API key: {SIGN_IN[0].lower()}{SIGN_IN[1:]}")
    profile = profile_file["profiles"][name]
    if not by_choice:
        address = address or os.environ.get("BIVELIO_BASE_URL")
    return Target(
        f"profile {name}",
        name,
        profile.get("api_key"),
        address or profile.get("base_url"),
        options.get("language") or profile.get("language") or _language(),
        profile.get("email"),
        "grant" in profile,
    )


def _language() -> str | None:
    """Return the language that the environment asks for, as POSIX orders its variables; None for one that we lack."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    language = named[:2].lower()
    return language if language in LANGUAGES else None


def before_write(where: Target) -> None:
    """Say that a command is about to change real data; with a profile, on a terminal, ask once whether it may.

    A program that writes without a terminal is not asked: it would wait for ever.
    """
    if not where.is_live:
        return
    typer.echo(f"Live: real data ({where.source}).", err=True)
    if where.profile is None or profiles.read()["profiles"][where.profile].get("writes_live") or not is_asked():
        return
    typer.confirm(f"Change real data with the profile {where.profile}, now and from here on?", abort=True, err=True)
    with profiles.changing() as content:
        content["profiles"][where.profile]["writes_live"] = True


def is_asked() -> bool:
    """Return whether a person can answer."""
    return sys.stdin.isatty()


def client_of(context: Any, own: Mapping[str, Any]) -> BiVelio:
    """Return the client of a command. Raises BiVelioError when there is no credential or it is refused."""
    return connected(resolved(context, own))


def connected(where: Target) -> BiVelio:
    """Return the client; that of a user has an access token, which is refreshed here when it is old."""
    if where.has_grant and where.profile is not None:
        return BiVelio(
            access_token=_token(where.profile, _refreshed_by_grant), base_url=where.base_url, language=where.language
        )
    client = BiVelio(where.api_key, base_url=where.base_url, language=where.language)
    if where.email is None or where.profile is None:
        return client

    def refreshed(profile: dict[str, Any]) -> dict[str, Any]:
        refresh_token = profile["tokens"]["refresh_token"]
        return tokens_of(client.auth.token(grant_type="refresh_token", refresh_token=refresh_token))

    token = _token(where.profile, refreshed)
    return BiVelio(access_token=token, base_url=client.base_url, language=where.language)


def credential_of(client: BiVelio) -> tuple[str, str]:
    """Return the header that carries a client's credential, for requests that are no operation."""
    return client._sender.settings.credential  # noqa: SLF001 - of the same package


def tokens_of(answer: Any) -> dict[str, Any]:
    """Return what a profile keeps of a pair of tokens."""
    return {
        "access_token": answer.access_token,
        "refresh_token": answer.refresh_token,
        "expires_at": time.time() + answer.expires_in,
    }


def _refreshed_by_grant(profile: dict[str, Any]) -> dict[str, Any]:
    from . import grants

    return grants.refreshed(profile)


def _token(name: str, refresh: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """Return the access token of a profile; one that is about to expire is refreshed by one process at a time."""
    tokens = profiles.read()["profiles"][name]["tokens"]
    if _is_old(tokens):
        with profiles.changing() as content:
            profile = content["profiles"][name]
            if _is_old(profile["tokens"]):  # no other process was quicker
                profile["tokens"] = refresh(profile)
            tokens = profile["tokens"]
    return str(tokens["access_token"])


def _is_old(tokens: dict[str, Any]) -> bool:
    return bool(tokens["expires_at"] - _EARLY_SECONDS <= time.time())
