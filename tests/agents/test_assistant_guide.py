"""docs/assistant.md does what it says: its examples open a desk, in each language of the page."""

import json
import re

import pytest
from bivelio_core.agents.desk import guidance
from bivelio_core.agents.desk.models import Desk

from tests.api import ROOT, call

pytestmark = pytest.mark.usefixtures("table")
EXAMPLE = re.compile(r"<!-- example: ([\w.]+) -->\n```json\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("folder", ["", "ca/", "es/"])
def test_the_examples_of_the_guide_open_a_desk(folder):
    page = (ROOT / "docs" / f"{folder}assistant.md").read_text(encoding="utf-8")
    agent_id = ""
    for operation, text in EXAMPLE.findall(page):
        data = call(operation, json.loads(text.replace("<id>", agent_id))).data
        agent_id = data["id"] if operation == "agents.create" else agent_id
    assert call("agents.desk_get", {}).data["enabled"] is True
    settings = set(Desk.model_fields) - {"enabled", "agent_id", "version", "updated_at"}
    assert all(f"`{name}`" in page for name in settings)
    assert all(f"`{reason}`" in page for reason in (*guidance.MEANINGS, "failed_turns", "approval", "unavailable"))
