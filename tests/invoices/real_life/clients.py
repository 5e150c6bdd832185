"""Who buys in the invoices of real life: companies, people and public bodies here and abroad."""

from typing import Any

GIRONA = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona", "province": "Girona"}


def _of(name: str, kind: str, number: dict[str, str] | None, **address: str) -> dict[str, Any]:
    numbered = {"tax_id": number} if number else {}
    return {"type": kind, "name": name, **numbered, "addresses": [address or GIRONA]}


def _abroad(name: str, kind: str, number: dict[str, str] | None, country: str, city: str) -> dict[str, Any]:
    return _of(name, kind, number, street="1 Main Street", postal_code="10115", city=city, country=country)


def _vat(number: str) -> dict[str, str]:
    return {"type": "eu_vat", "number": number, "country": number[:2]}


def _national(number: str, country: str) -> dict[str, str]:
    return {"type": "national_id", "number": number, "country": country}


CLIENTS: dict[str, dict[str, Any]] = {
    "company": _of("Empresa ABC S.L.", "company", {"number": "A58818501"}),
    "freelancer": _of("Joan Puig", "person", {"number": "12345678Z"}),
    "person": _of("Maria Garcia", "person", {"number": "12345678Z"}),
    "retailer": _of("Pere Soler", "person", {"number": "12345678Z"}),
    "town_hall": _of("Ajuntament de Girona", "company", {"number": "P1708500B"}),
    "canary_company": _of(
        "Islas S.L.", "company", {"number": "A58818501"},
        street="Calle Mayor, 1", postal_code="35001", city="Las Palmas", province="Las Palmas",
    ),
    "canary_person": _of(
        "Ana Pérez", "person", {"number": "12345678Z"},
        street="Calle Mayor, 1", postal_code="38001", city="Santa Cruz", province="Santa Cruz de Tenerife",
    ),
    "ceuta_company": _of(
        "Ceuta S.L.", "company", {"number": "A58818501"}, street="Calle Real, 1", postal_code="51001", city="Ceuta"
    ),
    "german_company": _abroad("Muster GmbH", "company", _vat("DE136695976"), "DE", "Berlin"),
    "german_person": _abroad("Hans Muster", "person", _national("L01X00T471", "DE"), "DE", "Berlin"),
    "french_company": _abroad("Exemple SARL", "company", _vat("FR40303265045"), "FR", "Paris"),
    "french_person": _abroad("Marie Dupont", "person", _national("123456789012", "FR"), "FR", "Paris"),
    "irish_company": _abroad("Example Ltd", "company", _vat("IE6388047V"), "IE", "Dublin"),
    "american_company": _abroad("Example Inc.", "company", _national("12-3456789", "US"), "US", "Boston"),
    "swiss_company": _abroad("Beispiel AG", "company", _national("CHE-123.456.788", "CH"), "CH", "Zürich"),
    "british_company": _abroad("Example PLC", "company", _national("GB434031494", "GB"), "GB", "London"),
}  # fmt: skip
