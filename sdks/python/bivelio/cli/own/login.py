"""`bivelio login`."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any, Optional

import typer

from ... import BiVelio
from ..._omit import OMIT
from ..._settings import LIVE_URL, SANDBOX_URL
from ...errors import AuthMfaRequiredError, PermissionDeniedError
from .. import profiles
from ..connection import tokens_of
from ..problems import error_output, stop


def run(
    context: typer.Context,
    api_key: Annotated[Optional[str], typer.Option(help="The API key; asked for when absent.")] = None,
    email: Annotated[Optional[str], typer.Option(help="Sign in as a user; the password is asked for.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from a pipe.")] = False,
    profile: Annotated[Optional[str], typer.Option(help="The name of the profile to write.")] = None,
    base_url: Annotated[Optional[str], typer.Option(help="Where the API is; by default BIVELIO_BASE_URL.")] = None,
    language: Annotated[Optional[str], typer.Option(help="The language of messages: ca, es or en.")] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Sign in by the dashboard, with a code.")] = False,
    live: Annotated[bool, typer.Option("--live", help="With --browser: real data, instead of the sandbox.")] = False,
) -> None:
    """Check the credential and keep it; nothing is kept when it is refused."""
    before = context.find_root().obj or {}
    name = profile or before.get("profile") or profiles.DEFAULT
    if browser:
        usual = LIVE_URL if live else SANDBOX_URL
        address = base_url or before.get("base_url") or os.environ.get("BIVELIO_BASE_URL") or usual
        _by_dashboard(name, address.rstrip("/"), language or before.get("language"))
        return
    with error_output():
        key = api_key or before.get("api_key") or _prompt("API key (bv_test_... or bv_live_...)")
        new_profile: dict[str, Any] = {"api_key": key.strip()}
        language = language or before.get("language")
        client = BiVelio(key, base_url=base_url or before.get("base_url"), language=language)
        with client:
            if email is not None:
                password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _prompt("Password")
                new_profile.update(email=email, tokens=tokens_of(_signed_in(client, email, password)))
            else:
                check(client)
        new_profile.update(base_url=client.base_url, language=language)
        with profiles.changing() as content:
            content["profiles"][name] = new_profile
            content["current"] = name
    typer.echo(f"Signed in: {email or masked(key)} at {client.base_url}, profile {name} ({profiles.path()}).")


def _by_dashboard(name: str, address: str, language: str | None) -> None:
    from .. import grants

    with error_output():
        new_profile = {**grants.granted(address), "base_url": address, "language": language}
        with profiles.changing() as content:
            content["profiles"][name] = new_profile
            content["current"] = name
    typer.echo(f"Signed in at {address}, profile {name} ({profiles.path()}).")


def check(client: BiVelio) -> None:
    """Raise BiVelioError when the API does not accept the credential; one without the permission to read is good."""
    try:
        client.contacts.list(per_page=1)
    except PermissionDeniedError:
        return


def _signed_in(client: BiVelio, email: str, password: str) -> Any:
    try:
        return client.auth.token(grant_type="password", email=email, password=password)
    except AuthMfaRequiredError as required:
        code = _prompt("Code of the authenticator app, or a recovery code")
        return client.auth.token(grant_type="mfa", challenge=required.challenge or OMIT, code=code)


def masked(key: str) -> str:
    """Return what tells a key from another one, and is none."""
    return f"{key[:11]}...{key[-4:]}" if len(key) > 20 else f"{key[:11]}..."  # noqa: PLR2004 - bv_test_sk_ and more


def _prompt(what: str) -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline().strip()
        if not line:
            stop(f"{what} is absent: give it as an option, or in a pipe.")
        return line
    return str(typer.prompt(what, hide_input=True))
