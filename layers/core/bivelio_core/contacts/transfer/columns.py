"""The columns of an import: as our own format names them, as the request maps them, or as they are proposed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault

from .foreign_rows import Options
from .proposals import Column, has_a_name, is_month_first, propose, tag_mark, unique_names, values_of
from .records import Record, cells
from .table_format import COLUMN_TWICE, MAXIMUM_COLUMNS, Header, is_own, own_column
from .targets import NOWHERE, PRIMARY, is_single, is_target, mapping_faults

SAMPLE_ROWS = 100
"""How many rows are looked at to know what a column has."""

Mapped = Mapping[str, str | None]


class Table(NamedTuple):
    """The columns of a file, and how their cells are read; `options` is None for our own format."""

    columns: Sequence[str]
    options: Options | None = None

    def stored(self) -> dict[str, Any]:
        """The attributes of an import by which its rows are read."""
        foreign = {} if self.options is None else {"foreign": self.options._asdict()}
        return {"columns": list(self.columns), **foreign}


def options_of(state: Mapping[str, Any]) -> Options | None:
    """How an import reads its cells; None for our own format."""
    return Options(**state["foreign"]) if "foreign" in state else None


def table_of(header: Header, rest: Iterable[Record], mapping: Mapped | None) -> Table:
    """The columns of an import. Raises Unprocessable for a mapping or a header that cannot be used.

    Columns that the request does not map go where they are proposed. A file of which all names are ours is read
    strictly.
    """
    if len(header.names) > MAXIMUM_COLUMNS:
        raise Unprocessable.of("columns", "max_items", limit=MAXIMUM_COLUMNS)
    if mapping is None and is_own(header.columns):
        return Table(header.columns)
    samples = sampled(header, rest)
    columns = mapped(header, samples, mapping)
    if faults := [*_doubled(header, mapping), *_faults(columns, mapping)]:
        raise Unprocessable(faults)
    return Table([column.target for column in columns], _options(header, samples, columns))


def sampled(header: Header, rest: Iterable[Record]) -> list[list[str]]:
    """The cells of the first rows behind the header."""
    return [cells(record.text, header.delimiter) for record in islice(rest, SAMPLE_ROWS)]


def mapped(header: Header, samples: Sequence[Sequence[str]], mapping: Mapped | None) -> list[Column]:
    """The columns of a file: mapped by the request, named as ours, or proposed. Raises Unprocessable for a mapping."""
    names = unique_names(header.names)
    if faults := mapping_faults(mapping or {}, names):
        raise Unprocessable(faults)
    own = [own_column(name) or (name if is_target(name) else None) for name in header.names]
    columns = propose(header.names, samples, own)
    return [
        Column(name, mapping[name] or NOWHERE, "mapping") if mapping and name in mapping else column
        for name, column in zip(names, columns, strict=True)
    ]


def _doubled(header: Header, mapping: Mapped | None) -> list[Fault]:
    """The names of our own format that two columns have: nobody knows which is meant."""
    own = [own_column(name) for name in header.names] if mapping is None else []
    doubled = {name for place, name in enumerate(own) if name and is_single(name) and name in own[:place]}
    return [Fault(name, COLUMN_TWICE) for name in sorted(doubled)]


def _faults(columns: Sequence[Column], mapping: Mapped | None) -> list[Fault]:
    targets = [column.target for column in columns]
    faults = [
        Fault(column.name if mapping is None else f'mapping["{column.name}"]', COLUMN_TWICE)
        for place, column in enumerate(columns)
        if is_single(column.target) and column.target in targets[:place]
    ]
    reachable = mapping is not None and any(_is_reach(target) for target in targets)
    if not has_a_name(targets) and not reachable:
        faults.insert(0, Fault("name", "required"))
    return faults


def _is_reach(target: str) -> bool:
    return target in PRIMARY or target.partition(".")[0] in PRIMARY.values()


def _options(header: Header, samples: Sequence[Sequence[str]], columns: Sequence[Column]) -> Options:
    options = Options()
    for place, column in enumerate(columns):
        values = values_of(samples, place)
        if column.target == "tags" and own_column(header.names[place]) != "tags":
            options = options._replace(tag_mark=tag_mark(header.names[place], values))
        elif column.target == "birthday":
            options = options._replace(month_first=is_month_first(values))
    return options
