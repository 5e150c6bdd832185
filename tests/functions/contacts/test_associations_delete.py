"""POST /v1/contacts/associations/delete keeps its promises."""

import pytest
from bivelio_core.contacts.associations import moving
from bivelio_core.contacts.merging.origins import Home
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.contacts.about import associated, contact

pytestmark = pytest.mark.usefixtures("table", "deployment")


def associate(one, other, label="employee_of"):
    call("contacts.associations_create", {"contact_id": one, "to": other, "label": label})


def test_a_removed_one_is_gone_from_both_and_may_be_removed_again():
    maria, company = contact("Maria", type="person"), contact("ABC")
    associate(maria, company)
    associate(maria, company, "partner_of")
    data = {"contact_id": maria, "to": company, "label": "employee_of"}
    for _ in range(2):
        assert call("contacts.associations_delete", data).data == {**data, "deleted": True}
    assert associated(maria) == [("is a partner of", "ABC")]
    assert associated(company) == [("is a partner of", "Maria")]


def test_the_other_direction_is_another_association():
    one, other = contact("A"), contact("B")
    associate(one, other, "parent_company_of")
    call("contacts.associations_delete", {"contact_id": other, "to": one, "label": "parent_company_of"})
    assert associated(one) == [("is the parent company of", "B")]


def test_all_move_to_another_contact_wherever_the_job_dies_and_none_is_with_itself(table):
    store = TenantStore(table, Tenant.at(ORGANISATION, "live"))
    loser, winner, company = contact("Mª", type="person"), contact("Maria", type="person"), contact("ABC")
    associate(loser, company)
    associate(company, loser, "accountant_of")
    associate(loser, winner, "partner_of")
    associate(winner, company)
    call("contacts.merge", {"winner": winner, "losers": [loser]})
    loser_sk = store.find_itself(keys.CONTACT, loser)["SK"]
    for _ in range(3):  # each run dies behind its first one
        next(moving.move(store, Home(store, loser_sk)), None)
    assert list(moving.move(store, Home(store, loser_sk))) == []
    assert associated(loser) == associated(winner)
    assert associated(winner) == [("has its accounts kept by", "ABC"), ("works at", "ABC")]
    assert associated(company) == [("employs", "Maria"), ("is the accountant of", "Maria")]
