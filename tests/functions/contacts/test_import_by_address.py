"""contacts.import with `on_existing`: whose address a row has is changed or left, and nobody is there twice."""

import pytest
from bivelio_core.contacts.actions import upsert
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.contacts.transfers import deliver, serve, work
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
CSV = """name,email,phone,tags
Maria Nova,maria@exemple.com,,client
Pau,pau@exemple.com,,lead
Pau Puig,PAU@exemple.com,,
Sense adreça,,,
"""


@pytest.fixture
def maria():
    """A contact that is there before."""
    made = call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@exemple.com", "tags": ["vip"]})
    deliver(ORGANISATION)
    return made.data["id"]


def imported(on_existing, **about):
    """The results of the file, when it has been read."""
    begun = call("contacts.import", {"csv": CSV, "on_existing": on_existing, **about}).data
    work()
    shown = call("contacts.import_status", {"id": begun["id"]}).data
    assert shown["status"] == "completed", shown
    return {name: shown[name] for name in ("created", "updated", "unchanged", "failed")}


def contacts():
    """The contacts by name."""
    items = SystemStore(table()).of(Tenant(ORGANISATION, "live")).query(keys.CONTACT, consistent=True)
    return {item["name"]: item for item in items}


def test_by_default_each_row_makes_a_contact(maria):
    assert imported("create") == {"created": 4, "updated": 0, "unchanged": 0, "failed": 0}


def test_update_changes_who_has_the_address_and_leaves_what_has_no_value(maria):
    assert imported("update") == {"created": 2, "updated": 2, "unchanged": 0, "failed": 0}
    assert sorted(contacts()) == ["Maria Nova", "Pau Puig", "Sense adreça"]
    assert (contacts()["Maria Nova"]["tags"], contacts()["Pau Puig"]["tags"]) == (["client"], ["lead"])


def test_skip_leaves_who_has_the_address(maria):
    assert imported("skip") == {"created": 2, "updated": 0, "unchanged": 2, "failed": 0}
    assert sorted(contacts()) == ["Maria", "Pau", "Sense adreça"]


@pytest.mark.parametrize(("on_existing", "kept"), [("update", "updated"), ("skip", "unchanged")])
def test_a_dry_run_says_so_and_writes_nothing(maria, on_existing, kept):
    results = imported(on_existing, dry_run=True)
    assert (results["created"], results[kept]) == (2, 2)
    assert sorted(contacts()) == ["Maria"]


def test_a_file_that_is_imported_again_makes_nobody(maria):
    imported("update")
    assert imported("update")["created"] == 1, "the row without an address"


def test_a_slice_whose_function_died_is_repeated_without_a_second_effect(maria, monkeypatch):
    once, deaths = upsert.carry_out, iter([False, True])

    def dying(*arguments, **options):
        result = once(*arguments, **options)
        if next(deaths, False):
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(upsert, "carry_out", dying)
    begun = call("contacts.import", {"csv": CSV, "on_existing": "update"}).data
    (message,) = received("transfers")
    with pytest.raises(KeyboardInterrupt):
        serve(message)
    assert serve(message)
    work()
    shown = call("contacts.import_status", {"id": begun["id"]}).data
    assert (shown["status"], shown["created"]) == ("completed", 2)
    assert sorted(contacts()) == ["Maria Nova", "Pau Puig", "Sense adreça"]


def test_an_address_and_a_phone_of_different_people_fail_the_row(maria):
    call("contacts.create", {"type": "person", "name": "Joan", "phone": "600111222"})
    deliver(ORGANISATION)
    begun = call(
        "contacts.import", {"csv": "name,email,phone\nX,maria@exemple.com,600111222\n", "on_existing": "update"}
    ).data
    work()
    (error,) = call("contacts.import_status", {"id": begun["id"]}).data["errors"]
    assert (error["constraint"], sorted(contacts())) == ("others_address", ["Joan", "Maria"])
