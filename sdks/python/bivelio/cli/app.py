"""The root: its options, the resources, and the commands that are more than an operation."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any, Optional

import typer

from .. import _catalogue
from .._version import __version__
from . import lazy

OWN = {
    "login": "Sign in: a key, or a user's e-mail and password; checked at once and kept in a profile.",
    "logout": "Forget a profile, and end the session of its user.",
    "profiles": "List the profiles, or choose the one that is used.",
    "logs": "Follow the requests that were made with the organisation's keys.",
    "listen": "Follow the events, and post each one to an address of yours, signed as a webhook is.",
    "trigger": "Cause an event in the sandbox.",
    "request": "Call an operation by its path, also one that is newer than this program.",
    "whoami": "Show which profile, key and address commands use, and whether they are accepted.",
}
"""Commands beside the resources. Each is `run` of the module of its name, or the group that its `group_of` returns."""


def _entries() -> dict[str, lazy.Entry]:
    entries = {name: lazy.Entry(about, _own(name)) for name, about in OWN.items()}
    for resource, about in sorted(_catalogue.resources().items()):
        entries[resource] = lazy.Entry(about, _resource(resource, about))
    return entries


def _own(name: str) -> lazy.Make:
    def make() -> Any:
        module = import_module(f".own.{name}", __package__)
        if hasattr(module, "group_of"):
            return module.group_of(OWN[name])
        return lazy.command(name, module.run, OWN[name])

    return make


def _resource(name: str, about: str) -> lazy.Make:
    def make() -> Any:
        from .operations import entries

        return lazy.group(name, about, entries(name))

    return make


class Root(lazy.LazyGroup):
    """All of the commands."""

    entries = _entries()


app = typer.Typer(
    name="bivelio",
    cls=Root,
    no_args_is_help=True,
    **{**lazy.PLAIN, "add_completion": True},
)


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 - Typer calls it
    if is_asked:
        typer.echo(f"bivelio {__version__}")
        raise typer.Exit


@app.callback()
@lazy.annotated
def root(
    context: typer.Context,
    profile: Annotated[Optional[str], typer.Option(help="The profile to use; `bivelio profiles` lists them.")] = None,
    api_key: Annotated[Optional[str], typer.Option(help="The API key; by default BIVELIO_API_KEY.")] = None,
    base_url: Annotated[Optional[str], typer.Option(help="Where the API is; by default BIVELIO_BASE_URL.")] = None,
    language: Annotated[
        Optional[str],
        typer.Option(help="The language of the API's messages: ca, es or en; by default that of the environment."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback is all
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """BiVelio's API in a terminal: every operation of every resource, and what a developer needs beside them."""
    context.obj = {"profile": profile, "api_key": api_key, "base_url": base_url, "language": language}
