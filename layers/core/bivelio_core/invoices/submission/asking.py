"""Ask AEAT what it holds, where an answer was lost or a record is refused because it is there already."""

from collections.abc import Iterator

from bivelio_core.invoices.verifactu import answers, soap
from bivelio_core.invoices.verifactu.answers import Fault, Held, NotAnAnswer
from bivelio_core.invoices.verifactu.soap import Key, Named, Question

from .batches import Entry
from .ports import AnswerLost, Port

PAGES = 100
"""How many pages of an answer are read: a million invoices."""


def held(port: Port, issuer: Named, entries: list[Entry]) -> dict[Key, Held]:
    """What AEAT holds of the invoices of records, by their keys. Raises NotDelivered, AnswerLost."""
    invoice_keys = {entry.key for entry in entries}
    return {
        each.key: each
        for question in _questions(issuer, entries)
        for each in _pages(port, question)
        if each.key in invoice_keys
    }


def applied(entries: list[Entry], held_invoices: dict[Key, Held]) -> dict[int, Held]:
    """The records, by number, that AEAT has taken.

    What is held of an invoice has the hash of the last record taken about it; those before it were taken too.
    """
    records: dict[int, Held] = {}
    settled: set[Key] = set()
    for entry in reversed(entries):
        there = held_invoices.get(entry.key)
        if there is None:
            continue
        if entry.key in settled or there.hash == entry.item["hash"]:
            settled.add(entry.key)
            records[entry.number] = there
    return records


def _questions(issuer: Named, entries: list[Entry]) -> Iterator[Question]:
    periods: dict[str, list[Entry]] = {}
    for entry in entries:
        periods.setdefault(entry.state["period"], []).append(entry)
    for period, of_it in periods.items():
        year, _, month = period.partition("-")
        if len({entry.key for entry in of_it}) == 1:
            yield Question(issuer, year, month, number=of_it[0].key.number)
            continue
        days = sorted({entry.key.issue_date for entry in of_it}, key=lambda day: day.split("-")[::-1])
        yield Question(issuer, year, month, first_day=days[0], last_day=days[-1])


def _pages(port: Port, question: Question) -> Iterator[Held]:
    for _ in range(PAGES):
        try:
            page = answers.read_page(port.send(soap.query(question)))
        except NotAnAnswer as error:
            raise AnswerLost(str(error)) from error
        if isinstance(page, Fault):
            raise AnswerLost(f"the query was refused: {page.text}")
        yield from page.held
        if page.after is None:
            return
        question = Question(
            question.issuer,
            question.year,
            question.month,
            question.number,
            question.first_day,
            question.last_day,
            page.after,
        )
    raise AnswerLost("the answer has too many pages")
