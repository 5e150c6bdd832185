"""POST /v1/contacts/fields/archive keeps its promises."""

import pytest

from tests.api import call
from tests.functions.contacts.custom_fields import create, declared, faults

pytestmark = pytest.mark.usefixtures("table")


def test_an_archived_field_keeps_its_values_and_takes_no_new_ones():
    declared("fax", "phone")
    made = create(fax="93 111 22 33").data
    assert call("contacts.fields_archive", {"name": "fax"}).data["archived_at"]
    assert call("contacts.get", {"id": made["id"]}).data["custom_fields"] == {"fax": "+34931112233"}
    assert faults(create(fax="93 111 22 33")) == [("custom_fields.fax", "field_archived")]
    cleared = call("contacts.update", {"id": made["id"], "custom_fields": {"fax": None}}).data
    assert cleared["custom_fields"] == {}
    assert call("contacts.fields_list", {}).data["fields"] == []
    assert [each["name"] for each in call("contacts.fields_list", {"archived": True}).data["fields"]] == ["fax"]
    declared("fax")
    assert create(fax="93 111 22 33").status == 200, "it is used again"
