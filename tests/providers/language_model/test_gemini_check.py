"""The command that asks the real Gemini, against the simulator: what it asks, and that it fails on wrong answers."""

import io
from typing import Any

import pypdfium2
import pytest
from bivelio_core.providers import language_model as lm

from tests.providers.gemini_simulator import KEY, Asked, Calls, GeminiSimulator
from tools import gemini_check

FORM = {"title": "Curs", "fields": [{"key": "name", "label": "Nom", "type": "text", "required": True}]}
WORKFLOW = {"name": "x", "trigger_type": "manual", "steps": [{"id": "a", "type": "wait", "input": {"seconds": 1}}]}


def answer(asked: Asked) -> Any:
    """What a good model answers."""
    if asked.files:
        page = pypdfium2.PdfDocument(io.BytesIO(asked.files[0].data))[0]
        return {"number": page.get_textpage().get_text_bounded().split()[1]}
    if asked.tools:
        return str(asked.results) if asked.results else Calls((("contact.find", {"email": "anna@exemple.com"}),))
    if "forms" in asked.instructions:
        return FORM
    if "workflow" in asked.instructions:
        return WORKFLOW
    return {"intent": "plan_upgrade", "confidence": 0.9} if asked.schema else "Us n'enviem el preu."


def test_all_kinds_of_request_are_asked_and_told(capsys):
    with GeminiSimulator(answer) as gemini:
        gemini_check.main({"GEMINI_API_KEY": KEY, "GEMINI_URL": gemini.settings.url})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(gemini_check.CHECKS)
    assert all("gemini-3.5-flash-lite-001" in line for line in lines)


@pytest.mark.parametrize("wrong", ["res", Calls(())])
def test_a_wrong_answer_ends_with_1(capsys, wrong):
    with GeminiSimulator(lambda _: wrong) as gemini, pytest.raises(SystemExit) as ended:
        gemini_check.main({"GEMINI_API_KEY": KEY, "GEMINI_URL": gemini.settings.url, "MODEL": "gemini-3.5-flash-lite"})
    assert ended.value.code == 1
    assert "FAILED" in capsys.readouterr().out


def test_without_a_key_it_says_where_to_get_one():
    with pytest.raises(SystemExit, match="GEMINI_API_KEY"):
        gemini_check.main({})


def test_the_pdf_can_be_read():
    assert lm.Blob(gemini_check.pdf("a"), "application/pdf").data.startswith(b"%PDF-")
