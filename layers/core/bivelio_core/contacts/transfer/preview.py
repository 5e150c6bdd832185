"""What a file has, before it is imported: its columns, three values of each, and the field that each goes to."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bivelio_core.errors import Unprocessable

from .columns import Mapped, mapped, sampled
from .formats import as_csv
from .models import ImportColumn
from .proposals import SHOWN_VALUES, program_of, values_of
from .records import Record, records
from .table_format import MAXIMUM_COLUMNS, Header

SHOWN = 100
"""Characters of a value."""


class Preview(NamedTuple):
    """The columns of a file, and the program that wrote it, if its names show."""

    columns: list[ImportColumn]
    program: str | None


def header_of(record_list: Iterator[Record]) -> Header:
    """The header of a file. Raises Unprocessable for a file without one."""
    header = Header.of(record_list)
    if header is None:
        raise Unprocessable.of("csv", "format", expected="csv")
    return header


def preview_of(pieces: Iterable[bytes], mapping: Mapped | None) -> Preview:
    """The preview of a file. Raises Unprocessable for a file or a mapping that cannot be used."""
    _, lines = as_csv(pieces)
    record_list = records(lines, 0)
    header = header_of(record_list)
    if len(header.names) > MAXIMUM_COLUMNS:
        raise Unprocessable.of("columns", "max_items", limit=MAXIMUM_COLUMNS)
    samples = sampled(header, record_list)
    columns = [
        ImportColumn(
            name=column.name,
            values=[value[:SHOWN] for value in values_of(samples, place)[:SHOWN_VALUES]],
            field=column.target or None,
            reason=column.reason,
            program=column.program,
        )
        for place, column in enumerate(mapped(header, samples, mapping))
    ]
    return Preview(columns, program_of(header.names))
