"""The rows of text files: CSV as spreadsheets write it, with the separator that its first lines have most of."""

import csv
from collections.abc import Iterator

from bivelio_core.documents.analysis.refusals import Refused

Cell = str | int | float | bool | None
SEPARATORS = ",;\t|"
LONGEST_CELL = 200_000


def of_csv(text: str) -> Iterator[list[Cell]]:
    """Yield the rows that are not empty. Their cells are texts, null where they are empty. Raises Refused."""
    csv.field_size_limit(LONGEST_CELL)
    lines = text.split("\n")
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == len("sep=;"):
        separator, lines = lines[0][-1], lines[1:]
    else:
        head = next((line for line in lines if line.strip()), "")
        separator = max(SEPARATORS, key=head.count)
    try:
        for row in csv.reader((f"{line}\n" for line in lines), delimiter=separator):
            if any(cell.strip() for cell in row):
                yield [cell or None for cell in row]
    except csv.Error as error:
        raise Refused("unreadable", "it is no CSV") from error
