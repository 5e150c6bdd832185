"""Every operation as a command, made from the catalogue when it is asked for."""

from __future__ import annotations

import inspect
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Callable, NamedTuple, Optional

import typer

from .. import _catalogue
from . import lazy, values
from .connection import before_write, connected, resolved
from .problems import error_output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._catalogue import Described, Parameter

Run = Callable[[Any, "Described", "dict[str, Any]", "Mapping[str, Any]"], None]
"""What a command does: given the client, the operation, its keywords, and the values of all options by name."""


class Added(NamedTuple):
    """An option or argument that an operation's command has beside the operation's parameters."""

    name: str
    kind: Any
    about: Any
    default: Any = None


class Special(NamedTuple):
    """How the command of an operation differs: what it does, what it takes besides, and what need not be given."""

    run: Run
    added: tuple[Added, ...] = ()
    optional: frozenset[str] = frozenset()


CONNECTION = (
    Added(
        "profile", Optional[str], typer.Option("--profile", help="The profile to use.", rich_help_panel="Connection")
    ),
    Added("api_key", Optional[str], typer.Option("--api-key", help="The API key.", rich_help_panel="Connection")),
    Added(
        "base_url", Optional[str], typer.Option("--base-url", help="Where the API is.", rich_help_panel="Connection")
    ),
    Added("language", Optional[str], typer.Option("--language", help="The language of messages: ca, es or en.")),
)
JSON = Added("json", bool, typer.Option("--json", help="Print the answer as JSON."), default=False)
DATA = Added("data", Optional[str], typer.Option("--data", help="All fields as JSON, or @file.json; options win."))
KEY = Added("idempotency_key", Optional[str], typer.Option("--idempotency-key", help="The same key, one effect."))
ALL = Added("all", bool, typer.Option("--all", help="All pages, not this one alone."), default=False)
COLUMNS = Added(
    "columns", Optional[str], typer.Option("--columns", help="The columns of the table: `id,name,client.name`.")
)
STREAM = Added("stream", bool, typer.Option("--stream", help="Print the answer as it is made."), default=False)

_PYTHON = {"integer": int, "number": float, "boolean": bool}


def entries(resource: str) -> dict[str, lazy.Entry]:
    """Return the commands of a resource: its operations, and what is added to them."""
    from .extras import ADDED

    commands = {verb(one): lazy.Entry(one.summary, _maker(one.name)) for one in _catalogue.of(resource)}
    return {**commands, **ADDED.get(resource, {})}


def verb(described: Described) -> str:
    """Return the name of an operation's command: `extractions-get` for `documents.extractions_get`."""
    return described.name.partition(".")[2].rstrip("_").replace("_", "-")


def flag(parameter: Parameter) -> str:
    """Return the option of a parameter: `--per-page`."""
    return "--" + parameter.field.replace("_", "-")


def _maker(name: str) -> lazy.Make:
    def make() -> Any:
        from .extras import SPECIAL

        described = _catalogue.described(name)
        return command_of(described, SPECIAL.get(name))

    return make


def command_of(described: Described, special: Optional[Special] = None) -> Any:
    """Return the command of an operation."""
    used_keywords = {parameter.keyword for parameter in described.parameters}
    own = [*(special.added if special else ()), DATA, JSON]
    own += [KEY] if described.takes_key else []
    own += [ALL, COLUMNS] if described.items else []
    own += [STREAM] if described.may_stream else []
    own += [one for one in CONNECTION if one.name not in used_keywords]

    def function(context: typer.Context, **arguments: Any) -> None:
        with error_output():
            keywords = keywords_of(described, arguments, special.optional if special else frozenset())
            connection_options = {
                one.name: arguments[_own(one.name)] for one in CONNECTION if one.name not in used_keywords
            }
            where = resolved(context, connection_options)
            if described.takes_key:
                before_write(where)
            with connected(where) as client:
                options = {one.name: arguments[_own(one.name)] for one in own}
                run = special.run if special else _run
                run(client, described, keywords, options)

    optional = special.optional if special else frozenset()
    parameters = [
        _parameter(described, one, is_required=one.is_required and one.keyword not in optional)
        for one in described.parameters
    ]
    parameters += [
        inspect.Parameter(_own(one.name), _KEYWORD, annotation=Annotated[one.kind, one.about], default=one.default)
        for one in own
    ]
    first = inspect.Parameter("context", _KEYWORD, annotation=typer.Context)
    function.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    function.__annotations__ = {one.name: one.annotation for one in (first, *parameters)}
    return lazy.command(verb(described), function, described.summary)


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _own(name: str) -> str:
    """Return the name of an option that is not a parameter of the operation: no field has such a one."""
    return f"option_{name}"


def _parameter(described: Described, parameter: Parameter, *, is_required: bool) -> inspect.Parameter:
    is_list = parameter.kind.endswith("[]")
    kind: Any = _PYTHON.get(parameter.kind.removesuffix("[]") if is_list else parameter.kind, str)
    if parameter.choices:
        kind = _one_of(parameter.choices)
    about = parameter.description + _hint(parameter) + (" [required]" if is_required else "")
    if parameter.keyword == described.positional:
        info: Any = typer.Argument(help=about, show_default=False)
    else:
        name = flag(parameter)
        names = [f"{name}/--no-{name[2:]}"] if parameter.kind == "boolean" else [name]
        metavar = "JSON" if parameter.kind == "json" else None
        info = typer.Option(*names, help=about, metavar=metavar, show_default=False)
    annotated: Any = Optional[list[kind]] if is_list else Optional[kind]
    return inspect.Parameter(parameter.keyword, _KEYWORD, annotation=Annotated[annotated, info], default=None)


def _one_of(choices: tuple[str, ...]) -> Any:
    """Return an enum, which Typer takes for the choices of an option."""
    return Enum("Choice", {f"value_{at}": value for at, value in enumerate(choices)}, type=str)


def _hint(parameter: Parameter) -> str:
    if parameter.kind == "json":
        return " JSON, or @file.json."
    return " Repeat it for more." if parameter.kind.endswith("[]") else ""


def keywords_of(described: Described, options: Mapping[str, Any], optional: frozenset[str]) -> dict[str, Any]:
    """Return the keywords of the method: the fields of `--data`, and those that were given by options.

    Raises typer.BadParameter, which is a wrong use, for what is absent or cannot be read.
    """
    by_field = {one.field: one.keyword for one in described.parameters}
    keywords = values.data(options[_own("data")], by_field)
    for one in described.parameters:
        value = options[one.keyword]
        if value is None or value == []:
            continue
        keywords[one.keyword] = (
            values.from_json(value, flag(one)) if one.kind == "json" else values.plain(value, one.kind)
        )
    absent = [one for one in described.parameters if one.is_required and one.keyword not in {*keywords, *optional}]
    if not keywords and described.positional not in optional:  # it names one resource, by this or by another field
        absent = [one for one in described.parameters if one.keyword == described.positional] or absent
    if absent:
        names = ", ".join(flag(one) if one.keyword != described.positional else one.field.upper() for one in absent)
        raise typer.BadParameter(f"{names} is required (or its field in --data).")
    if options.get(_own("idempotency_key")) is not None:
        keywords["idempotency_key"] = options[_own("idempotency_key")]
    return keywords


def _run(client: Any, described: Described, keywords: dict[str, Any], options: Mapping[str, Any]) -> None:
    from . import output

    if options.get("stream"):
        output.show_stream(described.method_of(client)(**keywords, stream=True), is_json=options["json"])
        return
    answer = described.method_of(client)(**keywords)
    if described.items:
        output.show_list(answer, described, is_all=options["all"], is_json=options["json"], columns=options["columns"])
    else:
        output.show(answer.to_dict(), is_json=options["json"])
