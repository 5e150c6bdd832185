"""POST /v1/contacts/fields/list keeps its promises."""

import pytest

from tests.api import call
from tests.functions.contacts.custom_fields import declared

pytestmark = pytest.mark.usefixtures("table")


def test_a_definition_says_all_that_a_program_needs():
    declared(
        "quota",
        "currency",
        labels={"ca": "Quota", "en": "Fee"},
        description="El que paga cada mes.",
        default=10,
        indexed=True,
    )
    field = call("contacts.fields_list", {}, headers={"Accept-Language": "en"}).data["fields"][0]
    assert (field["label"], field["labels"]) == ("Fee", {"ca": "Quota", "en": "Fee"})
    assert (field["currency"], field["default"], field["required"], field["index"]) == ("EUR", 10, False, "building")
    assert field["value_schema"]["multipleOf"] == 0.01
