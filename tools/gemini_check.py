"""Asks the real Gemini what the platform asks: `GEMINI_API_KEY=... make gemini-check [MODEL=gemini-3.5-flash-lite]`.

One line for each kind of request, with the model that ran, its tokens and the time. It costs a few thousand tokens. The
process ends with 1 when an answer is not what it should be.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bivelio_core import config
from bivelio_core.config import AiSettings
from bivelio_core.errors import ApiError
from bivelio_core.providers import language_model as lm

SECONDS = 60
INTENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "intent": {"type": "string", "enum": ["plan_upgrade", "cancellation", "other"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["intent", "confidence"],
}
FIND = lm.Tool(
    "contact.find",
    "Finds a contact by its e-mail address.",
    {"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]},
)
PDF_TEXT = "Factura FAC-2026-077 Total 1210,00 EUR"


def prompt(instructions: str, *parts: lm.Part, **about: Any) -> lm.Prompt:
    """A prompt with one turn."""
    return lm.Prompt(instructions, (lm.UserTurn(parts),), **about)


def deadline() -> lm.Deadline:
    """The deadline of one request."""
    return lm.Deadline.after(SECONDS)


def json_by_a_schema(model: lm.LanguageModel) -> lm.Answer:
    """An intent, as JSON."""
    text = "El client vol canviar el seu pla de subscripcio a Enterprise"
    asked = prompt("Classifica la intenció del client.", text, schema=INTENT, context={"current_plan": "pro"})
    answer = model.answer(asked, deadline())
    require(json.loads(answer.text)["intent"] == "plan_upgrade", answer.text)
    return answer


def a_stream(model: lm.LanguageModel) -> lm.Answer:
    """A draft of an e-mail, in pieces."""
    *pieces, answer = model.stream(prompt("Redacta una resposta breu.", "Quant val el pla pro?"), deadline())
    if not isinstance(answer, lm.Answer):
        raise TypeError("a stream ends with its answer")
    require("".join(map(str, pieces)) == answer.text != "", answer.text)
    return answer


def a_tool(model: lm.LanguageModel) -> lm.Answer:
    """A call of a tool, and the answer after its result."""
    asked = prompt("Respon amb les eines.", "Com es diu el contacte anna@exemple.com?", tools=(FIND,))
    called = model.answer(asked, deadline())
    require(bool(called.calls) and called.calls[0].arguments == {"email": "anna@exemple.com"}, str(called.calls))
    found = lm.ToolTurn(tuple(lm.ToolResult(call, {"name": "Anna Puig"}) for call in called.calls))
    answer = model.answer(replace(asked, turns=(*asked.turns, called.turn, found)), deadline())
    require("Anna Puig" in answer.text, answer.text)
    return answer


def a_file(model: lm.LanguageModel) -> lm.Answer:
    """What a PDF says."""
    schema = {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}
    asked = prompt("Llegeix la factura.", lm.Blob(pdf(PDF_TEXT), "application/pdf"), "Quin número té?", schema=schema)
    answer = model.answer(asked, deadline())
    require(json.loads(answer.text)["number"] == "FAC-2026-077", answer.text)
    return answer


def a_form(model: lm.LanguageModel) -> lm.Answer:
    """The draft of a form that can be shown."""
    from bivelio_core.forms import service  # noqa: PLC0415 - after the list of domains is known
    from bivelio_core.forms.models import FormDraft  # noqa: PLC0415

    told = service.INSTRUCTIONS.format(language="ca")
    asked = prompt(told, "Inscripció a un curs: nom, correu, torn (matí, tarda)", schema=FormDraft.model_json_schema())
    return lm.answer_checked(model, asked, deadline(), service._faults).answer  # noqa: SLF001 - as the service does


def a_workflow(model: lm.LanguageModel) -> lm.Answer:
    """A definition that can be saved."""
    from bivelio_core.workflows import generate  # noqa: PLC0415
    from bivelio_core.workflows.drafting import prompt as told  # noqa: PLC0415

    text = "Quan es creï una empresa, espera dos dies i avisa https://example.com/hook"
    asked = prompt(told.instructions("ca"), text, schema=told.SCHEMA)
    return lm.answer_checked(model, asked, deadline(), generate._faults).answer  # noqa: SLF001 - the same


CHECKS: Sequence[Callable[[lm.LanguageModel], lm.Answer]] = (
    json_by_a_schema,
    a_stream,
    a_tool,
    a_file,
    a_form,
    a_workflow,
)


def require(is_right: bool, answer: str) -> None:  # noqa: FBT001 - it reads like assert
    """Raise ValueError, with the answer, unless it is right."""
    if not is_right:
        raise ValueError(f"unexpected answer: {answer[:200]}")


def pdf(text: str) -> bytes:
    """The smallest PDF that shows a line of text."""
    shown = f"BT /F1 24 Tf 60 700 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return made + head + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def run(settings: AiSettings, key: str) -> bool:
    """Ask everything, print a line each, and tell whether all answers were right."""
    from bivelio_core.providers.language_model.gemini import GeminiModel  # noqa: PLC0415 - it takes long to import

    config.hand_over_domains("bivelio_core.domains")
    model, are_right = GeminiModel(settings, lambda: key), True
    for check in CHECKS:
        began = time.monotonic()
        try:
            answer = check(model)
        except (ApiError, ValueError) as error:
            are_right = False
            print(f"{check.__name__:20} FAILED  {error}")
        else:
            seconds = time.monotonic() - began
            print(f"{check.__name__:20} {answer.model:30} {answer.usage.total_tokens:6} tokens {seconds:6.1f} s")
    return are_right


def main(environment: Mapping[str, str] = os.environ) -> None:
    """Read the key and the models from the environment, and run."""
    key = environment.get("GEMINI_API_KEY", "")
    if not key:
        sys.exit("GEMINI_API_KEY is not set: take a key from https://aistudio.google.com/apikey")
    usual = AiSettings("gemini")
    named = {"model": environment.get("MODEL") or usual.model, "url": environment.get("GEMINI_URL", "")}
    if not run(usual._replace(**named), key):
        sys.exit(1)


if __name__ == "__main__":
    main()
