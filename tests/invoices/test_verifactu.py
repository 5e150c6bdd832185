"""Records of invoices: AEAT's vectors, its schema, an independent checker, and chains that somebody has changed."""

import json
import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import verifactu_lint.reglas
import verifactu_sdk.hashing
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import Corrected, PaperInvoice, Party, Rectification
from bivelio_core.invoices.verifactu import chain, qr
from bivelio_core.invoices.verifactu.hashing import digest, valid_hashes
from bivelio_core.invoices.verifactu.reading import NotRecords, read
from bivelio_core.invoices.verifactu.records import cancellation, registration
from bivelio_core.invoices.verifactu.shapes import Record
from hypothesis import given
from hypothesis import strategies as st
from verifactu_lint.registros import lee

from tests.examples import examples
from tests.samples import FOLDER, needs_samples

from . import aeat_rules
from .papers import BUYER, invoice, line
from .random_papers import random_invoice
from .schemas import faults, submission, verifactu

AT = datetime(2026, 4, 7, 14, 45, 30, tzinfo=ZoneInfo("Europe/Madrid"))
INSTALLATION = "org_abc-live"
ABROAD = Party("Müller & Söhne GmbH", "DE 811 907 980", city="Berlin", country="DE")
OVERSEAS = Party("Acme <Tools> Inc.", "12-3456789", city="Boston", country="US")


def corrects(code: str, method: str = "difference") -> Rectification:
    corrected = (Corrected("FAC-2026-042", "FAC", date(2026, 4, 1)),)
    if method == "difference":
        return Rectification(code, method, corrected, "Un error.")  # type: ignore[arg-type]
    return Rectification(code, method, corrected, "Un error.", Decimal(3000), Decimal(630), Decimal(0))  # type: ignore[arg-type]


KINDS: dict[str, PaperInvoice] = {
    "the reference's": invoice(),
    "all rates and recargo": invoice(
        [
            line("Sabates", 3, "19.99", 21, recargo="5.2"),
            line("Pa", 1, 10, 10, recargo="1.4"),
            line("Llibre", 1, 10, 4, recargo="0.5"),
            line("Consulta", 1, 50, 10),
            line("Oli", 2, "3.33", 0, category="zero"),
        ],
        discount_percent="2.5",
    ),
    "exempt": invoice([line("Curs", 1, 900, 0, category="exempt"), line("Text", 1, 9, 0, category="exempt")]),
    "exempt for two reasons": invoice(
        [
            line("Curs", 1, 900, 0, category="exempt", exemption_reason="article 20.Uno.9"),
            line("Local", 1, 9, 0, category="exempt", exemption_reason="article 20.Uno.23"),
            line("Altres", 1, 9, 0, category="exempt", exemption_cause="E6"),
        ]
    ),
    "reverse charge": invoice([line("Obra", 1, 1000, 0, category="reverse_charge")]),
    "services to the EU": invoice([line("Consultoria", 1, 1000, 0, category="reverse_charge")], buyer=ABROAD),
    "goods to the EU": invoice([line("Màquina", 1, 1000, 0, category="intra_eu")], buyer=ABROAD),
    "export": invoice([line("Màquina", 1, 1000, 0, category="export")], buyer=OVERSEAS),
    "not subject": invoice([line("Traspàs", 1, 1000, 0, category="not_subject"), line("Servei")]),
    "outside the territory": invoice([line("Consultoria", 1, 1000, 0, category="outside_territory")], buyer=OVERSEAS),
    "simplified": invoice([line("Cafè", 2, "7.35", 10)], document_type="simplified", buyer=None),
    "simplified with a name": invoice(
        [line("Cafè", 2, "7.35", 10)], document_type="simplified", buyer=replace(BUYER, nif=None)
    ),
    "with IRPF": invoice([line("Dictamen", 1, 1000)], irpf_rate=15),
    "large": invoice([line("Contracte", 1, "250000000")]),
    "another day": invoice([line("Servei & <manteniment>\nsegona línia")], operation_date=date(2026, 3, 31)),
    "by difference": invoice([line("Devolució", -4, 150)], document_type="rectification", rectification=corrects("R1")),
    "by substitution": invoice(
        [line("Consultoria", 16, 150)], document_type="rectification", rectification=corrects("R4", "substitution")
    ),
    "of a simplified one": invoice(
        [line("Cafè", -1, "7.35", 10)], document_type="rectification", rectification=corrects("R5"), buyer=None
    ),
    "long": invoice([line("Descripció molt llarga " * 30)] * 5, buyer=replace(BUYER, name="N" * 200)),
}


def chained(invoices: Sequence[PaperInvoice], *, cancel: bool = False) -> list[Record]:
    """The records of invoices in one chain, one second apart; with a cancellation after each."""
    records: list[Record] = []
    for number, each in enumerate(invoices):
        numbered = replace(each, number=f"{each.series}-2026-{number:03d}")
        for make in (registration, cancellation) if cancel else (registration,):
            at = AT + timedelta(seconds=len(records))
            records.append(make(numbered, records[-1].reference if records else None, at, INSTALLATION))
    return records


@needs_samples
def test_the_tax_agencys_three_vectors_are_reproduced():
    vectors = json.loads((FOLDER / "verifactu-hash-vectors.json").read_text())["vectors"]
    assert [digest(vector["input"]) for vector in vectors] == [vector["sha256"] for vector in vectors]


def test_the_vectors_are_reproduced_from_the_fields_of_a_chain_of_records():
    """The facts of the published examples: two registrations, then the cancellation of the second."""
    first = Record(
        "registration",
        "89890001K",
        "12345678/G33",
        "01-01-2024",
        "2024-01-01T19:20:30+01:00",
        None,
        "F1",
        "12.35",
        "123.45",
        "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60",
        is_first=True,
    )
    second = replace(
        first,
        number="12345679/G34",
        generated_at="2024-01-01T19:20:35+01:00",
        previous=first.reference,
        hash="F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97",
        is_first=False,
    )
    third = replace(
        second,
        kind="cancellation",
        generated_at="2024-01-01T19:20:40+01:00",
        previous=second.reference,
        hash="177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68",
        invoice_type="",
        tax_total="",
        total="",
    )
    assert chain.verify([first, second, third]) == chain.Verdict(3, None)


def test_another_implementation_computes_the_same_hash():
    made = registration(invoice(), None, AT, INSTALLATION)
    assert made.hash == verifactu_sdk.hashing.huella_alta(
        id_emisor="B65874210",
        num_serie="FAC-2026-043",
        fecha_expedicion="07-04-2026",
        tipo_factura="F1",
        cuota_total="735.00",
        importe_total="4235.00",
        huella_anterior=None,
        fecha_hora_huso_gen="2026-04-07T14:45:30+02:00",
    )


@pytest.mark.parametrize("made", KINDS.values(), ids=KINDS)
def test_the_record_of_every_kind_of_invoice_is_as_the_schema_says_and_clean(made, tmp_path):
    records = chained([made], cancel=True)
    document = submission([record.xml for record in records])
    assert faults(verifactu(), document) == []
    assert findings(document, tmp_path) == []
    assert aeat_rules.broken(records[0].xml) == []


def test_a_chain_of_all_kinds_with_cancellations_is_as_the_schema_says_and_clean(tmp_path):
    records = chained(list(KINDS.values()), cancel=True)
    document = submission([record.xml for record in records])
    assert faults(verifactu(), document) == []
    assert findings(document, tmp_path) == []
    assert chain.verify(read(document)).is_unbroken


def findings(document: bytes, folder: Path) -> list[str]:
    """What verifactu-lint finds, warnings too."""
    path = folder / "records.xml"
    path.write_bytes(document)
    report = verifactu_lint.reglas.audita(lee(path))
    assert report.registros_analizados == len(read(document))
    return [f"{each.regla} {each.titulo}: {each.detalle}" for each in report.hallazgos]


@examples(20)
@given(st.integers(0, 2**32))
def test_records_of_random_invoices_are_as_the_schema_says_and_clean(seed):
    made = random_invoice(random.Random(seed), can_withhold=True, can_be_outside=True)
    records = chained([made], cancel=True)
    document = submission([record.xml for record in records])
    assert faults(verifactu(), document) == []
    assert aeat_rules.broken(records[0].xml) == []
    with tempfile.TemporaryDirectory() as folder:
        assert findings(document, Path(folder)) == []


def test_what_is_read_is_what_was_written():
    records = chained(list(KINDS.values()), cancel=True)
    assert list(read(submission([record.xml for record in records]))) == [replace(each, xml="") for each in records]


@pytest.mark.parametrize(
    ("category", "who", "expected"),
    [
        ("not_subject", BUYER, "N1"),
        ("outside_territory", ABROAD, "N2"),
        ("outside_territory", replace(BUYER, postal_code="38001"), "N2"),
        ("reverse_charge", BUYER, "S2"),
        ("reverse_charge", ABROAD, "N2"),
        ("reverse_charge", OVERSEAS, "N2"),
    ],
)
def test_a_record_qualifies_an_operation_by_its_category(category, who, expected):
    made = registration(invoice([line("Servei", 1, 10, 0, category=category)], buyer=who), None, AT, INSTALLATION).xml
    assert f"<sf:CalificacionOperacion>{expected}</sf:CalificacionOperacion>" in made
    assert ("<sf:TipoImpositivo>" in made) is (expected == "S2")


def test_recargo_is_told_under_its_own_regime_alone():
    made = registration(KINDS["all rates and recargo"], None, AT, INSTALLATION).xml
    told = re.findall(r"<sf:DetalleDesglose>.*?</sf:DetalleDesglose>", made, re.DOTALL)
    assert [("Recargo" in each, "<sf:ClaveRegimen>18<" in each) for each in told] == [
        *[(True, True)] * 3,
        *[(False, False)] * 2,
    ]


def test_the_record_says_what_the_invoice_says():
    made = registration(KINDS["by substitution"], None, AT, INSTALLATION).xml
    for expected in (
        "<sf:TipoFactura>R4</sf:TipoFactura>",
        "<sf:TipoRectificativa>S</sf:TipoRectificativa>",
        "<sf:BaseRectificada>3000.00</sf:BaseRectificada>",
        "<sf:CuotaRectificada>630.00</sf:CuotaRectificada>",
        "<sf:PrimerRegistro>S</sf:PrimerRegistro>",
        "<sf:NumeroInstalacion>org_abc-live</sf:NumeroInstalacion>",
    ):
        assert expected in made
    abroad = registration(KINDS["goods to the EU"], None, AT, INSTALLATION).xml
    assert "<sf:ID>DE811907980</sf:ID>" in abroad
    assert "<sf:OperacionExenta>E5</sf:OperacionExenta>" in abroad
    assert (
        "<sf:NombreRazon>Acme &lt;Tools&gt; Inc.</sf:NombreRazon>"
        in registration(KINDS["export"], None, AT, INSTALLATION).xml
    )
    irpf = registration(KINDS["with IRPF"], None, AT, INSTALLATION)
    assert irpf.total == "1210.00"  # what is withheld is no part of it
    assert "<sf:Macrodato>S</sf:Macrodato>" in registration(KINDS["large"], None, AT, INSTALLATION).xml


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seller": replace(invoice().seller, nif=None)}, "seller_nif"),
        ({"seller": replace(invoice().seller, nif="B1234")}, "seller_nif"),
        ({"buyer": None}, "buyer_nif"),
        ({"buyer": replace(BUYER, nif=None)}, "buyer_nif"),
        ({"buyer": replace(BUYER, nif="123")}, "buyer_nif_form"),
        ({"currency": "USD"}, "currency"),
        ({"number": "FAC<1>"}, "number"),
        ({"total": Decimal(10) ** 12}, "amount"),
        ({"buyer": OVERSEAS, "rectification": corrects("R2")}, "buyer_of_code"),
        ({"buyer": ABROAD, "rectification": corrects("R3")}, "buyer_of_code"),
    ],
)
def test_what_no_record_can_say_is_refused_by_name(changes, code):
    with pytest.raises(NotExpressible) as refused:
        registration(replace(invoice(), **changes), None, AT, INSTALLATION)
    assert [found.code for found in refused.value.missing] == [code]


def test_a_spanish_vat_number_is_a_nif():
    made = replace(invoice(), buyer=replace(BUYER, nif="ES-B12345674"))
    assert "<sf:NIF>B12345674</sf:NIF>" in registration(made, None, AT, INSTALLATION).xml


CHANGES = {
    "total": ("total", "1.00", "hash"),
    "number": ("number", "FAC-2026-999", "hash"),
    "time": ("generated_at", "2026-04-07T14:45:31+02:00", "hash"),
    "hash": ("hash", "0" * 64, "hash"),
    "small letters": ("hash", None, "hash"),
    "type of hash": ("hash_type", "02", "hash_type"),
}


@pytest.mark.parametrize(("field", "value", "reason"), CHANGES.values(), ids=CHANGES)
def test_a_changed_record_is_found_and_named(field, value, reason):
    records = chained([invoice()] * 8)
    value = value or records[4].hash.lower()
    records[4] = replace(records[4], **{field: value})
    verdict = chain.verify(records)
    assert verdict.broken is not None
    assert (verdict.broken.position, verdict.broken.reason) == (4, reason)
    assert verdict.records == 5


@pytest.mark.parametrize(
    ("change", "position", "reason"),
    [
        (lambda chain: chain[:3] + chain[4:], 3, "previous_hash"),
        (lambda chain: chain[1:], 0, "first"),
        (lambda chain: [chain[0], chain[2], chain[1], *chain[3:]], 1, "previous_hash"),
        (lambda chain: chain + chain[:1], 6, "not_first"),
        (lambda chain: [*chain, chain[-1]], 6, "previous_hash"),
    ],
    ids=["deleted", "beginning deleted", "exchanged", "begun again", "repeated"],
)
def test_records_that_are_deleted_exchanged_or_added_are_found(change, position, reason):
    verdict = chain.verify(change(chained([invoice()] * 6)))
    assert verdict.broken is not None
    assert (verdict.broken.position, verdict.broken.reason) == (position, reason)


def test_a_record_that_names_another_invoice_before_it_is_found_though_its_hash_is_right():
    """The canonical fields have only the hash of the record before."""
    records = chained([invoice()] * 3)
    assert records[2].previous is not None
    records[2] = replace(records[2], previous=replace(records[2].previous, number="FAC-2026-900"))
    verdict = chain.verify(records)
    assert verdict.broken is not None
    assert (verdict.broken.position, verdict.broken.reason) == (2, "previous")


def test_a_record_alone_can_be_verified_without_its_chain():
    """Such as one that another program made, and whose neighbours are not here."""
    record = chained([invoice()] * 3)[2]
    assert chain.is_intact(record)
    assert not chain.is_intact(replace(record, total="1.00"))


def test_the_independent_checker_finds_a_record_that_somebody_changed(tmp_path):
    (record,) = chained([invoice()])
    changed = record.xml.replace("<sf:ImporteTotal>4235.00", "<sf:ImporteTotal>4236.00")
    assert any(found.startswith("RRSIF001") for found in findings(submission([changed]), tmp_path))
    assert faults(verifactu(), submission([record.xml.replace("TipoHuella>01<", "TipoHuella>03<")])) != []


def test_a_part_of_a_chain_can_be_verified_as_such():
    records = chained([invoice()] * 6)
    assert chain.verify(records[2:], is_whole=False).is_unbroken
    assert not chain.verify(records[2:]).is_unbroken


def test_each_issuer_has_a_chain_of_its_own_in_one_document():
    ours = chained([invoice()] * 3)
    other = replace(invoice(), seller=replace(invoice().seller, nif="A39200019"))
    theirs = chained([other] * 3)
    mixed = [record for pair in zip(ours, theirs, strict=True) for record in pair]
    assert chain.verify(mixed).is_unbroken


def test_random_changes_of_a_chain_are_all_found():
    """One character of one hashed field, changed at random, two thousand times."""
    records = chained([KINDS[name] for name in list(KINDS)[:8]], cancel=True)
    chance = random.Random(1)
    for _ in range(2000):
        position = chance.randrange(len(records))
        name = chance.choice(["issuer_nif", "number", "issue_date", "generated_at", "hash"])
        text = getattr(records[position], name)
        index = chance.randrange(len(text))
        other = chance.choice([c for c in "0123456789ABCDEF-" if c != text[index]])
        changed = [*records]
        changed[position] = replace(records[position], **{name: text[:index] + other + text[index + 1 :]})
        verdict = chain.verify(changed)
        assert verdict.broken is not None
        assert verdict.broken.position == position


@pytest.mark.parametrize(("written", "hashed"), [("123.1", "123.10"), ("123.10", "123.1"), ("123", "123.00")])
def test_an_amount_may_be_hashed_with_one_decimal_or_two(written, hashed):
    """As other programs do: the specification takes both for the same amount."""
    made = replace(registration(invoice(), None, AT, INSTALLATION), total=hashed)
    record = replace(made, total=written, hash=next(iter(valid_hashes(made.names, made.fields))))
    assert chain.verify([record]).is_unbroken
    assert not chain.verify([replace(record, total="124.1")]).is_unbroken


def test_records_of_other_programs_are_read_in_any_prefix_with_spaces_and_comments():
    made = registration(invoice(), None, AT, INSTALLATION)
    xml = re.sub(r"sf:", "", made.xml).replace("xmlns:sf=", "xmlns=")
    spaced = xml.replace(f"<Huella>{made.hash}</Huella>", f"<Huella>\n  {made.hash}\n</Huella><!-- fi -->")
    soap = (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><x:Lote '
        f'xmlns:x="urn:x">{spaced}</x:Lote></soapenv:Body></soapenv:Envelope>'
    )
    assert read(soap.encode()) == (replace(made, xml=""),)
    assert chain.verify(read(soap.encode("utf-16"))).is_unbroken


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no",
        b"<a/>",
        b"<a>" * 10,
        b'<?xml version="1.0" encoding="nothing"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><RegistroAlta>&c;</RegistroAlta>',
    ],
)
def test_what_is_no_document_with_records_is_refused(document):
    with pytest.raises(NotRecords):
        read(document)


def test_an_incomplete_record_is_read_and_found_to_be_broken():
    (record,) = read(b"<RegistroAlta><Huella>x</Huella></RegistroAlta>")
    assert record.hash == "x"
    assert not chain.verify([record], is_whole=False).is_unbroken


def test_the_qr_asks_the_tax_agency_about_this_invoice():
    made = replace(invoice(), number="FAC/2026&043", environment="sandbox", timestamp=datetime(2026, 4, 7, tzinfo=UTC))
    assert qr.url(made) == (
        "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR"
        "?nif=B65874210&numserie=FAC%2F2026%26043&fecha=07-04-2026&importe=4235.00"
    )
    assert qr.url(invoice()).startswith("https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=B65874210&")
