"""POST /v1/contacts/import warns as contacts/create does, and says what an unknown column may mean."""

from functools import partial

import pytest
from bivelio_core import clients
from bivelio_core.contacts.transfer import import_work, known_addresses
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.context import Actor, Context
from bivelio_core.store import connect
from bivelio_core.store.tenant_store import SystemStore

from tests.api import ORGANISATION, call
from tests.functions.contacts.test_import import LIVE, imported, report, unlock
from tests.functions.contacts.transfers import deliver, serve, work
from tests.network import events_of
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(autouse=True, params=["one by one", "all at once"])
def way(request, monkeypatch):
    """How the addresses of the contacts that exist are read: both ways find the same."""
    if request.param == "all at once":
        monkeypatch.setattr(known_addresses, "FEW_ROWS", -1)
        monkeypatch.setattr(known_addresses, "CONTACTS_A_ROW", 1_000_000)
    return request.param


FILE = """id,name,email,custom_fields.nif
A-1,Anna,anna@x.cat,B12345678
A-2,Pere,PERE@x.cat,B12345674
A-3,Pere bis,pere@x.cat,
A-4,Mal,no address,B12345678
"""


def known(email: str = "anna@x.cat") -> str:
    """The id of a contact with an address, which the index knows."""
    made = call("contacts.create", {"type": "person", "name": "Coneguda", "email": email}).data["id"]
    deliver(ORGANISATION)
    return str(made)


def warnings(done) -> list[tuple[str, ...]]:
    """What the report says of rows that did not fail."""
    return [
        (line["row"], line["result"], line["field"], line["constraint"])
        for line in report(done)
        if line["constraint"] and line["result"] != "failed"
    ]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_row_has_the_warnings_that_creating_its_contact_gives(dry_run):
    contact = known()
    done = imported(FILE, dry_run=dry_run)
    assert (done["created"], done["failed"], done["warned"]) == (3, 1, 2)
    assert warnings(done) == [
        ("2", "created", "custom_fields.nif", "tax_number_checksum"),
        ("2", "created", "email", "same_email"),
        ("4", "created", "email", "same_email"),
    ]
    checksum, address, row = done["warnings"]
    assert checksum == {
        "row": 2,
        "code": "tax_number_checksum",
        "field": "custom_fields.nif",
        "message": "El NIF 'B12345678' no supera la comprovació del caràcter de control.",
    }
    assert (address["contact_id"], address["message"]) == (contact, "Un altre contacte ja té l'adreça 'anna@x.cat'.")
    assert (row["other_row"], row["message"]) == (3, "La fila 3 del fitxer ja té l'adreça 'pere@x.cat'.")
    created = call("contacts.create", {"type": "person", "name": "Anna", "email": "anna@x.cat"}).data["warnings"]
    assert [each["code"] for each in created] == ["same_email"]


def test_an_address_is_known_from_the_slices_before(monkeypatch):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 1)
    begun = call("contacts.import", {"csv": FILE, "dry_run": True}).data
    actor = Actor("system", begun["id"])
    ctx = Context(LIVE, actor, frozenset({"write"}), "test", "ca", SystemStore(connect.table()).of(LIVE))
    for _ in range(FILE.count("\n")):
        import_work.go_on(begun["id"], ctx, files_of(LIVE), partial(next, iter([True]), False))
    done = call("contacts.import_status", {"id": begun["id"]}).data
    assert (done["status"], [each.get("other_row") for each in done["warnings"]]) == ("completed", [None, 3])


def test_a_contact_that_is_updated_is_not_the_other_one_and_an_unchanged_one_is_not_warned_of():
    contact = known()
    done = imported(f"id,name,email\n{contact},Coneguda,anna@x.cat\n")
    assert (done["unchanged"], done["warned"]) == (1, 0)
    done = imported(f"id,name,email\n{contact},Un altre nom,anna@x.cat\n,Nova,anna@x.cat\n")
    assert (done["updated"], done["created"], done["warned"]) == (1, 1, 1)
    assert done["warnings"][0]["other_row"] == 2


def test_a_slice_that_is_done_again_does_not_take_its_own_contacts_for_others(table, monkeypatch):
    begun = call("contacts.import", {"csv": FILE}).data
    (message,) = received("transfers")

    def died(**arguments):
        raise ConnectionError("the function was killed here")

    with monkeypatch.context() as patched:
        patched.setattr(clients.client("s3"), "put_object", died)
        assert not serve(message)
    deliver(ORGANISATION)
    unlock(table, ORGANISATION, begun["id"])
    assert serve(message)
    work()
    done = call("contacts.import_status", {"id": begun["id"]}).data
    assert (done["created"], [each["row"] for each in done["warnings"]]) == (3, [2, 4])


@pytest.mark.parametrize(
    ("column", "cell", "place"),
    [
        ("Colour", "blue", ("custom_fields", "colour", "blue")),
        ("Data d'alta", "2024-02-01", ("custom_fields", "data_dalta", "2024-02-01")),
        ("e-mial", "anna@x.cat", ("email", None, "anna@x.cat")),
        ("", "12 anys", ("custom_fields", "column_2", "12 anys")),
    ],
)
def test_an_unknown_column_goes_where_its_cells_say_or_is_a_custom_field(column, cell, place):
    imported(f"name,{column},phone\nAnna,{cell},\n")
    (contact,) = call("contacts.list", {}).data["contacts"]
    field, name, value = place
    assert (contact[field][name] if name else contact[field]) == value


def test_a_file_with_many_addresses_needs_no_read_for_each(monkeypatch):
    monkeypatch.setattr(known_addresses, "FEW_ROWS", 100)
    contact = known("p150@x.cat")
    rows = "".join(f"Person number {number},p{number}@x.cat,{'a note of some length ' * 8}\n" for number in range(200))
    begun = call("contacts.import", {"csv": f"name,email,custom_fields.note\n{rows}"}).data
    queries = []
    events_of(clients.client("dynamodb")).register("before-call.dynamodb.Query", lambda **_: queries.append(1))
    work()
    assert len(queries) < 60
    done = call("contacts.import_status", {"id": begun["id"]}).data
    assert [each["contact_id"] for each in done["warnings"]] == [contact]
