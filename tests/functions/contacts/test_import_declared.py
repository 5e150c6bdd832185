"""An import reads the cells of declared fields as spreadsheets write them, and refuses what does not fit."""

import pytest

from tests.api import call
from tests.functions.contacts import transfers
from tests.functions.contacts.custom_fields import create, declared

pytestmark = pytest.mark.usefixtures("table")

HEADER = "name,email,custom_fields.saldo,custom_fields.alta,custom_fields.sector,custom_fields.soci,custom_fields.notes"


def define():
    declared("saldo", "currency")
    declared("alta", "date")
    declared(
        "sector", "select", options=[{"value": "retail", "label": "Comerç"}, {"value": "altres"}], default="altres"
    )
    declared("soci", "boolean")


def imported(*rows, **about):
    csv = "\n".join([HEADER, *rows])
    begun = call("contacts.import", {"csv": csv, **about}).data
    transfers.work()
    return call("contacts.import_status", {"id": begun["id"]}).data


def contacts():
    return {each["name"]: each["custom_fields"] for each in call("contacts.list", {}).data["contacts"]}


def test_cells_are_kept_as_values_of_their_type():
    define()
    done = imported('Anna,,"1.234,50 €",31/12/2025,comerç,Sí,x', "Berta,,12.5,2026-01-02,,no,12")
    assert (done["created"], done["failed"]) == (2, 0), done
    assert contacts() == {
        "Anna": {"saldo": 1234.5, "alta": "2025-12-31", "sector": "retail", "soci": True, "notes": "x"},
        "Berta": {"saldo": 12.5, "alta": "2026-01-02", "sector": "altres", "soci": False, "notes": "12"},
    }


def test_a_cell_that_does_not_fit_fails_its_row_and_names_the_field():
    define()
    done = imported("Anna,,molt,,,,", "Berta,,1,,,,", "Carla,,1,31/02/2026,,,")
    assert (done["created"], done["failed"]) == (1, 2), done
    faults = [(each["row"], each["field"], each["constraint"]) for each in done["errors"]]
    assert faults == [(2, "custom_fields.saldo", "type"), (4, "custom_fields.alta", "format")]
    assert list(contacts()) == ["Berta"]


@pytest.mark.parametrize("on_existing", ["create", "update"])
def test_a_required_field_is_asked_of_new_rows(on_existing):
    declared("soci", "boolean", required=True)
    done = imported("Anna,anna@exemple.cat,,,,,", "Berta,berta@exemple.cat,,,,sí,", on_existing=on_existing)
    assert (done["created"], done["failed"]) == (1, 1), done
    assert contacts()["Berta"]["soci"] is True


def test_what_an_export_wrote_is_read_back_unchanged():
    define()
    made = create(saldo=12.5, alta="2026-01-02", sector="retail", soci=False, lliure={"a": [1]}).data
    assert call("contacts.export", {}).status == 200
    csv = f'id,name,custom_fields\n{made["id"]},Maria,"{{""saldo"": 12.5, ""alta"": ""2026-01-02"", ""soci"": false}}"'
    begun = call("contacts.import", {"csv": csv}).data
    transfers.work()
    done = call("contacts.import_status", {"id": begun["id"]}).data
    assert (done["unchanged"], done["updated"], done["failed"]) == (1, 0, 0), done
