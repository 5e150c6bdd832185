"""`bivelio logout`."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer

from ...errors import BiVelioError
from .. import profiles
from ..connection import client_of
from ..problems import error_output, stop


def run(
    context: typer.Context,
    profile: Annotated[Optional[str], typer.Option(help="The profile to forget; by default the current one.")] = None,
) -> None:
    """Remove the profile from this machine; a user's session is ended at the API too."""
    with error_output():
        content = profiles.read()
        name = profile or (context.find_root().obj or {}).get("profile") or str(content.get("current"))
        if name not in content["profiles"]:
            stop(f"There is no profile {name!r}: `bivelio profiles` lists them.")
        if "grant" in content["profiles"][name]:
            _end_grant(content["profiles"][name])
        elif "email" in content["profiles"][name]:
            _end_session(context, name)
        with profiles.changing() as content:
            content["profiles"].pop(name, None)
            if content.get("current") == name:
                content["current"] = next(iter(sorted(content["profiles"])), profiles.DEFAULT)
    typer.echo(f"Forgot profile {name}.")


def _end_grant(profile: dict[str, Any]) -> None:
    from .. import grants

    try:
        grants.end(profile)
    except BiVelioError as error:
        typer.echo(f"The sign-in was not ended at the API: {error}", err=True)


def _end_session(context: typer.Context, name: str) -> None:
    """End the session; one that cannot be ended does not keep the secrets on this machine."""
    try:
        with client_of(context, {"profile": name}) as client:
            client.auth.logout()
    except BiVelioError as error:
        typer.echo(f"The session at the API was not ended: {error}", err=True)
