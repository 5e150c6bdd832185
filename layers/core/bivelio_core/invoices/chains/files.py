"""Records as files: XML as AEAT's schema has it (SuministroLR.xsd), and CSV."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

from bivelio_core.invoices.verifactu.soap import MOST_RECORDS, Header, registers
from bivelio_core.invoices.xml_text import DECLARATION
from bivelio_core.store.codec import Item

COLUMNS = (
    *("position", "kind", "issuer_nif", "number", "issue_date", "invoice_type", "tax_total", "total", "made_at"),
    *("hash", "previous_hash", "installation", "state", "csv", "registered_at", "error_code", "error_text"),
)
MADE = (1980, 1, 1, 0, 0, 0)
"""The time of files in a ZIP, so that the same records give the same bytes."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def xml_text(item: Item) -> str:
    """Return the XML of a record, as it was made."""
    return zlib.decompress(item["xml"]).decode()


def xml(header: Header, items: Sequence[Item]) -> bytes:
    """Return records of one issuer, at most MOST_RECORDS, as a document that programs submit."""
    return (DECLARATION + registers(header, [xml_text(item) for item in items])).encode()


def zipped(header: Header, items: Sequence[Item]) -> bytes:
    """Return any number of records of one issuer as a ZIP of documents, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in _parts(items):
            name = f"records-{part[0]['SK']}-{part[-1]['SK']}.xml"
            archive.writestr(zipfile.ZipInfo(name, MADE), xml(header, part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return rows of COLUMNS as CSV in UTF-8 with a mark, which spreadsheets need, separated by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row.get(column)) for column in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """Return a cell; what a spreadsheet would take for a formula becomes a text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), MOST_RECORDS):
        yield items[start : start + MOST_RECORDS]
