"""Schemas and rules of others that judge what we write."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from lxml import etree

from tests.samples import FOLDER

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
