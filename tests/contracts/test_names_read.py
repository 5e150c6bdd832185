"""What people call things and each other reads as it is written, whichever operation names it."""

import pytest
from pydantic import ValidationError

from tools.endpoints import operations

NAMES = ("name", "title", "first_name", "last_name")
FOUND_BY = {
    "agents.tests_delete",
    "agents.tests_save",
    "contacts.fields_archive",
    "contacts.fields_define",
    "messages.replies_archive",
    "messages.replies_define",
    "messages.replies_list",
}
"""Here the name is what a thing is found by: one of before the rule is still found."""


def takes(operation, field):
    """Whether a request may turn the direction of a name."""
    model, data = operation.endpoint.request, operation.example["request"].get("data", {})
    try:
        model.model_validate({**data, field: "gro.elpmaxe\u202e"})
    except ValidationError as refused:
        return not any(each["loc"][0] == field for each in refused.errors())
    return True


@pytest.mark.fix("Give the name in {models} the type NAME of bivelio_core.models.")
def test_nobody_turns_the_direction_of_a_name():
    named = [(each, field) for each in operations() for field in NAMES if field in each.endpoint.request.model_fields]
    assert len(named) > len(FOUND_BY)
    assert {each.endpoint.operation for each, field in named if takes(each, field)} == FOUND_BY
