"""What a good model answers to `make gemini-check`; as a program, the recording of it that is in the repository.

PYTHONPATH=layers/core .venv/bin/python -m tests.providers.gemini_answers
"""

import io
from typing import Any

import pypdfium2

from tests.providers.gemini_simulator import KEY, Asked, Calls, GeminiSimulator
from tools import gemini_check

FORM = {"title": "Curs", "fields": [{"key": "name", "label": "Nom", "type": "text", "required": True}]}
WORKFLOW = {"name": "x", "trigger_type": "manual", "steps": [{"id": "a", "type": "wait", "input": {"seconds": 1}}]}
FOUND = {"buyer": {"name": "Anna Puig"}, "is_order": True, "priority": "low", "units": 2}


def answer(asked: Asked) -> Any:
    """What a good model answers."""
    if asked.files:
        return _of_a_file(asked)
    if asked.results:
        names = [contact["name"] for _, output in asked.results for contact in output["contacts"]]
        return FOUND if asked.schema else f"Es diuen {' i '.join(names)}."
    if asked.tools:
        emails = [word.strip("?") for word in asked.texts[0].split() if "@" in word]
        return Calls(tuple(("contact.find", {"email": email}) for email in emails))
    if "workflow definitions" in asked.instructions:
        return WORKFLOW
    if "forms" in asked.instructions:
        return FORM
    if asked.schema is None:
        return "Us n'enviem el preu."
    return FOUND if "buyer" in asked.schema["properties"] else {"intent": "plan_upgrade", "confidence": 0.9}


def _of_a_file(asked: Asked) -> Any:
    (file,), wanted = asked.files, (asked.schema or {})["properties"]
    if file.mime_type == "image/png":
        return {"colour": "red"}
    if file.mime_type == "audio/wav":
        return {"has_speech": False}
    if "classification" in wanted:
        return {"classification": "invoice", "confidence": 0.9, "summary": "Una factura.", "language": "ca"}
    page = pypdfium2.PdfDocument(io.BytesIO(file.data))[0]
    number = page.get_textpage().get_text_bounded().split()[1]
    return {"fields": {"invoice_number": {"value": number, "confidence": 0.9}}}


def main() -> None:
    """Record what the simulator answers."""
    with GeminiSimulator(answer) as gemini:
        gemini_check.main({"GEMINI_API_KEY": KEY, "GEMINI_URL": gemini.settings.url})


if __name__ == "__main__":
    main()
