"""A stored table is read, and each of its rows becomes a contact, by steps alone and under the policies of workers."""

from tests.api import call
from tests.functions.documents.world import upload
from tests.workflows.calls import execute, instance, workflow

CSV = b"Nom;Correu\nAnna;anna@exemple.com\nAnna Puig;ANNA@exemple.com\nPere;pere@exemple.com\n"


def test_the_rows_of_a_document_become_contacts_one_for_each_address(states):
    document_id = upload(CSV, "contactes.csv").data["document_id"]
    rows = {"id": "rows", "type": "documents.read", "input": {"document_id": "{{ input.id }}", "as": "rows"}}
    each = [
        {"id": "one", "type": "contacts.upsert", "input": {"email": "{{ item.Correu }}", "name": "{{ item.Nom }}"}},
        {
            "id": "tag",
            "type": "contacts.add_tags",
            "input": {"id": "{{ steps.one.output.contact.id }}", "tags": ["csv"]},
        },
        {"id": "known", "type": "contact.find", "input": {"email": "{{ item.Correu }}"}},
    ]
    loop = {"items": "{{ steps.rows.output.rows }}", "concurrency": 1, "steps": each}
    started = execute(workflow(rows, {"id": "each", "type": "for_each", "input": loop}), {"id": document_id})
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    assert [one["found"] for one in done["output"]["items"]] == [True] * 3
    contacts = call("contacts.list", {"tags": ["csv"]}).data["contacts"]
    assert [one["name"] for one in contacts] == ["Pere", "Anna Puig"]
