"""Read public invoices and compare: `python -m benchmarks.documents [--write]`, `make bench-documents`.

The samples are those of `tests.samples`, outside the repository. Without them there is nothing to compare.
"""

import argparse
import contextlib
import io
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import facturx
import pypdf
import pypdfium2
from bivelio_core.documents.analysis.classification import classify_by_rules
from bivelio_core.documents.analysis.extraction import extract_by_rules, extract_structured
from bivelio_core.documents.analysis.process import SHARED
from bivelio_core.documents.analysis.reader import read
from bivelio_core.documents.analysis.refusals import Refused
from pypdfium2 import raw

from benchmarks.documents import hostile, truth
from benchmarks.documents.comparing import NAMES, Tally, read_by, total
from tests.samples import FOLDER, name_of, samples

RESULTS = Path(__file__).parent / "results" / "results.md"
INVOICES = {
    "UBL": ("en16931-ubl/*.xml", "xrechnung/*_ubl.xml"),
    "CII": ("en16931-cii/*.xml", "xrechnung/*_uncefact.xml"),
    "Facturae": ("facturae/data*.xml",),
    "ZUGFeRD 1 in PDF": ("zugferd-pdf/ZUGFeRDv1*.pdf",),
    "ZUGFeRD 2 and Factur-X in PDF": ("zugferd-pdf/ZUGFeRDv2*.pdf", "zugferd-pdf/XML-Rechnung*.pdf"),
}
TEXT = {"zugferd-pdf, their data removed": ("zugferd-pdf/*.pdf",), "invoice2data": ("invoice2data/*.pdf",)}
CATEGORIES = ["invoice", "contract", "deed", "receipt", "report", "other"]
EXPECTED = {
    "invoice": (
        *("xrechnung/*.xml", "en16931-ubl/*.xml", "en16931-cii/*.xml", "facturae/data*.xml"),
        *("zugferd-pdf/*.pdf", "invoice2data/*.pdf"),
    ),
    "other": (
        *("emails/*", "icalendar/*", "whatsapp/*", "en16931-rules/*", "facturae/schema*"),
        "invoice2data/*.json",
    ),
}
ROUNDS = 15


def main() -> None:
    """Compare, print, and keep the table when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the table in results/")
    parser.add_argument("--misses", action="store_true", help="print each field that was not read right")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit(f"there are no samples in {FOLDER}: set BIVELIO_SAMPLES to their folder")
    structured = {name: structured_tally(samples(*patterns)) for name, patterns in INVOICES.items()}
    by_rules = {name: rules_tally(samples(*patterns)) for name, patterns in TEXT.items()}
    report = "\n".join(
        [
            heading(),
            "## Invoices as data\n",
            table(structured),
            "## Invoices by rules over the text of their pages, without a model\n",
            RULES_NOTE,
            table(by_rules),
            "## Categories by rules, without a model\n",
            *categories(),
            "## Time\n",
            times(),
            "## What files take that want too much\n",
            hostile_files(),
        ]
    )
    print(report)
    if options.misses:
        tallies = (*structured.values(), *by_rules.values())
        print(*(miss for tally in tallies for miss in tally.misses), sep="\n")
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(report, encoding="utf-8")


RULES_NOTE = """Each cell: right, of those that have the field. The truth is the data that was removed from the file,
or what invoice2data expects; where the page says something else than the data, what the page says counts as wrong.
`wrong` is what was read as another value; the rest was not found.
"""


def heading() -> str:
    """Return what was measured where."""
    when = datetime.now(UTC).date()
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return (
        f"Made by `make bench-documents` on {when}: {machine}. The samples are public files that nobody here wrote.\n"
    )


def structured_tally(paths: Iterable[Path]) -> Tally:
    """Compare the data of invoices with what others read of it."""
    tally = Tally()
    for path in paths:
        expectation = truth.of_file(path)
        if expectation is None:
            continue
        reading = read(path.read_bytes())
        fields = extract_structured(reading)
        tally.add(name_of(path), expectation, {} if fields is None else read_by(fields, reading.invoice))
    return tally


def rules_tally(paths: Iterable[Path]) -> Tally:
    """Compare what rules find in the pages with the data or the expectations."""
    tally = Tally()
    for path in paths:
        expectation = truth.of_file(path)
        if expectation is not None:
            tally.add(name_of(path), expectation, read_by(extract_by_rules(read(without_attachments(path))), None))
    return tally


def without_attachments(path: Path) -> bytes:
    """Return a PDF without what is attached to it."""
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        for _ in range(document.count_attachments()):
            raw.FPDFDoc_DeleteAttachment(document, 0)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def table(tallies: dict[str, Tally]) -> str:
    """Return a table: for each set, the documents and the share of each field that was read right."""
    rows: list[tuple[str, ...]] = [("", "documents", *NAMES)]
    rows += [(name, str(tally.documents), *(cell(tally, each) for each in NAMES)) for name, tally in tallies.items()]
    summed = total(tallies.values())
    rows.append(("**all**", str(summed.documents), *(f"**{share(summed, each)}**" for each in NAMES)))
    rows.append(("wrong", "", *(str(summed.wrong[each]) for each in NAMES)))
    return markdown(rows)


def cell(tally: Tally, name: str) -> str:
    """Return right of had."""
    return f"{tally.right[name]} of {tally.had[name]}" if tally.had[name] else "-"


def share(tally: Tally, name: str) -> str:
    """Return the share that was read right."""
    return f"{100 * tally.right[name] / tally.had[name]:.1f} %" if tally.had[name] else "-"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table, the first of them its heading."""
    head, *body = rows
    ruler = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ruler, *body))


def categories() -> list[str]:
    """Return a confusion table over all samples as they are, and one over the PDF files without their data."""
    whole = {name: Counter(answer(path.read_bytes()) for path in samples(*each)) for name, each in EXPECTED.items()}
    pages = {"invoice": Counter(answer(without_attachments(path)) for path in samples("*/*.pdf"))}
    return [
        f"Asked with {', '.join(CATEGORIES)}. All samples:\n",
        confusion(whole),
        "The PDF files without their data:\n",
        confusion(pages),
    ]


def answer(content: bytes) -> str:
    """Return the category of a file, or why it is refused."""
    try:
        return classify_by_rules(read(content), CATEGORIES).category
    except Refused as refused:
        return f"refused: {refused.reason}"


def confusion(counted: dict[str, Counter[str]]) -> str:
    """Return a table: a row for what the files are, a column for what was answered."""
    answers = [*CATEGORIES, *sorted({each for counter in counted.values() for each in counter} - set(CATEGORIES))]
    rows = [("is", *answers)]
    rows += [(name, *(str(counter[each] or "") for each in answers)) for name, counter in counted.items()]
    return markdown(rows)


def times() -> str:
    """Return a table of how long the invoices in PDF take that factur-x reads too."""
    contents = [path.read_bytes() for path in samples("zugferd-pdf/*.pdf")]
    contents = [content for content in contents if is_read_by_facturx(content)]
    read(contents[0])  # starts the process
    rows: list[tuple[str, ...]] = [
        ("what is read", "ours, ms", "theirs, ms", "ratio", "ours, ms to wait", "theirs, ms to wait")
    ]
    for name, us, others in (
        ("the invoice, theirs by factur-x over pypdf as its documentation shows", by_us, by_facturx_with_schema),
        ("the same, theirs without checks of the XML schema", by_us, by_facturx),
        ("the invoice and the text of all pages, theirs by factur-x and pypdf", by_us_with_text, by_pypdf),
    ):
        ours, theirs = measured(us, others, contents)
        figures = (ours.processor, theirs.processor, ours.processor / theirs.processor, ours.least, theirs.least)
        before, after = (f"{each:.1f}" for each in figures[:2]), (f"{each:.1f}" for each in figures[3:])
        rows.append((name, *before, f"**{figures[2]:.2f}**", *after))
    return f"{len(contents)} invoices in PDF. {TIMES_NOTE}\n{markdown(rows)}"


TIMES_NOTE = f"""Milliseconds of the processor for a document, of both processes for ours, the mean of {ROUNDS}
rounds in turns; and those to wait, the least of the rounds, which other work on the machine lengthens.
"""


class Time(NamedTuple):
    """Milliseconds for a document: of the processor in the mean, and to wait at least."""

    processor: float
    least: float


def measured(
    us: Callable[[bytes], object], others: Callable[[bytes], object], contents: Sequence[bytes]
) -> tuple[Time, Time]:
    """Measure two ways, which take turns."""
    processor, least = [0.0, 0.0], [0.0, 0.0]
    for content in contents:
        waits: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for index, way in enumerate((us, others)):
                started, used = time.perf_counter(), processor_seconds()
                way(content)
                waits[index].append(time.perf_counter() - started)
                processor[index] += processor_seconds() - used
        least = [total_ + min(each) for total_, each in zip(least, waits, strict=True)]
    each, all_rounds = 1000 / len(contents), 1000 / len(contents) / ROUNDS
    ours, theirs = (Time(used * all_rounds, waited * each) for used, waited in zip(processor, least, strict=True))
    return ours, theirs


def processor_seconds() -> float:
    """Return the seconds that this process and the one that reads have used of the processor."""
    process = SHARED.process_id
    clock = (~process << 3) | 2 if process else None  # clock_getcpuclockid(3) of another process
    return time.process_time() + (time.clock_gettime(clock) if clock is not None else 0.0)


def by_us(content: bytes) -> object:
    """Read as extraction does."""
    return extract_structured(read(content, text_of_invoices=False))


def by_us_with_text(content: bytes) -> object:
    """Read as classification does."""
    reading = read(content)
    return extract_structured(reading), reading.text


def by_facturx(content: bytes) -> dict[str, object]:
    """Read by factur-x, which reads PDF by pypdf."""
    _, xml = facturx.get_xml_from_pdf(content, check_xsd=False)
    terms: dict[str, object] = facturx.parse_ubl_cii_xml(xml, check_xsd=False)
    return terms


def by_facturx_with_schema(content: bytes) -> object:
    """Read by factur-x with its defaults; a file that its schema refuses counts until then."""
    with contextlib.suppress(Exception):
        _, xml = facturx.get_xml_from_pdf(content)
        return facturx.parse_ubl_cii_xml(xml)
    return None


def by_pypdf(content: bytes) -> object:
    """Read by factur-x, and the text of all pages."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return by_facturx(content), [page.extract_text() for page in pages]


def is_read_by_facturx(content: bytes) -> bool:
    """Whether factur-x reads an invoice."""
    try:
        return bool(by_facturx(content))
    except Exception:  # noqa: BLE001 - it raises plain exceptions for whatever it does not read
        return False


def hostile_files() -> str:
    """Return a table of what some files take."""
    rows = [("", "answer", "seconds", "MB in the process that reads")]
    for index, name in enumerate(hostile.FILES):
        measurement = hostile.measure(index)
        rows.append((name, measurement.outcome, f"{measurement.seconds:.2f}", f"{measurement.megabytes:.0f}"))
    return markdown(rows)


if __name__ == "__main__":
    main()
