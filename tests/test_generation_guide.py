"""docs/generation.md and docs/language-model.md: their requests are answered, and their tables are complete."""

from typing import get_args

import pytest
from bivelio_core.providers.language_model import failures
from bivelio_core.providers.language_model.magic import Magic

from tests import guides
from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "language-model.md").read_text(encoding="utf-8")
MAGIC = {
    "429": (503, "rate_limited"),
    "503": (503, "unavailable"),
    "timeout": (503, "timeout"),
    "slow": (200, None),
    "blocked": (422, "blocked"),
    "truncated": (422, "truncated"),
    "invalid_json": (422, "invalid_output"),
    "invalid_json_once": (200, None),
    "no_credits": (402, None),
}


@pytest.mark.usefixtures("table")
def test_every_request_of_the_guide_is_answered():
    answers = guides.run("generation")
    assert [operation for operation, _ in answers] == ["forms.generate"] * 2 + ["workflows.generate"] * 2
    assert [answer.status for _, answer in answers] == [200] * 4
    (_, course), (_, survey), (_, company), (_, monday) = answers
    assert "torn" in course.data["json_schema"]["properties"]
    assert survey.data["title"] == "Satisfaction survey"
    assert [step["type"] for step in company.data["definition"]["steps"]] == ["wait", "approval", "http_request"]
    assert monday.data["definition"]["trigger"]["cron"] == "30 8 * * 1"


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("magic", "expected"), MAGIC.items())
def test_a_magic_text_does_what_the_page_says(magic, expected, monkeypatch):
    from bivelio_core.providers.language_model import simulated

    monkeypatch.setattr(simulated, "SLOW_SECONDS", 0.01)
    answer = call("forms.generate", {"text": f"Contacte simulate:{magic}"}, caller=guides.SANDBOX)
    reason = None if answer.status == 200 else answer.error.get("details", {}).get("reason")
    assert (answer.status, reason) == expected
    assert f"| `simulate:{magic}` |" in PAGE


def test_the_page_names_every_reason_and_every_magic_text():
    reasons = {*get_args(failures.Refusal), *get_args(failures.Pause)}
    assert {reason for reason in reasons if f"`{reason}`" not in PAGE} == set()
    assert MAGIC.keys() == set(get_args(Magic))
