"""Messages to AEAT and what it answers: by its schemas, for random invoices, and with answers that are none."""

import random

import pytest
from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.invoices.verifactu import answers, codes, flow, soap
from bivelio_core.invoices.verifactu.answers import Answer, Fault, NotAnAnswer, Page
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .aeat import Aeat, fault, judged
from .papers import invoice
from .random_papers import random_invoice
from .test_verifactu import AT, chained

ISSUER = soap.Named("Empresa Emissora & Fills S.L.", "B65874210")
HEADER = soap.Header(ISSUER)
INCIDENT = soap.Header(ISSUER, soap.Named("Assessoria", "A39200019"), "31-12-2026", had_incident=True)


def answered(agency: Aeat, document: bytes) -> Answer:
    answer = answers.read(agency.answer(document))
    assert isinstance(answer, Answer)
    return answer


@examples(20)
@given(st.integers(0, 2**32))
def test_messages_of_random_invoices_are_as_the_schema_says_and_answered_line_by_line(seed):
    chance = random.Random(seed)
    records = chained([random_invoice(chance, can_withhold=True) for _ in range(chance.randint(1, 6))], cancel=True)
    for header in (HEADER, INCIDENT):
        document = soap.submission(header, [record.xml for record in records])
        assert judged("SuministroLR.xsd", document) == []
        answer = answered(Aeat(), document)
        assert [(line.key.number, line.operation, line.outcome) for line in answer.lines] == [
            (record.number, "Anulacion" if record.kind == "cancellation" else "Alta", "registered")
            for record in records
        ]


def test_a_message_has_the_records_as_they_are_stored():
    records = chained([invoice()] * 3)
    document = soap.submission(HEADER, [record.xml for record in records]).decode()
    assert all(record.xml in document for record in records)
    with pytest.raises(ValueError, match="1 to 1000"):
        soap.submission(HEADER, [])
    with pytest.raises(ValueError, match="1 to 1000"):
        soap.submission(HEADER, [records[0].xml] * 1001)


def test_an_answer_says_its_number_when_and_how_long_to_wait():
    agency = Aeat(wait_seconds=90, codes={"FAC-2026-001": 2001, "FAC-2026-002": 1110})
    with clock.frozen(AT):
        answer = answered(agency, soap.submission(HEADER, [each.xml for each in chained([invoice()] * 3)]))
    assert (answer.csv, answer.wait_seconds, answer.state) == ("A-TEST00000001", 90, "ParcialmenteCorrecto")
    assert answer.presented_at == "2026-04-07T14:45:30+02:00"
    assert [(line.outcome, line.code) for line in answer.lines] == [
        ("registered", None),
        ("accepted_with_errors", 2001),
        ("rejected", 1110),
    ]


def test_when_all_are_rejected_there_is_no_number():
    answer = answered(Aeat(codes={"FAC-2026-000": 1110}), soap.submission(HEADER, [chained([invoice()])[0].xml]))
    assert (answer.csv, answer.presented_at, answer.state) == (None, None, "Incorrecto")


def test_a_duplicate_tells_what_is_held():
    agency, document = Aeat(), soap.submission(HEADER, [chained([invoice()])[0].xml])
    answered(agency, document)
    (line,) = answered(agency, document).lines
    assert (line.outcome, line.code, line.duplicate) == ("rejected", 3000, "registered")


def test_a_query_tells_the_hash_of_what_is_held_page_by_page():
    agency, records = Aeat(), chained([invoice()] * 700)
    answered(agency, soap.submission(HEADER, [record.xml for record in records]))
    held: list[answers.Held] = []
    after = None
    while True:
        question = soap.Question(ISSUER, "2026", "04", first_day="07-04-2026", last_day="07-04-2026", after=after)
        page = answers.read_page(agency.answer(soap.query(question)))
        assert isinstance(page, Page)
        held += page.held
        if (after := page.after) is None:
            break
    assert [(each.key.number, each.hash) for each in held] == [(record.number, record.hash) for record in records]


@pytest.mark.parametrize(
    ("month", "number", "count"), [("04", "FAC-2026-001", 1), ("05", "FAC-2026-001", 0), ("04", "FAC-2026-900", 0)]
)
def test_a_query_by_number(month, number, count):
    agency = Aeat()
    answered(agency, soap.submission(HEADER, [record.xml for record in chained([invoice()] * 3)]))
    page = answers.read_page(agency.answer(soap.query(soap.Question(ISSUER, "2026", month, number=number))))
    assert isinstance(page, Page)
    assert len(page.held) == count


def test_a_fault_says_whose_it_is_and_its_code():
    assert answers.read(fault("Client", 4104, " NIF")) == Fault(is_ours=True, code=4104, text="Codigo[4104]. NIF")
    assert answers.read(fault("Server", None, "Error interno")) == Fault(is_ours=False, code=None, text="Error interno")
    assert answers.read_page(fault("Client", 4132)) == Fault(is_ours=True, code=4132, text="Codigo[4132].")


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html><body>Certificado no valido</body></html>",
        b"<a><b></a>",
        BOMB,
        BOMB.decode().encode("utf-16"),
        fault("Client", 4104).replace(b"soapenv:Body", b"soapenv:Head"),
        b"\xff\xfe<\x00",
    ],
)
def test_what_is_no_answer_is_told_from_one(document):
    for read in (answers.read, answers.read_page):
        with pytest.raises(NotAnAnswer):
            read(document)


def test_an_answer_with_a_state_that_is_unknown_is_none():
    text = Aeat().answer(soap.submission(HEADER, [chained([invoice()])[0].xml]))
    with pytest.raises(NotAnAnswer):
        answers.read(text.replace(b"<sfR:EstadoRegistro>Correcto", b"<sfR:EstadoRegistro>Perfecto"))


def test_every_code_says_what_it_means_and_what_to_do_in_each_language():
    for code in (*codes.codes_of_table(), 1999, 2999, 3999, 4999, 9, None):
        meaning = codes.meaning_of(code)
        assert all(meaning.text[language] and meaning.advice[language] for language in LANGUAGES)
    assert codes.meaning_of(2001).remedy == "recipient_type"
    assert codes.meaning_of(2007).remedy == "installation"
    assert codes.meaning_of(4110).remedy == "resend"


def test_a_message_goes_after_t_or_when_a_full_one_waits():
    due = flow.next_at(AT, 60)
    assert flow.is_due(AT, None, 1)
    assert not flow.is_due(AT, due, 999)
    assert flow.is_due(AT, due, 1000)
    assert flow.is_due(due, due, 1)


def test_a_failed_attempt_is_repeated_at_least_once_an_hour():
    waits = [flow.retry_seconds(failures) for failures in range(1, 40)]
    assert waits[:3] == [60, 120, 240]
    assert max(waits) == 3600
