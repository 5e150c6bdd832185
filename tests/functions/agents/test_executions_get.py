"""agents.executions_get: one execution with its output."""

import pytest

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_an_execution_has_what_was_answered():
    with speaking(Scripted("Bon dia")):
        answered = invoked(made()).data
    shown = call("agents.executions_get", {"execution_id": answered["execution_id"]}).data
    assert shown == {**answered, "status": "completed"}


def test_another_organisations_execution_is_a_403_and_an_unknown_one_a_404():
    with speaking(Scripted("Bon dia")):
        execution = invoked(made()).data["execution_id"]
    asked = {"execution_id": execution}
    assert call("agents.executions_get", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("agents.executions_get", {"execution_id": "age_unknown"}).status == 404
