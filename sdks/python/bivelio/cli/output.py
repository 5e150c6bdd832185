"""Answers on the terminal: a table of a list, a line for each field of an object, or JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from .columns import columns_of, value_at

if TYPE_CHECKING:
    from .._catalogue import Described

_MOST_COLUMNS = 7
_WIDE = 10_000
_LONGEST_CELL = 60


def show(answer: dict[str, Any], *, is_json: bool) -> None:
    """Print an object."""
    if is_json:
        _print_json(answer)
        return
    width = max((len(name) for name in answer), default=0)
    for name, value in answer.items():
        for at, line in enumerate(_text(value, is_long=True).splitlines() or [""]):
            typer.echo(f"{name if at == 0 else '':{width}}  {line}".rstrip())


def show_list(page: Any, described: Described, *, is_all: bool, is_json: bool, columns: str | None = None) -> None:
    """Print the items of a page, or of all pages; below them, on the standard error, how to see more.

    `columns` are those that were asked for, with commas between them.
    """
    items = str(described.items)
    if is_json:
        _print_json({items: [_dict(one) for one in page]} if is_all else page.to_dict())
        return
    rows = [_dict(one) for one in (page if is_all else page.items)]
    table(rows, columns_of(described.name, columns, rows))
    if not is_all:
        _tell_more(page.to_dict(), len(rows))


def table(rows: list[dict[str, Any]], columns: list[str] | None = None) -> None:
    """Print rows as a table, as wide as the terminal; in a file or a pipe nothing is cut."""
    if not rows:
        typer.echo("Nothing found.", err=True)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    is_terminal = sys.stdout.isatty()
    table_view = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    columns = columns or _columns(rows)
    for name in columns:
        table_view.add_column(name, no_wrap=True, overflow="ellipsis")
    from rich.text import Text

    for row in rows:
        table_view.add_row(*(Text(_text(value_at(row, name))) for name in columns))
    Console(file=sys.stdout, width=None if is_terminal else _WIDE, highlight=False).print(table_view)


def show_stream(stream: Any, *, is_json: bool) -> None:
    """Print an answer as it is made: its text, or each event as a line of JSON."""
    with stream:
        for event in stream:
            if is_json:
                typer.echo(event.to_json())
            elif event.event == "delta":
                typer.echo(event.text, nl=False)
            elif event.event == "result":
                typer.echo("")
                show(event.result.to_dict(), is_json=False)


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    plain = [name for name in names if not any(isinstance(row.get(name), (dict, list)) for row in rows)]
    filled = [name for name in plain if any(row.get(name) not in {None, ""} for row in rows)]
    return (filled or names)[:_MOST_COLUMNS]


def _tell_more(answer: dict[str, Any], row_count: int) -> None:
    pages = answer.get("pagination")
    if isinstance(pages, dict):
        last, page = pages.get("total_pages", 1), pages.get("page", 1)
        if last > 1:
            following = f" `--page {page + 1}` shows the next one," if page < last else ""
            typer.echo(f"Page {page} of {last}, {pages.get('total')} in all:{following} `--all` all of them.", err=True)
    elif answer.get("has_more"):
        cursor = next((value for name, value in answer.items() if name.startswith("next_") and value), "")
        typer.echo(f"{row_count} shown, there are more: `--after {cursor}`, or `--all`.", err=True)


def _dict(item: Any) -> dict[str, Any]:
    return item.to_dict() if hasattr(item, "to_dict") else item if isinstance(item, dict) else {"value": item}


def _text(value: Any, *, is_long: bool = False) -> str:
    if value is None:
        return "-" if not is_long else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        text = ", ".join(str(one) for one in value)
    elif isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False, indent=2 if is_long else None)
    else:
        text = str(value)
    if is_long:
        return _printable(text, keep="\n")
    text = _printable(" ".join(text.split()))
    return text if len(text) <= _LONGEST_CELL or not sys.stdout.isatty() else text[: _LONGEST_CELL - 1] + "…"


def _printable(text: str, keep: str = "") -> str:
    """Replace control characters: what others wrote does not steer the terminal."""
    return "".join(one if one.isprintable() or one in keep else "�" for one in text)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
