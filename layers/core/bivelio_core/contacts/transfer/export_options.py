"""How the file of an export is written: the format, and what tables and cards may be told besides."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

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


def option_faults(parameters: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of options that the format does not have, and of columns that nobody knows."""
    form: ExportFormat = parameters.get("format", "csv")
    for name in ALL:
        if name in parameters and name not in OF_FORMAT[form]:
            yield Fault(name, "invalid")
    for place, column in enumerate(parameters.get("columns", ())):
        if column not in EXPORTED and not (column.startswith(CUSTOM) and column != CUSTOM):
            yield Fault(f"columns[{place}]", "format", {"expected": "contact_column"})
