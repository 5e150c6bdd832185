"""`bivelio profiles`."""

from __future__ import annotations

import json
from typing import Annotated, Optional

import typer

from .. import output, profiles
from ..problems import error_output, stop
from .login import masked


def run(
    use: Annotated[Optional[str], typer.Option(help="Use this profile from now on.")] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON; secrets are never shown.")] = False,
) -> None:
    """List the profiles."""
    with error_output():
        content = profiles.read()
        if use is not None:
            if use not in content["profiles"]:
                stop(f"There is no profile {use!r}: `bivelio login --profile {use}` makes it.")
            with profiles.changing() as changed:
                changed["current"] = use
            content = profiles.read()
        rows = [
            {
                "profile": name,
                "current": name == content.get("current"),
                "key": masked(one["api_key"]) if "api_key" in one else "by the dashboard",
                "user": one.get("email"),
                "base_url": one.get("base_url"),
            }
            for name, one in sorted(content["profiles"].items())
        ]
        if is_json:
            typer.echo(json.dumps(rows, indent=2))
        else:
            output.table(rows, ["profile", "current", "key", "user", "base_url"])
