"""Groups whose commands are made when they are asked for, so that help and completion stay quick."""

from __future__ import annotations

import inspect
from typing import Any, Callable, NamedTuple, cast, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

Make = Callable[[], Any]
"""Makes a command or a group."""


class Entry(NamedTuple):
    """A command that is not made yet."""

    summary: str
    make: Make


class LazyGroup(TyperGroup):
    """A group of entries. A list of its commands shows their summaries, and makes none of them."""

    entries: dict[str, Entry]
    _is_listed = False

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the interface of Typer
        """Return the names."""
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same
        """Return a command, made now; None for an unknown name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if self._is_listed:
            return TyperCommand(name=cmd_name, help=entry.summary)
        return entry.make()

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, with summaries alone."""
        self._is_listed = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._is_listed = False

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; an unknown one is a wrong use that names the nearest."""
        self.commands = cast("Any", dict.fromkeys(self.entries))  # Typer reads the names for its advice
        return super().resolve_command(ctx, args)


def group(name: str, summary: str, entries: dict[str, Entry]) -> LazyGroup:
    """Return a group."""
    app = typer.Typer(name=name, cls=LazyGroup, help=summary, no_args_is_help=True, **PLAIN)
    app.callback(help=summary)(_nothing)
    lazy_group = cast("LazyGroup", get_command(app))
    lazy_group.entries = entries
    return lazy_group


def command(name: str, function: Callable[..., Any], summary: str) -> Any:
    """Return one command from a function with annotated parameters."""
    app = typer.Typer(**PLAIN)
    app.command(name=name, help=summary)(annotated(function))
    click_command = get_command(app)
    click_command.name = name
    return click_command


def annotated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its annotations as objects: on Python 3.9 Typer takes no options from their texts."""
    signature, defaults = inspect.signature(function), function.__defaults__
    function.__defaults__ = None  # Python 3.9 would wrap the annotation of a parameter that is None by default
    hints = get_type_hints(function, include_extras=True)
    function.__defaults__ = defaults
    parameters = [one.replace(annotation=hints[one.name]) for one in signature.parameters.values()]
    function.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    function.__annotations__ = hints
    return function


def _nothing() -> None:
    """Do nothing: the options of groups are those of their commands."""


PLAIN: Any = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
"""Help without rich, whose import takes longer than all the rest; an error is a sentence, never a traceback."""
