"""A search finds what a person means by it."""

import unicodedata
from typing import Any

import pytest
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index.layout import chunk_address
from bivelio_core.store.index.search import NothingToSearch, TooManyWords, search
from bivelio_core.store.index.terms import Prefix, matches

LONGEST_KEY = 1_024
"""Bytes of a sort key (DynamoDB Developer Guide, "Quotas")."""

ABC = {
    "type": "company",
    "name": "Col·legi Vila i Fills S.L.",
    "email": "Contacte.Nord@EmpresaABC.com",
    "phone": "+34 612 345 678",
    "phone_e164": "+34612345678",
    "tags": [],
    "custom_fields": {"nif": "B12345674"},
}
LONDON = {**ABC, "name": "J.M. Serra", "email": "x@y.z", "phone_e164": "+442079460958", "custom_fields": {}}


def finds(item: dict[str, Any], text: str) -> bool:
    return matches(search(text), CONTACTS.terms_of(item))


@pytest.mark.parametrize(
    "text",
    [
        "vila",
        "VIL col",
        "collegi",
        "col·legi",
        "Vila i Fills",
        "s.l.",
        "fills sl",
        "contacte",
        "empresaabc",
        "empr nord",
        "contacte.nord@empresaabc.com",
        "<CONTACTE.nord@",
        "+34612345678",
        "+34 612 345 678",
        "0034 612-345-678",
        "34612345678",
        "612345678",
        "612 345",
        "6123",
        "34 612 34",
        "B12345674",
        "b1234",
        "vila 612345",
    ],
)
def test_a_search_finds(text):
    assert finds(ABC, text)


@pytest.mark.parametrize(
    "text",
    [
        "ila",
        "vila zzz",
        "com",
        "612",
        "346",
        "345678",
        "+44 612 345 678",
        "12345674",
        "nord@empresaabc.com",
        "b1235",
        "613 345",
    ],
)
def test_a_search_does_not_find(text):
    assert not finds(ABC, text)


def test_a_foreign_phone_is_found_with_its_calling_code_and_without():
    assert all(finds(LONDON, text) for text in ("+44 20 7946 0958", "0044207946", "20 7946 0958", "2079"))
    assert not finds(LONDON, "+33 20 7946 0958")


def test_initials_are_a_word():
    assert finds(LONDON, "jm serra")
    assert finds(LONDON, "J.M. Serra")


TYPED = [
    ("name", "Łódź Øst", ["lodz", "ØST"]),
    (
        "name",
        "Maria José Núñez",
        ["jose nunez", unicodedata.normalize("NFD", "josé núñez"), "MARI\N{COMBINING ACUTE ACCENT}A"],
    ),
    ("name", "Col·legi Sant Lluís", ["col·legi", "col•legi", "coŀlegi", "col.legi", "col-legi", "COL.LEGI lluis"]),
    ("name", "Col legi", ["col.legi"]),
    ("name", "H&M Hennes", ["h&m", "hm", "H&M hen"]),
    ("name", "L'Hospitalet d'Or", ["l'hospitalet", "hospi or"]),
    ("name", "İstanbul I\u015f\u0131k Straße", ["istanbul", "isik", "STRASSE"]),
    ("name", "Œuvre Ærø", ["oeuvre", "aero"]),
    ("name", "x" * 60, ["x" * 60, "x" * 33]),
    ("name", "3M Espanya", ["3m"]),
    ("email", "maria+promo@exemple.com", ["maria+promo@exemple.com", "maria+promo", "@exemple.com", "exemple.com"]),
    ("phone_e164", "+376321321", ["376321321", "+376 321 321", "321321", "00376 321 321", "+376 321"]),
    ("phone_e164", "+33612345678", ["0612345678", "06 12 34 56 78", "612345678", "33612345678", "+33 6 12 34"]),
    ("phone_e164", "+34972203040", ["972 20 30 40", "(972) 20.30.40", "+34972203040", "34 972 20"]),
]
CODES = ["B12345674", "b-12345674", "B 12345674", "ESB12345674", "ES B12345674", "ES-B-12345674", "b-1234"]


@pytest.mark.parametrize(("field", "value", "texts"), TYPED)
def test_people_type_it_in_other_ways(field, value, texts):
    item = {**LONDON, "name": "X", "email": "x@y.z", field: value}
    assert [text for text in texts if not finds(item, text)] == []


@pytest.mark.parametrize("kept", ["B12345674", "B-12345674", "B-12.345.674", "b 12345674", "ESB12345674"])
def test_a_tax_number_is_found_however_it_is_cut(kept):
    item = {**LONDON, "custom_fields": {"nif": kept}}
    assert [text for text in CODES if not finds(item, text)] == []
    assert not any(finds(item, text) for text in ("C-12345674", "B12345675", "ESC12345674"))


@pytest.mark.parametrize("kept", ["12345678Z", "12345678-Z", "12.345.678-Z", "12345678 z"])
def test_a_personal_tax_number_is_found_with_and_without_its_letter(kept):
    item = {**LONDON, "custom_fields": {"nif": kept}}
    assert all(finds(item, text) for text in ("12345678z", "12345678-Z", "12.345.678-Z", "12345678", "1234"))


def test_joined_halves_are_no_other_word():
    assert not finds({**LONDON, "name": "Hotel Lleida"}, "hotel-lluis")
    assert finds({**LONDON, "name": "Hotel-Lleida"}, "lleida hotel")


@pytest.mark.parametrize("text", ["m", "!?", "🙂", "i a o"])
def test_a_search_needs_a_word_of_two_characters(text):
    with pytest.raises(NothingToSearch):
        search(text)


def test_a_search_takes_ten_words():
    assert len(search(" ".join(f"word{n}" for n in range(10)))) == 10
    with pytest.raises(TooManyWords):
        search(" ".join(f"word{n}" for n in range(11)))


@pytest.mark.parametrize("letter", ["\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}", "\N{SQUARE KIROMEETORU}"])
def test_an_address_of_letters_that_unfold_is_found_and_its_terms_fit_into_keys(letter):
    person = {**ABC, "email": f"{letter * 60}@exemple.cat"}
    assert finds(person, str(person["email"]))
    assert all(
        len(chunk_address(CONTACTS, term, 0xFFFF).sk.encode()) <= LONGEST_KEY for term in CONTACTS.terms_of(person)
    )
    clauses = search(letter * 190 + "@exemple.cat")
    assert all(
        isinstance(part, Prefix) and len(part.text.encode()) <= LONGEST_KEY for clause in clauses for part in clause
    )
