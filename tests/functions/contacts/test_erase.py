"""POST /v1/contacts/erase keeps its promises; what is gone then: tests/erasure/test_person.py."""

from bivelio_core.erasure.erasures import Subject
from bivelio_core.store.connect import table as the_table
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.services import received


def new_contact():
    return call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@exemple.cat"}).data["id"]


def test_it_is_accepted_and_a_worker_is_told_without_the_contact(table):
    contact = new_contact()
    answer = call("contacts.erase", {"id": contact})
    assert (answer.status, answer.data["status"]) == (202, "waiting")
    (message,) = received("erasures")
    assert Subject(Tenant(ORGANISATION, "live"), contact).key == (message["partition"], message["part"])
    assert contact not in str(message)


def test_asked_again_it_is_the_same_erasure(table):
    contact = new_contact()
    first = call("contacts.erase", {"id": contact}).data
    assert call("contacts.erase", {"id": contact}).data == first


def test_the_contact_of_another_organisation_is_not_erased(table):
    contact = new_contact()
    answer = call("contacts.erase", {"id": contact}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403
    assert the_table().get(Subject(Tenant(OTHER_ORGANISATION, "live"), contact).key) is None


def test_only_who_may_administer_contacts(table):
    contact = new_contact()
    assert call("contacts.erase", {"id": contact}, caller={"scopes": "contacts:write"}).status == 403
