"""Broken files and strange texts have an answer, in bounded time."""

import contextlib
import os
import random
import time

import pytest
from bivelio_core.documents.analysis.classification import classify_by_rules
from bivelio_core.documents.analysis.extraction import RULES, extract_by_rules, extract_structured
from bivelio_core.documents.analysis.process import ReaderProcess
from bivelio_core.documents.analysis.reader import read
from bivelio_core.documents.analysis.refusals import Refused

from tests.documents import texts
from tests.documents.files import INVOICE_TEXT, bomb, pdf, stream, ubl

TIMES = int(os.environ.get("EXAMPLES", "1"))
SEEDS = {
    "a PDF": pdf([INVOICE_TEXT, "Second page"], attachments=[("factur-x.xml", ubl())]),
    "a compressed PDF": pdf(page_content=bomb(0), attachments=[("factur-x.xml", ubl())], extra=[stream(b"q Q")]),
    "UBL": ubl(),
}
WORDS = [
    *(
        "total",
        "factura",
        "data",
        "client",
        "nif",
        "iban",
        "1.210,00",
        "21%",
        "S.L.",
        "GmbH",
        "a",
        "b",
        "de",
        "la",
        "12",
    ),
    *(
        "34,50",
        "euros",
        "el",
        "sr.",
        "contracte",
        "número",
        "B12345678",
        "ES91",
        "entre",
        "i,",
        "01/02/2026",
        "d'abril",
    ),
    "notari",
]


def broken(content: bytes, chance: random.Random) -> bytes:
    """A file with a few bytes changed, a piece cut out, or a piece repeated."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(damaged))
        match chance.randrange(4):
            case 0:
                damaged[at] = chance.randrange(256)
            case 1:
                del damaged[at : at + chance.randint(1, 200)]
            case 2:
                damaged[at:at] = damaged[max(0, at - chance.randint(1, 200)) : at]
            case _:
                damaged[at : at + 1] = b"%d" % chance.choice([0, -1, 2**31, 2**63, 10**30])
    return bytes(damaged)


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_file_is_read_or_refused(name):
    chance, process = random.Random(name), ReaderProcess()
    for _ in range(60 * TIMES):
        with contextlib.suppress(Refused):
            reading = read(broken(SEEDS[name], chance), process=process)
            extract_structured(reading)
            extract_by_rules(reading)
    process.close()


@pytest.mark.parametrize("separator", [" ", "   "])
def test_any_words_have_an_answer(separator):
    chance = random.Random(separator)
    for _ in range(10 * TIMES):
        text = "\n".join(separator.join(chance.choices(WORDS, k=chance.randint(1, 12))) for _ in range(40))
        reading = texts.reading(text)
        for kind in RULES:
            extract_by_rules(reading, kind=kind)
        assert classify_by_rules(reading, ["factura", "contracte", "any thing"]).category


@pytest.mark.parametrize("line", ["B12345678 " * 100, " ".join(WORDS * 4), "a   " * 250, "1.234.567." * 100])
def test_a_megabyte_of_text_takes_seconds(line):
    """Of processor time: a busy machine changes nothing."""
    reading = texts.reading(f"{line}\n" * (1_000_000 // len(line)))
    started = time.process_time()
    extract_by_rules(reading)
    classify_by_rules(reading, ["invoice", "contract", "other"])
    assert time.process_time() - started < 10


def test_the_end_of_a_long_text_is_read():
    reading = texts.reading(
        INVOICE_TEXT.split("Concepte")[0] + "words and words\n" * 60_000 + "Total factura: 77,00 EUR"
    )
    assert str(extract_by_rules(reading)["total"].value) == "77.00"


def test_a_paragraph_in_one_line_is_read_to_its_end():
    reading = texts.reading("A long paragraph goes on and on. " * 200 + "Invoice number: INV-77")
    assert extract_by_rules(reading)["invoice_number"].value == "INV-77"
