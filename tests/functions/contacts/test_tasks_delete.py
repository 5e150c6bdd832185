"""POST /v1/contacts/tasks/delete keeps its promises."""

import pytest
from bivelio_core.contacts.merging.origins import Home
from bivelio_core.contacts.tasks import moving
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.contacts.about import OTHER, contact, task, titles
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("table", "deployment")


def test_a_deleted_task_is_gone_from_all_lists_and_may_be_deleted_again():
    company = contact()
    made = task("Esborreu-me", contact_id=company, due_at="2030-01-31T08:00:00Z")
    for _ in range(2):
        assert call("contacts.tasks_delete", {"id": made["id"]}).data == {"id": made["id"], "deleted": True}
    assert titles() == titles(contact_id=company) == []
    assert call("contacts.tasks_complete", {"id": made["id"]}).status == 404
    assert "Esborreu-me" not in str(stored_items())
    assert "CT#TASKS" not in str(stored_items())


def test_the_id_of_no_task_and_of_another_organisations_one_is_refused():
    assert call("contacts.tasks_delete", {"id": "tsk_none"}).status == 404
    assert call("contacts.tasks_delete", {"id": task()["id"]}, caller=OTHER).status == 403


def test_tasks_move_to_another_contact_wherever_the_job_dies(table):
    store = TenantStore(table, Tenant.at(ORGANISATION, "live"))
    source, target = contact("A"), contact("B")
    made = [task(str(number), contact_id=source) for number in range(4)]
    call("contacts.tasks_complete", {"id": made[0]["id"]})
    call("contacts.merge", {"winner": target, "losers": [source]})
    source_sk = store.find_itself(keys.CONTACT, source)["SK"]
    for _ in made:  # each run dies behind its first task
        next(moving.move(store, Home(store, source_sk)), None)
    assert list(moving.move(store, Home(store, source_sk))) == []
    assert not store.query(keys.TASK_PLACE, source_sk)
    assert sorted(titles(contact_id=target)) == sorted(titles()) == ["0", "1", "2", "3"]
    assert titles(contact_id=target, status="done") == ["0"]
