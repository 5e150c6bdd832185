"""A search finds what a person means by it."""

import pytest
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import NothingToSearch, TooManyWords, matches, search

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


def finds(item: dict, text: str) -> bool:
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


@pytest.mark.parametrize("text", ["m", "!?", "🙂", "i a o"])
def test_a_search_needs_a_word_of_two_characters(text):
    with pytest.raises(NothingToSearch):
        search(text)


def test_a_search_takes_ten_words():
    assert len(search(" ".join(f"word{n}" for n in range(10)))) == 10
    with pytest.raises(TooManyWords):
        search(" ".join(f"word{n}" for n in range(11)))
