"""What reading hostile files takes: `python -m benchmarks.documents.hostile INDEX` reads one."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from bivelio_core.documents.analysis.process import SHARED
from bivelio_core.documents.analysis.reader import read
from bivelio_core.documents.analysis.refusals import Refused

from tests.documents.files import FORMS_THAT_DRAW_FORMS, INVOICE_TEXT, LAUGHS, bomb, pdf, stream, ubl

FILES: dict[str, Callable[[], bytes]] = {
    "an invoice of one page": lambda: pdf([INVOICE_TEXT]),
    "a PDF of 100 pages of text": lambda: pdf([INVOICE_TEXT] * 100),
    "a PDF of 1,000 pages": lambda: pdf(["page"] * 1000),
    "20 MB of bytes after the header of a PDF": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 78_000,
    "20 MB of text": lambda: b"Total 1.210,00 EUR\n" * 1_050_000,
    "an invoice of 30,000 lines in 20 MB of UBL": lambda: many_lines(30_000),
    "a page that decompresses to 1.5 GB": lambda: pdf(page_content=bomb(1500)),
    "forms that draw forms, a thousand billion letters": lambda: pdf(
        page_content=stream(b"/X10 Do"), extra=FORMS_THAT_DRAW_FORMS
    ),
    "XML entities that expand to 20 TB": lambda: b"<!DOCTYPE lolz [" + LAUGHS + b"]><lolz>&l11;</lolz>",
    "XML nested 300,000 deep": lambda: b"<a>" * 300_000 + b"</a>" * 300_000,
}


class Taken(NamedTuple):
    """The outcome, seconds, and megabytes at most in the process that read."""

    outcome: str
    seconds: float
    megabytes: float


def many_lines(count: int) -> bytes:
    """An invoice of many lines."""
    head, line, tail = split(ubl())
    return head + line * count + tail


def split(invoice: bytes) -> tuple[bytes, bytes, bytes]:
    """What comes before the line of an invoice, the line, and the rest."""
    start, end = invoice.index(b"<cac:InvoiceLine>"), invoice.index(b"</Invoice>")
    return invoice[:start], invoice[start:end], invoice[end:]


def measure(index: int) -> Taken:
    """Read one of the files in a new process."""
    command = [sys.executable, "-m", "benchmarks.documents.hostile", str(index)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return Taken(*json.loads(run.stdout))


def main(index: int) -> None:
    """Read one file and print what it took."""
    content = list(FILES.values())[index]()
    read(b"the process is started")
    started = time.perf_counter()
    try:
        reading = read(content)
        outcome = f"read, {reading.page_count} pages" if reading.invoice is None else "read, with its invoice"
    except Refused as refused:
        outcome = refused.reason
    seconds = time.perf_counter() - started
    SHARED.close()
    print(json.dumps([outcome, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
