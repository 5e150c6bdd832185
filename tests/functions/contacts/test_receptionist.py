"""Twenty searches of a receptionist: whom each finds first, and whether the answer says that it is approximate."""

from typing import Any

import pytest

from tests.api import call

PEOPLE: list[dict[str, Any]] = [
    {"name": "Maria Garcia López", "phone": "+34 612 445 566", "email": "maria.garcia@exemple.com"},
    {"name": "Mario García Pons", "phone": "972 20 11 22", "tax_id": {"number": "12345678Z"}},
    {"name": "Núria Puigdemont i Serra", "phone": "+34 600 111 222", "tags": ["vip"]},
    {"name": "Jordi Codony Vilà", "email": "jordi@fustanord.cat"},
    {"name": "Begoña Etxeberria Muñoz", "phone": "+34 944 15 16 17"},
    {"name": "Francesc Xavier Bosch", "phone": "+44 20 7946 0958"},
    {"name": "Íñigo Fernández Ruiz", "tax_id": {"type": "nif", "number": "X1234567L"}},
    {"name": "Montserrat L'Hospital", "email": "montse@clinica.cat"},
]
COMPANIES: list[dict[str, Any]] = [
    {"name": "Fusta Nord S.L.", "tax_id": {"number": "B65432109"}, "phone": "+34 937 88 99 00"},
    {"name": "Col·legi Ramon Llull", "email": "secretaria@collegillull.cat"},
    {"name": "Gestoria Bonaventura i Associats", "tax_id": {"number": "A08999111"}},
]
SEARCHES = {
    "garcia lopez": ("Maria Garcia López", False),
    "NURIA PUIG": ("Núria Puigdemont i Serra", False),
    "612 44 55 66": ("Maria Garcia López", False),
    "600111222": ("Núria Puigdemont i Serra", False),
    "12345678": ("Mario García Pons", False),
    "B-65.432.109": ("Fusta Nord S.L.", True),
    "collegi llull": ("Col·legi Ramon Llull", False),
    "montse@clinica.cat": ("Montserrat L'Hospital", False),
    "fusta s.l.": ("Fusta Nord S.L.", False),
    "+44 20 7946 0958": ("Francesc Xavier Bosch", False),
    "445566": ("Maria Garcia López", True),
    "44 55 66": ("Maria Garcia López", True),
    "201122": ("Mario García Pons", True),
    "8899": ("Fusta Nord S.L.", True),
    "65432109": ("Fusta Nord S.L.", True),
    "1234567L": ("Íñigo Fernández Ruiz", True),
    "maria gracia": ("Maria Garcia López", True),
    "puigdemon serra": ("Núria Puigdemont i Serra", False),
    "etxebarria": ("Begoña Etxeberria Muñoz", True),
    "fernandes ruiz": ("Íñigo Fernández Ruiz", True),
    "codoni": ("Jordi Codony Vilà", True),
    "bonaventira": ("Gestoria Bonaventura i Associats", True),
    "xavvier bosch": ("Francesc Xavier Bosch", True),
    "onaventura": ("Gestoria Bonaventura i Associats", True),
}


@pytest.fixture
def _people(table):
    for kind, group in (("person", PEOPLE), ("company", COMPANIES)):
        for fields in group:
            assert call("contacts.create", {"type": kind, **fields}).status == 200


def found(search, **more):
    data = call("contacts.list", {"search": search, **more}).data
    names = [contact["name"] for contact in data["contacts"]]
    assert len(names) == data["pagination"]["total"]
    return names, data.get("approximate", False)


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("search", SEARCHES)
def test_a_receptionist_finds_who_is_meant_first(search):
    name, is_approximate = SEARCHES[search]
    names, said = found(search)
    assert names[:1] == [name]
    assert said is is_approximate


@pytest.mark.usefixtures("_people")
def test_a_word_that_somebody_has_is_not_said_more_widely():
    assert found("garcia") == (["Mario García Pons", "Maria Garcia López"], False)
    assert found("maria garsia") == (["Maria Garcia López"], True)


@pytest.mark.usefixtures("_people")
def test_the_other_criteria_hold_for_what_is_nearest():
    assert found("puigdemond", tags=["vip"]) == (["Núria Puigdemont i Serra"], True)
    assert found("puigdemond", type="company") == ([], False)
    assert found("puigdemond", filter={"not": {"field": "tags", "equals": "vip"}}) == ([], False)


@pytest.mark.usefixtures("_people")
def test_short_words_two_mistakes_and_few_digits_find_nobody():
    for search in ("brshc", "puigdamond", "llum", "445", "zzzzzz"):
        assert found(search) == ([], False)


@pytest.mark.usefixtures("_people")
def test_it_is_said_of_every_page_and_in_none_that_is_exact():
    page = call("contacts.list", {"search": "garzia", "page": 2, "per_page": 1}).data
    assert [contact["name"] for contact in page["contacts"]] == ["Maria Garcia López"]
    assert (page["pagination"]["total"], page["approximate"]) == (2, True)
    assert "approximate" not in call("contacts.list", {"search": "garcia"}).data
