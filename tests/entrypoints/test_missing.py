"""What an answer 404 says of what is missing: never more than the caller has named."""

import pytest
from bivelio_core.entrypoints.missing import naming
from bivelio_core.errors import NoSuchResource, ResourceNotFound, UnknownPath
from pydantic import BaseModel


class Change(BaseModel):
    """A request on a contact that names another resource."""

    id: str
    company_id: str | None = None


class Approval(BaseModel):
    """A request with two places where something may be missing."""

    instance_id: str
    step_id: str | None = None


class Note(BaseModel):
    """A request with one field that names a resource."""

    contact_id: str
    text: str = ""


def looked_up(kind: str, public: str) -> ResourceNotFound:
    """What the store raises."""
    return ResourceNotFound(details={"kind": kind, "id": public})


def test_the_field_is_that_whose_id_was_looked_up():
    error = naming(looked_up("contact", "ct_2"), Change(id="ct_1", company_id="ct_2"))
    assert error.details == {"kind": "contact", "id": "ct_2", "field": "company_id"}


def test_an_id_that_the_caller_has_not_sent_is_not_told():
    assert naming(looked_up("invoice", "inv_secret"), Change(id="ct_1")).details == {}


def test_without_a_look_up_by_the_store_it_is_the_id_or_the_only_field():
    assert naming(ResourceNotFound(), Change(id="ct_1")).details == {"kind": "contact", "id": "ct_1", "field": "id"}
    assert naming(ResourceNotFound(), Note(contact_id="?")).details == {
        "kind": "resource",
        "id": "?",
        "field": "contact_id",
    }


def test_where_two_could_be_missing_none_is_named():
    assert naming(ResourceNotFound(), Approval(instance_id="wfi_1")).details == {}


def test_a_path_that_is_not_there_stays_what_it_is():
    error = UnknownPath()
    assert naming(error, Note(contact_id="ct_1")) is error


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ca", "No hi ha cap contacte 'ct_1{}' (camp 'contact_id')."),
        ("es", "No hay ningún contacto 'ct_1{}' (campo 'contact_id')."),
        ("en", "There is no contact 'ct_1{}' (field 'contact_id')."),
    ],
)
def test_the_sentence_names_them_in_each_language(language, sentence):
    """What was sent is repeated as it is, whatever signs it has."""
    error = NoSuchResource(details={"kind": "contact", "id": "ct_1{}", "field": "contact_id"})
    assert error.message(language) == sentence
