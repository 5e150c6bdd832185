"""Write an archive, by the worker: a part at a time, so that it goes on wherever a function dies."""

import csv
import io
from collections.abc import Callable
from typing import Any

from bivelio_core.context import Context
from bivelio_core.formulas import guarded
from bivelio_core.growing_zip import GrowingZip
from bivelio_core.invoices import days, settings
from bivelio_core.invoices.books import sources, spreadsheet, storage
from bivelio_core.invoices.books.entries import Entry
from bivelio_core.invoices.books.sources import Source
from bivelio_core.invoices.books.work import period_of
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_ARCHIVE
from bivelio_core.store.writes import Update

from . import contents, journal, mailing
from .journal import Journal

PART_BYTES = 8_000_000
"""S3 takes parts of 5 MiB at least, but for the last one."""
HEADINGS = ("number", "issue_date", "document_type", "client", "tax_number", "total", "currency", "files", "missing")


def go_on(archive_id: str, ctx: Context, has_time: Callable[[], bool]) -> bool:
    """Write an archive as far as there is time; tell whether it is done. Raises what its storage raises."""
    state = ctx.store.get(INVOICE_ARCHIVE, archive_id)
    if state is None:
        return True
    if state["status"] == "running":
        if not _Writing(state, ctx).go_on(has_time):
            return False
        state = ctx.store.get(INVOICE_ARCHIVE, archive_id) or state
    mailing.send(state, ctx)
    return True


def folder_of(archive_id: str) -> str:
    """The folder of an archive's files."""
    return f"books/{archive_id}"


def file_of(archive_id: str, period: str) -> str:
    """The name of an archive in the bucket."""
    return f"{folder_of(archive_id)}/{period}.zip"


class _Writing:
    """The writing of one archive."""

    def __init__(self, state: Item, ctx: Context) -> None:
        self.state, self.ctx = state, ctx
        self.files = storage.files_of(ctx.tenant)
        self.folder = folder_of(state["id"])
        self.name = file_of(state["id"], period_of(state).name)

    def go_on(self, has_time: Callable[[], bool]) -> bool:
        source = sources.of_period(self.ctx.store, period_of(self.state), days.zone_of(self.ctx.store))
        own_journal = journal.load(self.files, self.folder) or Journal(self.files.begin_parts(self.name, journal.ZIP))
        growing = GrowingZip(own_journal.offset, journal.rest_of(self.files, own_journal), own_journal.entries)
        own_settings = settings.load(self.ctx.store)
        invoices = sorted(source.issued, key=lambda entry: str(entry.invoice.main["SK"]))
        for entry in invoices if not own_journal.is_whole else ():
            if own_journal.last is not None and entry.invoice.main["SK"] <= own_journal.last:
                continue
            self._add(entry, growing, own_journal, own_settings)
            if len(growing.stream.pending) >= PART_BYTES:
                self._put_part(growing, own_journal)
                self._save(growing, own_journal, len(invoices))
            if not has_time():
                self._save(growing, own_journal, len(invoices))
                return False
        self._finish(growing, own_journal, source)
        return True

    def _add(self, entry: Entry, growing: GrowingZip, own_journal: Journal, own_settings: settings.Settings) -> None:
        main = entry.invoice.main
        documents = contents.documents_of(entry.invoice, self.state["formats"], own_settings, self.ctx)
        for document in documents:
            if document.content is not None:
                growing.add(document.name, document.content)
        client = main.get("client", {})
        missing = [document.form for document in documents if document.content is None]
        about = (*(main[name] for name in ("number", "issue_date", "document_type")), client.get("name", ""))
        names = [document.form for document in documents if document.content is not None]
        own_journal.lines.append(
            [*about, client.get("nif", ""), main["total"], main["currency"], " ".join(names), " ".join(missing)]
        )
        own_journal.missing += len(missing)
        own_journal.done += 1
        own_journal.last = main["SK"]

    def _put_part(self, growing: GrowingZip, own_journal: Journal) -> None:
        number = len(own_journal.tags) + 1
        tag = self.files.put_part(self.name, own_journal.upload, number, growing.stream.take())
        own_journal.tags.append(tag)

    def _save(self, growing: GrowingZip, own_journal: Journal, count: int) -> None:
        """Write down how far it is: first the bytes that are too few for a part, then the journal that names them."""
        own_journal.offset, own_journal.entries = growing.stream.offset, growing.entries
        name, rest = journal.next_rest(self.folder, own_journal), bytes(growing.stream.pending)
        if rest:
            self.files.put(name, rest, journal.ZIP)
        own_journal.rest = name if rest else None
        journal.save(self.files, self.folder, own_journal)
        progress = f"{own_journal.done / max(count, 1):.3f}"
        self.ctx.store.update(INVOICE_ARCHIVE, self.state["id"], Update(set={"progress": progress}))

    def _finish(self, growing: GrowingZip, own_journal: Journal, source: Source) -> None:
        """Write the books and the index, and join the parts, unless a function that died has done either."""
        if not own_journal.is_whole:
            growing.add(storage.file_name(source.period, source.keeper), _books(source))
            growing.add("index.csv", _index(own_journal))
            growing.close()
            self._put_part(growing, own_journal)
            own_journal.is_whole = True
            self._save(growing, own_journal, own_journal.done)
        if self.files.state(self.name) is None:
            self.files.complete_parts(self.name, own_journal.upload, own_journal.tags)
        done: dict[str, Any] = {
            "status": "completed",
            "progress": "1",
            "invoices": own_journal.done,
            "missing": own_journal.missing,
            "size_bytes": own_journal.offset,
        }
        self.ctx.store.update(INVOICE_ARCHIVE, self.state["id"], Update(set=done))


def _books(source: Source) -> bytes:
    file = io.BytesIO()
    spreadsheet.write_xlsx(spreadsheet.filled(source), file)
    return file.getvalue()


def _index(own_journal: Journal) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    writer.writerows([guarded(str(cell)) for cell in line] for line in own_journal.lines)
    return text.getvalue().encode("utf-8-sig")
