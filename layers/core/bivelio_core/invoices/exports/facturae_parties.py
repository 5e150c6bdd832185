"""The seller and the buyer of an invoice as Facturae has them."""

from collections.abc import Iterator

from bivelio_core.countries import EU, three_letters
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.tax_numbers import is_of_a_person, kind_of, spanish_nif, vat_number
from bivelio_core.invoices.xml_text import Element, element, optional

from .provinces import province_of

PARTICLES = frozenset({"d", "da", "de", "del", "dels", "den", "des", "i", "la", "las", "los", "san", "y"})
OFFICES = {"accounting_office": "01", "managing_body": "02", "processing_unit": "03", "proposing_body": "04"}
"""The roles of the offices that DIR3 names: fiscal, receptor, pagador, comprador."""


def party_element(name: str, party: Party) -> Element:
    """A party of the invoice, under the name of its role: a person or a company, with its address and contact."""
    is_person = is_of_a_person(party)
    residence = "R" if party.country == "ES" else "U" if party.country in EU else "E"
    number = spanish_nif(party.nif or "") if kind_of(party) == "nif" else vat_number(party)
    return element(
        name,
        element(
            "TaxIdentification",
            element("PersonTypeCode", "F" if is_person else "J"),
            element("ResidenceTypeCode", residence),
            element("TaxIdentificationNumber", number),
        ),
        _offices(party),
        element("Individual", _person(party)) if is_person else element("LegalEntity", _company(party)),
    )


def _offices(party: Party) -> Element | None:
    if party.dir3 is None:
        return None
    codes = ((role, getattr(party.dir3, office)) for office, role in OFFICES.items())
    return element(
        "AdministrativeCentres",
        *(
            element(
                "AdministrativeCentre",
                element("CentreCode", code[:10]),
                element("RoleTypeCode", role),
                _address(party),
            )
            for role, code in codes
            if code
        ),
    )


def _person(party: Party) -> Iterator[Element]:
    """Return a name split as Spanish names are: given names, then one surname or two."""
    words = _names(party.name)
    surnames = 2 if len(words) > 2 else 1  # noqa: PLR2004 - two surnames after a given name
    given_names, first, *second = " ".join(words[:-surnames]), *words[-surnames:]
    yield element("Name", given_names[:40])
    yield element("FirstSurname", first[:40])
    if second:
        yield element("SecondSurname", second[0][:40])
    yield _address(party)
    yield from _contact(party)


def _names(name: str) -> list[str]:
    """Return the names of a full name, each with the particles before it: Puig, i Vila."""
    names: list[str] = []
    particles: list[str] = []
    for word in name.split():
        particles.append(word)
        if word.lower() not in PARTICLES:
            names.append(" ".join(particles))
            particles = []
    if particles:
        names = [*names[:-1], " ".join([*names[-1:], *particles])]
    return names


def _company(party: Party) -> Iterator[Element]:
    yield element("CorporateName", party.name[:80])
    if party.trade_name:
        yield element("TradeName", party.trade_name[:40])
    yield _address(party)
    yield from _contact(party)


def _address(party: Party) -> Element:
    country = element("CountryCode", three_letters(party.country))
    street = element("Address", " ".join((party.street or "").split())[:80])
    if party.country != "ES":
        place = " ".join(filter(None, (party.postal_code, party.city)))
        province = element("Province", (party.province or party.city or "")[:20])
        return element("OverseasAddress", street, element("PostCodeAndTown", place[:50]), province, country)
    return element(
        "AddressInSpain",
        street,
        element("PostCode", party.postal_code or ""),
        element("Town", (party.city or "")[:50]),
        element("Province", (party.province or province_of(party.postal_code or "") or "")[:20]),
        country,
    )


def _contact(party: Party) -> Iterator[Element]:
    phone = "".join((party.phone or "").split())
    details = (
        optional("Telephone", phone if len(phone) <= 15 else None),  # noqa: PLR2004 - TextMax15Type
        optional("WebAddress", party.website if len(party.website or "") <= 60 else None),  # noqa: PLR2004
        optional("ElectronicMail", party.email if len(party.email or "") <= 60 else None),  # noqa: PLR2004
    )
    given = [each for each in details if each is not None]
    if given:
        yield element("ContactDetails", given)
