"""POST /v1/state/list keeps its promises."""

import pytest

from tests.api import call
from tests.workflows.calls import QUICK, workflow

pytestmark = pytest.mark.usefixtures("table")


def test_all_values_are_listed_by_name_and_no_others():
    identifier = workflow(QUICK)
    assert call("state.list", {"workflow_id": identifier}).data == {"workflow_id": identifier, "values": []}
    values = [
        call("state.set", {"workflow_id": identifier, "name": name, "value": value}).data
        for name, value in (("b", 1), ("a.cursor", {"page": 2}), ("c", "x"))
    ]
    call("state.set", {"workflow_id": identifier, "name": "c", "value": None})
    assert call("state.list", {"workflow_id": identifier}).data["values"] == [values[1], values[0]]
