"""contacts.import with a column `external_id`: unique as everywhere, and a file that is imported again makes nobody."""

import pytest
from bivelio_core.contacts.transfer import rows as transfer_rows

from tests.api import call
from tests.functions.contacts.test_match_on import contacts, create, dangling
from tests.functions.contacts.transfers import work

CSV = "external_id,name,email\nERP-1,Maria,maria@exemple.com\nERP-2,Pau,\n,Sense id,\n"


def imported(csv, **about):
    """The results of a file, and its errors by field and constraint, when it has been read."""
    begun = call("contacts.import", {"csv": csv, **about}).data
    work()
    shown = call("contacts.import_status", {"id": begun["id"]}).data
    assert shown["status"] == "completed", shown
    errors = [(error["row"], error["field"], error["constraint"]) for error in shown["errors"]]
    return tuple(shown[name] for name in ("created", "updated", "unchanged", "failed")), errors


def by_name():
    return {contact["name"]: contact for contact in contacts()}


@pytest.mark.parametrize("on_existing", ["create", "update", "skip"])
def test_rows_have_external_ids_and_a_file_that_is_imported_again_makes_nobody_twice(table, on_existing):
    assert imported(CSV, on_existing=on_existing) == ((3, 0, 0, 0), [])
    assert {name: contact.get("external_id") for name, contact in by_name().items()} == {
        "Maria": "ERP-1",
        "Pau": "ERP-2",
        "Sense id": None,
    }
    assert call("contacts.get", {"external_id": "ERP-2"}).data["name"] == "Pau"
    assert imported(CSV, on_existing=on_existing) == ((1, 0, 2, 0), []), "only the row that nothing decides about"
    changed = CSV.replace("Pau", "Pau Nou")
    outcome = (1, 0, 2, 0) if on_existing == "skip" else (1, 1, 1, 0)
    assert imported(changed, on_existing=on_existing) == (outcome, [])
    assert ("Pau Nou" in by_name()) is (on_existing != "skip")
    assert dangling(table) == []


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_external_id_of_another_contact_fails_its_row_alone(table, dry_run):
    other = create(name="Altra", external_id="ERP-1")
    known = create(name="Coneguda", email="maria@exemple.com")
    header, taking = "id,external_id,name,email", f"{known['id']},ERP-1,Coneguda,maria@exemple.com"
    csv = f"{header}\nCRM-1,ERP-1,Nova,\n{taking}\nCRM-3,ERP-3,Bona,\n"
    taken = [(row, "external_id", "external_id_taken") for row in (2, 3)]
    assert imported(csv, dry_run=dry_run) == ((1, 0, 0, 2), taken)
    assert call("contacts.get", {"external_id": "ERP-1"}).data["id"] == other["id"]
    assert ("Bona" in by_name()) is not dry_run
    assert "Nova" not in by_name()
    assert call("contacts.get", {"id": "CRM-1"}).status == 404
    assert dangling(table) == []


def test_rows_with_an_id_set_change_and_clear_it(table):
    assert imported("id,external_id,name\nCRM-1,ERP-1,Maria\nCRM-2,ERP-2,Pau\n") == ((2, 0, 0, 0), [])
    assert call("contacts.get", {"external_id": "ERP-1"}).data["id"] == "CRM-1"
    assert imported("id,external_id,name\nCRM-1,ERP-9,Maria\nCRM-2,,Pau\n") == ((0, 2, 0, 0), [])
    assert call("contacts.get", {"external_id": "ERP-1"}).status == 404
    assert call("contacts.get", {"external_id": "ERP-9"}).data["id"] == "CRM-1"
    assert "external_id" not in by_name()["Pau"]
    assert dangling(table) == []


def test_two_rows_of_a_file_do_not_have_one_external_id(table):
    results, errors = imported("id,external_id,name\nCRM-1,ERP-1,Maria\nCRM-2,ERP-1,Pau\n")
    assert (results, errors) == ((1, 0, 0, 1), [(3, "external_id", "external_id_taken")])
    assert [contact["external_id"] for contact in contacts()] == ["ERP-1"]
    assert dangling(table) == []


def test_an_archived_contact_keeps_it_and_its_row_fails(table):
    call("contacts.archive", {"id": create(external_id="ERP-1")["id"]})
    assert imported("external_id,name\nERP-1,Maria\n") == ((0, 0, 0, 1), [(2, "id", "archived")])
    assert dangling(table) == []


def test_a_slice_whose_function_died_is_repeated_without_a_second_effect(table, monkeypatch):
    write, deaths = transfer_rows.carry_out, iter([True])

    def dying(*arguments, **options):
        result = write(*arguments, **options)
        if next(deaths, False):
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr("bivelio_core.contacts.transfer.import_work.carry_out", dying)
    begun = call("contacts.import", {"csv": "id,external_id,name\nCRM-1,ERP-1,Maria\nCRM-2,ERP-2,Pau\n"}).data
    with pytest.raises(KeyboardInterrupt):
        work()
    call("contacts.import", {"id": begun["id"]})
    work()
    shown = call("contacts.import_status", {"id": begun["id"]}).data
    assert (shown["status"], shown["created"], shown["failed"]) == ("completed", 2, 0)
    assert sorted(contact["external_id"] for contact in contacts()) == ["ERP-1", "ERP-2"]
    assert dangling(table) == []
