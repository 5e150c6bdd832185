"""How the file of an export is written: the format, and what tables and cards may be told besides."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.context import Context
from bivelio_core.faults import Fault

from .models import CardVersion, DecimalSeparator, ExportFormat, ExportSeparator
from .table_format import CUSTOM, EXPORTED

SEPARATORS: Mapping[ExportSeparator, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
OF_FORMAT: Mapping[ExportFormat, tuple[str, ...]] = {
    "csv": ("columns", "separator", "decimal_separator", "bom"),
    "xlsx": ("columns",),
    "vcard": ("vcard_version",),
}
"""The options that each format has."""

VIEW_FILTER = "view_filter"
"""The parameter that has the filter of an export's view."""

ALL = tuple(dict.fromkeys(name for names in OF_FORMAT.values() for name in names))


class ExportOptions(NamedTuple):
    """How a file is written. Without anything told it is the CSV that imports read without loss."""

    format: ExportFormat = "csv"
    columns: tuple[str, ...] = EXPORTED
    separator: ExportSeparator = "comma"
    decimal_separator: DecimalSeparator = "point"
    bom: bool = True
    vcard_version: CardVersion = "4.0"

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "ExportOptions":
        """The options among the parameters of an export."""
        options = {name: parameters[name] for name in cls._fields if parameters.get(name) is not None}
        return cls(**{**options, "columns": tuple(options.get("columns", EXPORTED))})


def of_view(view_id: str, parameters: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """What a view adds to an export: its filter, and those of its columns that a table has, unless some are sent.

    Raises Unprocessable for a view that the caller does not see.
    """
    from bivelio_core.contacts.views.stored import view_of  # noqa: PLC0415 - only for an export by a view

    view = view_of(view_id, ctx)
    added = {VIEW_FILTER: view["filter"]} if view.get("filter") is not None else {}
    columns = [column for column in view["columns"] if is_column(column)]
    is_table = "columns" in OF_FORMAT[parameters.get("format", "csv")]
    return {**added, "columns": columns} if columns and is_table and "columns" not in parameters else added


def is_column(name: str) -> bool:
    """Whether a table has a column of this name."""
    return name in EXPORTED or (name.startswith(CUSTOM) and name != CUSTOM)


def option_faults(parameters: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of options that the format does not have, and of columns that nobody knows."""
    form: ExportFormat = parameters.get("format", "csv")
    for name in ALL:
        if name in parameters and name not in OF_FORMAT[form]:
            yield Fault(name, "invalid")
    for place, column in enumerate(parameters.get("columns", ())):
        if not is_column(column):
            yield Fault(f"columns[{place}]", "format", {"expected": "contact_column"})
