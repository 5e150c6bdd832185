"""The forms in which an invoice can leave: PDF, UBL, Facturae, AEAT's record. What each still needs, in one list."""

from collections.abc import Callable
from dataclasses import replace

from bivelio_core.faults import Fault, Text, register

from .exports import facturae_needs, ubl_needs
from .expressible import BUYER, CONTACT, ISSUE, SELLER, SETTINGS, UPDATE, Channel, Missing, PartyFields
from .paper import PaperInvoice, Party
from .verifactu import needs

RECTIFY = "/invoices/rectify"
"""The call that corrects what an issued invoice says: nothing of it can be changed."""

MESSAGES: dict[str, Text] = {
    "draft": {
        "ca": "La factura és un esborrany: cal emetre-la.",
        "es": "La factura es un borrador: hay que emitirla.",
        "en": "The invoice is a draft: it has to be issued.",
    },
    "irpf": {
        "ca": "Aquest format no pot expressar la retenció d'IRPF: EN 16931 no en té cap camp. Fes servir Facturae.",
        "es": "Este formato no puede expresar la retención de IRPF: EN 16931 no tiene ningún campo para ella. Usa "
        "Facturae.",
        "en": "This format cannot say IRPF: EN 16931 has no field for a withheld tax. Use Facturae.",
    },
    "recargo": {
        "ca": "Aquest format no pot expressar el recàrrec d'equivalència: EN 16931 no en té cap camp. Fes servir "
        "Facturae.",
        "es": "Este formato no puede expresar el recargo de equivalencia: EN 16931 no tiene ningún campo para él. Usa "
        "Facturae.",
        "en": "This format cannot say recargo de equivalencia: EN 16931 has no field for it. Use Facturae.",
    },
    "currency": {
        "ca": "Aquest format només admet factures en euros.",
        "es": "Este formato solo admite facturas en euros.",
        "en": "This format takes invoices in euros only.",
    },
    "number": {
        "ca": "El número és massa llarg per a aquest format, o té caràcters que no admet.",
        "es": "El número es demasiado largo para este formato, o tiene caracteres que no admite.",
        "en": "The number is too long for this format, or has characters that it does not take.",
    },
    "amount": {
        "ca": "Aquest format no admet imports d'un bilió o més.",
        "es": "Este formato no admite importes de un billón o más.",
        "en": "This format does not take amounts of 10^12 or more.",
    },
    "taxes": {
        "ca": "Aquest format no admet més de dotze classes d'impost en una factura.",
        "es": "Este formato no admite más de doce clases de impuesto en una factura.",
        "en": "This format does not take more than twelve kinds of tax in an invoice.",
    },
    "due_date": {
        "ca": "Falta la data de venciment o les condicions de pagament.",
        "es": "Falta la fecha de vencimiento o las condiciones de pago.",
        "en": "The due date or the terms of payment are missing.",
    },
    "no_record": {
        "ca": "La factura es va emetre sense registre, i no se'n pot fer cap després.",
        "es": "La factura se emitió sin registro, y no se puede hacer después.",
        "en": "The invoice was issued without a record, and none can be made afterwards.",
    },
    "seller_nif": {
        "ca": "Falta el teu NIF, o no té la forma d'un NIF.",
        "es": "Falta tu NIF, o no tiene la forma de un NIF.",
        "en": "Your tax number is missing, or has not the form of one.",
    },
    "seller_street": {
        "ca": "Falta el carrer de la teva adreça.",
        "es": "Falta la calle de tu dirección.",
        "en": "The street of your address is missing.",
    },
    "seller_city": {
        "ca": "Falta la població de la teva adreça.",
        "es": "Falta la población de tu dirección.",
        "en": "The town of your address is missing.",
    },
    "seller_postal_code": {
        "ca": "Falta el codi postal de la teva adreça, o no és d'Espanya.",
        "es": "Falta el código postal de tu dirección, o no es de España.",
        "en": "The postal code of your address is missing, or is none of Spain.",
    },
    "seller_surname": {
        "ca": "El teu nom no té cap cognom.",
        "es": "Tu nombre no tiene ningún apellido.",
        "en": "Your name has no surname.",
    },
    "buyer": {
        "ca": "Aquest format ha de dir qui és el client: una factura simplificada sense client no s'hi pot expressar.",
        "es": "Este formato debe decir quién es el cliente: una factura simplificada sin cliente no se puede expresar.",
        "en": "This format has to name the client: it cannot say a simplified invoice without one.",
    },
    "buyer_nif": {
        "ca": "Falta el NIF del client (camp 'tax_id.number' del contacte).",
        "es": "Falta el NIF del cliente (campo 'tax_id.number' del contacto).",
        "en": "The client's tax number is missing ('tax_id.number' of the contact).",
    },
    "buyer_nif_form": {
        "ca": "El NIF del client no té la forma d'un NIF.",
        "es": "El NIF del cliente no tiene la forma de un NIF.",
        "en": "The client's tax number has not the form of one.",
    },
    "buyer_vat_number": {
        "ca": "Un lliurament intracomunitari necessita un client d'un altre país de la UE, amb el seu NIF-IVA.",
        "es": "Una entrega intracomunitaria necesita un cliente de otro país de la UE, con su NIF-IVA.",
        "en": "An intra-EU supply needs a client in another country of the EU, with a VAT number.",
    },
    "buyer_street": {
        "ca": "Falta el carrer del client (camp 'addresses[0].street' del contacte).",
        "es": "Falta la calle del cliente (campo 'addresses[0].street' del contacto).",
        "en": "The client's street is missing ('addresses[0].street' of the contact).",
    },
    "buyer_city": {
        "ca": "Falta la població del client (camp 'addresses[0].city' del contacte).",
        "es": "Falta la población del cliente (campo 'addresses[0].city' del contacto).",
        "en": "The client's town is missing ('addresses[0].city' of the contact).",
    },
    "buyer_postal_code": {
        "ca": "Falta el codi postal del client, o no és d'Espanya (camp 'addresses[0].postal_code' del contacte).",
        "es": "Falta el código postal del cliente, o no es de España (campo 'addresses[0].postal_code' del contacto).",
        "en": "The client's postal code is missing, or is none of Spain ('addresses[0].postal_code' of the contact).",
    },
    "buyer_surname": {
        "ca": "El nom del client, que és una persona, no té cap cognom.",
        "es": "El nombre del cliente, que es una persona, no tiene ningún apellido.",
        "en": "The client is a person whose name has no surname.",
    },
}
"""Why a form cannot be made, by the code of what is missing."""

CONSTRAINTS = {code: register(f"form_{code}", text) for code, text in MESSAGES.items()}


def missing(invoice: PaperInvoice, channel: Channel) -> tuple[Missing, ...]:
    """Return what a form still needs, and the call that adds each; nothing when it can be made.

    What an issued invoice lacks, a rectification adds.
    """
    found = CHECKS[channel](invoice)
    if channel == "verifactu":
        found += _chain(invoice)
    if invoice.status == "draft":
        return found
    return tuple(replace(each, call=RECTIFY) if each.call in {UPDATE, CONTACT, SETTINGS} else each for each in found)


def message(found: Missing, language: str) -> str:
    """Return the sentence for the caller."""
    return MESSAGES[found.code][language]


def faults(found: tuple[Missing, ...]) -> list[Fault]:
    """Return the same as faults of the fields."""
    return [Fault(each.field, CONSTRAINTS[each.code]) for each in found]


def _chain(invoice: PaperInvoice) -> tuple[Missing, ...]:
    if invoice.status == "issued":
        return () if invoice.has_record else (Missing("no_record", "verifactu"),)
    return (Missing("draft", "status", ISSUE),)


def _pdf(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """What the page of an invoice must say of seller and buyer (Real Decreto 1619/2012, articles 6 and 7)."""
    found = _party(invoice.seller, "seller", SELLER, SETTINGS)
    if invoice.document_type == "simplified":
        return tuple(each for each in found if each.code == "seller_nif")
    if invoice.buyer is None:
        return (*found, Missing("buyer", "client_id", UPDATE))
    return (*found, *_party(invoice.buyer, "buyer", BUYER, CONTACT))


def _party(party: Party, role: str, fields: PartyFields, call: str) -> list[Missing]:
    parts = {
        "nif": (party.nif, fields.number),
        "street": (party.street, f"{fields.address}street"),
        "city": (party.city, f"{fields.address}city"),
    }
    return [Missing(f"{role}_{part}", field, call) for part, (text, field) in parts.items() if not text]


CHECKS: dict[Channel, Callable[[PaperInvoice], tuple[Missing, ...]]] = {
    "pdf": _pdf,
    "ubl": ubl_needs.missing,
    "facturae": facturae_needs.missing,
    "verifactu": needs.missing,
}
