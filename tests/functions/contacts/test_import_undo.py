"""POST /v1/contacts/import_undo takes an import back, and leaves what somebody has done since."""

import os
from itertools import count
from typing import Any

import pytest
from bivelio_core import clients, clock
from bivelio_core.contacts.transfer import import_work, undo_work, uses
from bivelio_core.entrypoints import stores
from bivelio_core.store import keys, resources
from bivelio_core.store.connect import table as connected
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.head import KEPT
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.functions.contacts.test_import import killed
from tests.functions.contacts.transfers import deliver, serve, work
from tests.invoices.world import draft
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
KILLS = int(os.environ.get("UNDO_KILLS", "25"))
"""At how many places of an undo its function is killed."""

SEARCHES: tuple[dict[str, Any], ...] = (
    {},
    {"search": "roca"},
    {"type": "company"},
    {"tags": ["lead"]},
    {"search": "x.cat"},
)
SILENT = ("version", "updated_at")


def people(organisation: str = ORGANISATION):
    """Contacts that are there before, by name."""
    made = {}
    for name, about in (
        ("Maria Roca", {"email": "maria@x.cat", "tags": ["lead"], "phone": "600111222"}),
        ("Fusta S.L.", {"type": "company", "email": "fusta@x.cat"}),
        ("Oli S.L.", {"type": "company", "email": "oli@x.cat"}),
    ):
        caller = {"organisation": organisation}
        contact = call("contacts.create", {"type": "person", "name": name, **about}, caller=caller)
        made[name] = contact.data["id"]
    deliver(organisation)
    return made


def imported(text: str, organisation: str = ORGANISATION, **more):
    caller = {"organisation": organisation}
    begun = call("contacts.import", {"csv": text, **more}, caller=caller)
    assert begun.status == 202, begun
    work(organisation)
    done = call("contacts.import_status", {"id": begun.data["id"]}, caller=caller).data
    assert (done["status"], done["failed"]) == ("completed", 0), done
    return done


def shown(organisation: str = ORGANISATION):
    """All that lists and searches say, but for what a change leaves behind."""
    answers = {}
    for search in SEARCHES:
        page = call("contacts.list", {"per_page": 100, **search}, caller={"organisation": organisation}).data
        contacts = [{name: each[name] for name in each if name not in SILENT} for each in page["contacts"]]
        answers[str(search)] = (page["pagination"]["total"], contacts)
    return answers


def held(organisation: str, *kinds):
    """The sort keys of an organisation's items of some kinds."""
    store = SystemStore(connected()).of(Tenant(organisation, "live"))
    return {kind.name: sorted(item["SK"] for item in store.query(kind, consistent=True)) for kind in kinds}


def undone(import_id: str, organisation: str = ORGANISATION):
    caller = {"organisation": organisation}
    begun = call("contacts.import_undo", {"id": import_id}, caller=caller)
    assert begun.status == 202, begun
    work(organisation)
    done = call("contacts.import_status", {"id": import_id}, caller=caller).data
    assert done["status"] == "undone", done
    return done["undo"]


def rows_of(made):
    """A file that changes who is there and makes others, with ids of another system."""
    return (
        "id,type,name,email,tags,phone\n"
        f"{made['Maria Roca']},person,Maria Roca Vila,nova@x.cat,lead|vip,\n"
        "C-1,company,Forn Roca S.L.,forn@x.cat,,\n"
        "P-1,person,Pau Roca,pau@x.cat,lead,600999888\n"
        ",person,Anna,,,\n"
    )


def test_after_an_undo_lists_searches_and_totals_answer_as_before():
    made = people()
    before, links = shown(), held(ORGANISATION, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS)
    done = imported(rows_of(made))
    assert (done["created"], done["updated"]) == (3, 1)
    assert shown() != before
    assert undone(done["id"]) == {"removed": 3, "restored": 1, "unchanged": 0, "unchanged_contacts": []}
    deliver(ORGANISATION)
    assert shown() == before
    assert held(ORGANISATION, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS) == links
    assert call("contacts.get", {"id": "C-1"}).status == 404
    again = call("contacts.import_undo", {"id": done["id"]})
    assert (again.status, again.data["undo"]["removed"]) == (200, 3)
    assert imported(rows_of(made))["created"] == 3, "the ids are free again"


@pytest.mark.parametrize("on_existing", ["update", "skip"])
def test_rows_that_an_address_decided_are_undone(on_existing):
    people()
    before, links = shown(), held(ORGANISATION, keys.CONTACT)
    text = "name,email,phone,tags\nMaria R.,maria@x.cat,,a\nNova,nova@x.cat,,b\nNova Bis,nova@x.cat,600777666,c\n"
    done = imported(text, on_existing=on_existing)
    assert undone(done["id"])["unchanged"] == 0
    assert shown() == before
    assert held(ORGANISATION, keys.CONTACT) == links


def test_what_somebody_changed_or_used_since_stays_and_is_told():
    made = people()
    done = imported(rows_of(made))
    call("contacts.update", {"id": made["Maria Roca"], "job_title": "Gerent"})
    call("contacts.update", {"id": "C-1", "name": "Forn Nou S.L."})
    call("contacts.notes_create", {"contact_id": "P-1", "text": "Vol pressupost."})
    deliver(ORGANISATION)
    undo = undone(done["id"])
    assert (undo["removed"], undo["restored"], undo["unchanged"]) == (1, 0, 3)
    told = {kept["contact_id"]: kept["reason"] for kept in undo["unchanged_contacts"]}
    assert told == {made["Maria Roca"]: "changed", "C-1": "changed", "P-1": "in_use"}
    assert sorted(kept["row"] for kept in undo["unchanged_contacts"]) == [2, 3, 4]
    assert call("contacts.get", {"id": made["Maria Roca"]}).data["name"] == "Maria Roca Vila"
    assert call("contacts.get", {"id": "C-1"}).data["name"] == "Forn Nou S.L."


def test_whom_deals_cases_and_invoices_name_stays_when_an_import_is_undone():
    done = imported("name,id,type\n" + "".join(f"Nova {n},N-{n},company\n" for n in range(5)))
    ids = [f"N-{n}" for n in range(5)]
    call("deals.create", {"title": "Web", "contact_id": ids[0]})
    call("deals.create", {"title": "Botiga", "company_id": ids[1]})
    call("cases.create", {"title": "Avaria", "contact_id": ids[2]})
    draft(ids[3])
    deliver(ORGANISATION)
    undo = undone(done["id"])
    assert undo["removed"] == 1
    assert {kept["contact_id"]: kept["reason"] for kept in undo["unchanged_contacts"]} == dict.fromkeys(
        ids[:4], "in_use"
    )


def test_who_is_merged_stays_when_an_import_is_undone():
    done = imported("name,id,type\n" + "".join(f"Nova {n},N-{n},person\n" for n in range(3)))
    assert call("contacts.merge", {"winner": "N-0", "losers": ["N-1"]}).status == 200
    undo = undone(done["id"])
    assert (undo["removed"], undo["unchanged"]) == (1, 2)
    assert {kept["reason"] for kept in undo["unchanged_contacts"]} == {"in_use"}


def test_what_was_changed_and_changed_back_is_put_back():
    made = people()
    done = imported(rows_of(made))
    call("contacts.update", {"id": made["Maria Roca"], "job_title": "Gerent"})
    call("contacts.update", {"id": made["Maria Roca"], "job_title": None})
    assert undone(done["id"])["restored"] == 1
    assert call("contacts.get", {"id": made["Maria Roca"]}).data["email"] == "maria@x.cat"


@pytest.mark.parametrize(
    ("dry_run", "days", "reason"), [(True, 0, "nothing_to_undo"), (False, 8, "undo_expired"), (False, 6, None)]
)
def test_an_undo_is_for_seven_days_of_what_was_written(dry_run, days, reason):
    made = people()
    done = imported(rows_of(made), dry_run=dry_run)
    with clock.frozen(clock.instant(clock.epoch() + days * 86_400)):
        answer = call("contacts.import_undo", {"id": done["id"]})
    assert (answer.error["details"]["reason"] if reason else answer.data["status"]) == (reason or "undoing")


def test_an_import_under_way_and_that_of_another_organisation_are_not_undone():
    begun = call("contacts.import", {"csv": "name\nAnna\n"}).data
    assert call("contacts.import_undo", {"id": begun["id"]}).error["details"]["reason"] == "import_not_ended"
    work()
    other = call("contacts.import_undo", {"id": begun["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert other.status == 403
    assert call("contacts.import_undo", {"id": "imp_unknown"}).status == 404


def _unlocked(table, organisation, import_id):
    """What time does: the lock of a killed function ends."""
    table.update(Key(f"{organisation}#live#IMP", import_id), Update(remove=["locked_until"]))


def _killed_at(place, monkeypatch, message):
    """Serve a message with a function that dies at its n-th write; answers how many writes there were."""
    writes = 0

    def counted(original):
        def write(**arguments):
            nonlocal writes
            writes += 1
            return killed(original, arguments) if writes == place else original(**arguments)

        return write

    with monkeypatch.context() as patched:
        dynamo = clients.client("dynamodb")
        for name in ("put_item", "update_item", "batch_write_item", "batch_execute_statement", "transact_write_items"):
            patched.setattr(dynamo, name, counted(getattr(dynamo, name)))
        survived = serve(message)
    return writes, survived


def test_an_undo_takes_few_calls_a_contact(monkeypatch):
    call("deals.create", {"title": "Web"})
    call("cases.create", {"title": "Avaria"})
    calls = {count: _calls_of_an_undo(count, monkeypatch) for count in (40, 80)}
    assert calls[80] - calls[40] <= 40 * (len(uses.OWN) + 0.2), "each takes the Queries of what it may have of its own"
    assert calls[40] <= 40 * 5


def _calls_of_an_undo(count: int, monkeypatch) -> int:
    rows = "".join(f"Nova {n},nova{n}@x.cat,600{n:06d},person,{count}-{n}\n" for n in range(count))
    done = imported(f"name,email,phone,type,id\n{rows}")
    return _calls_until_undone(done["id"], {"removed": count}, monkeypatch)


def _calls_until_undone(import_id: str, counts: dict[str, int], monkeypatch) -> int:
    metered = MeteredTable(connected())
    assert call("contacts.import_undo", {"id": import_id}).status == 202
    with monkeypatch.context() as patched:
        patched.setattr(stores, "table", lambda: metered)
        work()
    undo = call("contacts.import_status", {"id": import_id}).data["undo"]
    assert {name: undo[name] for name in counts} == counts
    return len(metered.usage.operations)


def test_contacts_that_an_import_changed_are_put_back_in_few_calls(monkeypatch):
    calls = {count: _calls_of_putting_back(count, monkeypatch) for count in (40, 80)}
    assert calls[80] - calls[40] <= 40 * 0.2
    assert calls[40] <= 40


def _calls_of_putting_back(count: int, monkeypatch) -> int:
    done, _ = changed(count, f"nom{count}")
    return _calls_until_undone(done["id"], {"restored": count, "unchanged": 0}, monkeypatch)


def changed(count: int, name: str = "nom"):
    """An import that changes the names and addresses of contacts that there were, and their ids by their names."""
    imported("name,email,type\n" + "".join(f"{name} {n},{name}-{n}@x.cat,person\n" for n in range(count)))
    made = [item for item in contacts_of(ORGANISATION).values() if item["name"].startswith(f"{name} ")]
    ids = {item["name"]: resources.public_id(keys.CONTACT, ORGANISATION, item) for item in made}
    rows = "".join(f"{ids[f'{name} {n}']},Una altra {n},altra-{name}-{n}@x.cat\n" for n in range(count))
    return imported(f"id,name,email\n{rows}"), ids


def test_an_undo_goes_on_though_nobody_else_writes(monkeypatch):
    monkeypatch.setattr(undo_work, "SLICE_CONTACTS", 5)
    monkeypatch.setattr(undo_work, "MARKS", 10)
    monkeypatch.setattr(undo_work, "PAUSE_SECONDS", 0)
    done = imported("name\n" + "".join(f"Nova {n}\n" for n in range(30)))
    assert call("contacts.import_undo", {"id": done["id"]}).status == 202
    begun = clock.epoch()
    for round_number in range(10):
        with clock.frozen(clock.instant(begun + round_number * (KEPT + 1))):
            before = contacts_of(ORGANISATION)
            if not all(map(serve, messages := received("transfers"))) or not messages:
                break
            there = contacts_of(ORGANISATION)
            gone = [streams.record(item, None) for sk, item in before.items() if sk not in there]
            if gone:
                load("workers/index_changes").handler(streams.batch(*gone), None)
    done = call("contacts.import_status", {"id": done["id"]}).data
    assert (done["status"], done["undo"]["removed"]) == ("undone", 30)


def contacts_of(organisation: str):
    store = SystemStore(connected()).of(Tenant(organisation, "live"))
    return {item["SK"]: item for item in store.query(keys.CONTACT, consistent=True)}


def test_who_is_changed_at_the_last_moment_stays_and_the_others_of_the_transaction_go(monkeypatch):
    done = imported("name,id,type\n" + "".join(f"Nova {n},N-{n},company\n" for n in range(4)))
    announced = index_changes.announce_changes

    def slowly(store, indexed, changes):
        announced(store, indexed, changes)
        call("contacts.update", {"id": "N-1", "name": "Forn S.L."})
        call("contacts.notes_create", {"contact_id": "N-2", "text": "Vol pressupost."})

    monkeypatch.setattr(index_changes, "announce_changes", slowly)
    undo = undone(done["id"])
    told = {kept["contact_id"]: kept["reason"] for kept in undo["unchanged_contacts"]}
    assert (undo["removed"], told) == (2, {"N-1": "changed", "N-2": "in_use"})
    assert call("contacts.get", {"id": "N-0"}).status == 404


def test_who_is_changed_at_the_last_moment_stays_and_the_others_of_the_transaction_go_back(monkeypatch):
    done, ids = changed(4)
    announced = index_changes.announce_changes

    def slowly(store, indexed, changes):
        announced(store, indexed, changes)
        call("contacts.update", {"id": ids["nom 2"], "job_title": "Gerent"})

    monkeypatch.setattr(index_changes, "announce_changes", slowly)
    undo = undone(done["id"])
    told = {kept["contact_id"]: kept["reason"] for kept in undo["unchanged_contacts"]}
    assert (undo["restored"], told) == (3, {ids["nom 2"]: "changed"})
    names = sorted(item["name"] for item in contacts_of(ORGANISATION).values())
    assert names == ["Una altra 2", "nom 0", "nom 1", "nom 3"]


def test_a_contact_that_several_rows_changed_is_as_it_was_before_the_first():
    made = people()
    before = shown()
    text = "email,name,tags\n" + "".join(f"maria@x.cat,Maria {n},t{n}\n" for n in range(3))
    done = imported(f"{text}fusta@x.cat,Fusta Nova S.L.,\n", on_existing="update")
    assert done["updated"] == 4
    assert call("contacts.get", {"id": made["Maria Roca"]}).data["name"] == "Maria 2"
    assert undone(done["id"])["restored"] == 4
    deliver(ORGANISATION)
    assert shown() == before


@pytest.mark.parametrize("is_taken", [False, True])
def test_an_id_in_another_system_that_an_import_replaced_goes_back_unless_it_is_anothers_by_now(is_taken):
    made = people()
    first, second = made["Maria Roca"], made["Fusta S.L."]
    call("contacts.update", {"id": first, "external_id": "ERP-1"})
    links = held(ORGANISATION, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS)
    done = imported(f"id,external_id,name\n{second},ERP-2,Fusta\n{first},ERP-9,Maria\n")
    if is_taken:
        call("contacts.create", {"type": "person", "name": "Anna", "external_id": "ERP-1"})
    undo = undone(done["id"])
    assert (undo["restored"], undo["unchanged"]) == ((1, 1) if is_taken else (2, 0))
    assert call("contacts.get", {"external_id": "ERP-2"}).status == 404
    assert (call("contacts.get", {"external_id": "ERP-1"}).data["id"] == first) == (not is_taken)
    if not is_taken:
        assert held(ORGANISATION, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS) == links


@pytest.mark.parametrize(("what", "together"), [("import", 1), ("undo", 1), ("undo", 100)])
def test_wherever_the_function_dies_the_undo_leaves_all_as_before(what, together, monkeypatch, table):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 2)
    monkeypatch.setattr(undo_work, "SLICE_ENTRIES", together)
    monkeypatch.setattr(undo_work, "SLICE_CONTACTS", together)
    for place in count(1):
        organisation = f"org_{place:016d}"
        caller = {"organisation": organisation}
        made = people(organisation)
        rows = f"{rows_of(made)}{made['Fusta S.L.']},company,Fusta Nova S.L.,nova.fusta@x.cat,,\n"
        rows += f"{made['Oli S.L.']},company,Oli Nou S.L.,nou.oli@x.cat,,\n"
        before, links = shown(organisation), held(organisation, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS)
        if what == "import":
            import_id = call("contacts.import", {"csv": rows}, caller=caller).data["id"]
        else:
            import_id = imported(rows, organisation)["id"]
            assert call("contacts.import_undo", {"id": import_id}, caller=caller).status == 202
        (message,) = received("transfers")
        writes, survived = _killed_at(place, monkeypatch, message)
        if not survived:
            _unlocked(table, organisation, import_id)
            assert serve(message)
        deliver(organisation)
        work(organisation)
        if what == "import":
            call("contacts.import_undo", {"id": import_id}, caller=caller)
            work(organisation)
        undo = call("contacts.import_status", {"id": import_id}, caller=caller).data["undo"]
        assert (undo["removed"], undo["restored"], undo["unchanged"]) == (3, 3, 0), (place, undo)
        deliver(organisation)
        assert shown(organisation) == before, place
        assert held(organisation, keys.CONTACT, keys.ALIAS, keys.CONTACT_ADDRESS) == links, place
        if writes < place or place >= KILLS:
            break
