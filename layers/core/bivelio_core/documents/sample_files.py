"""The files behind the reference's examples, which the sandbox serves: an invoice and two contracts.

They are generated when needed, with the same bytes each time.
"""

from collections.abc import Callable, Mapping
from functools import cache

from . import pdf

ABBREVIATED = "JVBERi0xLjQKMSAwIG9iago8PAov..."
"""The content that the reference shows, cut off: in the sandbox it stands for the contract below."""

CONTRACT_BYTES = 245_780
"""The size that the reference shows of the contract."""

CONTRACT_PAGES = 8

_INVOICE = (
    "FACTURA",
    "",
    "Proveidor XYZ S.L.",
    "NIF: B98765432",
    "Carrer de la Indústria 12, 08025 Barcelona",
    "",
    "Número de factura: FAC-2026-001",
    "Data: 01/04/2026",
    "",
    "Client: Empresa ABC S.L.",
    "NIF: B12345678",
    "",
    "Concepte    Quantitat    Preu    IVA    Import",
    "Servei de consultoria - Marc 2026    1    1.000,00    21%    1.210,00",
    "",
    "Base imposable: 1.000,00 EUR",
    "IVA 21%: 210,00 EUR",
    "Total: 1.210,00 EUR",
)
_CLAUSES = (
    "Objecte. El proveïdor presta al client serveis de consultoria i manteniment.",
    "Durada. El contracte té una durada de 12 mesos des de la data de signatura.",
    "Preu. El client paga 500,00 EUR cada mes, impostos a part.",
    "Obligacions del proveïdor. Presta el servei amb la diligència deguda.",
    "Obligacions del client. Facilita la informació necessària per prestar el servei.",
    "Confidencialitat. Les parts mantenen en secret la informació que rebin.",
    "Resolució. Qualsevol de les parts pot resoldre el contracte amb 30 dies de preavís.",
    "Jurisdicció. Les parts se sotmeten als jutjats de Barcelona.",
)


@cache
def invoice() -> bytes:
    """The invoice FAC-2026-001 of the reference's extraction."""
    return pdf.written([_INVOICE])


@cache
def contract() -> bytes:
    """Return the contract that the reference uploads, in the size that the reference states."""
    return pdf.written(_contract("Client ABC"), CONTRACT_BYTES)


@cache
def unclassified() -> bytes:
    """The document that the reference classifies: a contract of eight pages."""
    return pdf.written(_contract("Empresa ABC S.L."))


FILES: Mapping[str, Callable[[], bytes]] = {"invoice": invoice, "contract": contract, "unclassified": unclassified}
"""By the name that a sample document has of its file."""


def _contract(client: str) -> list[list[str]]:
    parties = ["Entre Proveidor XYZ S.L., com a proveïdor, i " + client + ", com a client,", "les parts acorden:"]
    title = ["CONTRACTE DE PRESTACIÓ DE SERVEIS", "", "A Barcelona, el 7 d'abril de 2026.", "", *parties, ""]
    pages = [[f"Clàusula {number}. {clause}"] for number, clause in enumerate(_CLAUSES, start=1)]
    return [[*title, *pages[0]], *pages[1:-1], [*pages[-1], "", "Signat: el proveïdor", "Signat: el client"]]
