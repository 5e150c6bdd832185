"""Make a CSV of an uploaded file in another format, beside it: an import reads that from any row on."""

import tempfile
from typing import Any

from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.files import FileChanged, FileState, TenantFiles

from .formats import MAXIMUM_WORKBOOK, TooLarge, as_csv
from .import_files import CONTENT_TYPE, FILE_CHANGED, source, table
from .records import NotText

NOT_TEXT = register("contacts", "not_csv")
MAXIMUM_TABLE = 200_000_000
"""Bytes of the CSV that is made: cells of a workbook may share one long text."""


class NotConverted(Exception):
    """The file cannot be read to its end."""

    def __init__(self, constraint: str, **values: Any) -> None:
        super().__init__(constraint)
        self.constraint = constraint
        self.values = values


def convert(state: Item, files: TenantFiles) -> FileState:
    """Write the CSV of an import's file; written again, it is the same. Raises NotConverted."""
    target = table({**state, "is_converted": True})
    with tempfile.TemporaryFile() as content:
        try:
            _, pieces = as_csv(files.read(source(state), tag=state.get("tag")))
            for piece in pieces:
                content.write(piece)
                if content.tell() > MAXIMUM_TABLE:
                    raise NotConverted("max_bytes", limit=MAXIMUM_TABLE)
        except FileChanged as error:
            raise NotConverted(FILE_CHANGED) from error
        except NotText as error:
            raise NotConverted(NOT_TEXT) from error
        except TooLarge as error:
            raise NotConverted("max_bytes", limit=MAXIMUM_WORKBOOK) from error
        content.seek(0)
        files.put_stream(target, content, CONTENT_TYPE)
    file = files.state(target)
    if file is None:
        raise FileNotFoundError(target)
    return file
