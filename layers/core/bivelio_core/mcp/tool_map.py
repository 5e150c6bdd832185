"""A connection's own names for tools of a server: no two servers of spreadsheets call the same tool by one name.

A connection names, by a name of the customer's, the server's tool and what the parameters are called there:

    {"read_range": {"tool": "read_range", "parameters": {"spreadsheet_id": "path"},
                    "ranges": {"range": {"sheet": "sheet", "cells": "range"}}}}

A parameter that is not named keeps its name. One of `ranges` is a range in A1 notation, handed on in two parts, for
servers that want them apart.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core.providers.mcp_server.port import JsonObject

_RANGE = re.compile(r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^!]+))!)?(?P<cells>.*)", re.DOTALL)
_CELLS = re.compile(r"\$?[A-Za-z]{0,3}\$?[0-9]{0,7}(?::\$?[A-Za-z]{0,3}\$?[0-9]{0,7})?")


class ServerCall(NamedTuple):
    """The server's tool, and its arguments."""

    tool: str
    arguments: JsonObject


def server_call(tools: Mapping[str, Any], tool: str, parameters: Mapping[str, Any]) -> ServerCall:
    """What to call for a tool under a name of the connection's, or under the server's own."""
    mapped = tools.get(tool, {"tool": tool})
    names, ranges = mapped.get("parameters", {}), mapped.get("ranges", {})
    arguments: JsonObject = {}
    for name, value in parameters.items():
        arguments |= _parts(value, ranges[name]) if name in ranges else {names.get(name, name): value}
    return ServerCall(mapped["tool"], arguments)


def _parts(value: Any, names: Mapping[str, str]) -> JsonObject:
    """A range in two: `Sheet1!A1:D50` is the sheet `Sheet1` and the cells `A1:D50`; either may be left out."""
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return {names["cells"]: value}
    sheet, cells = match["sheet"], match["cells"]
    if match["quoted"] is not None:
        sheet = match["quoted"].replace("''", "'")
    if sheet is None and not _CELLS.fullmatch(cells):
        sheet, cells = cells, ""
    return {names[part]: text for part, text in (("sheet", sheet), ("cells", cells)) if text}


def with_counts(result: JsonObject) -> JsonObject:
    """A result whose `values` are rows, with the number of its rows and of the columns of the widest."""
    rows = result.get("values")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return result
    return {**result, "rows_count": len(rows), "columns_count": max(map(len, rows), default=0)}
