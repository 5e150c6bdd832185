"""Each shape of request that the platform sends, and whether the answer is what it should be."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bivelio_core import domain
from bivelio_core.agents.tools import described
from bivelio_core.documents import asking
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.forms.actions import generate as forms
from bivelio_core.forms.models import FormDraft
from bivelio_core.providers import language_model as lm
from bivelio_core.workflows.actions import generate as workflows
from bivelio_core.workflows.drafting import prompt as drafting

from . import files

SECONDS, LATE_SECONDS = 60, 8
"""The deadline of most checks, and one that is shorter than Google takes."""
INTENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "intent": {"type": "string", "enum": ["plan_upgrade", "cancellation", "other"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["intent", "confidence"],
}
ORDER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "buyer": {"$ref": "#/$defs/Person", "description": "Who orders."},
        "receiver": {"$ref": "#/$defs/Person"},
        "is_order": {"const": True},
        "priority": {"enum": ["high", "low", None]},
        "units": {"enum": [1, 2, 3]},
    },
    "required": ["buyer", "is_order", "units"],
    "$defs": {"Person": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
}
"""What customers write: references with words beside them, truth values and null in an enum."""
CLASSIFIER, CLIENT = "Classifica la intenció del client.", "El client vol canviar el seu pla a Enterprise"
INVOICE = "Factura FAC-2026-077 Total 1210,00 EUR"


def prompt(instructions: str, *parts: lm.Part, **about: Any) -> lm.Prompt:
    """A prompt with one turn."""
    return lm.Prompt(instructions, (lm.UserTurn(parts),), **about)


def deadline(seconds: float = SECONDS) -> lm.Deadline:
    """The deadline of one request."""
    return lm.Deadline.after(seconds)


def granted(*names: str) -> tuple[lm.Tool, ...]:
    """Tools of agents, with the schemas of the real steps."""
    return tuple(described(name, domain.step_types()[name].input()) for name in names)


def json_by_a_schema(model: lm.LanguageModel) -> lm.Answer:
    """An intent, as JSON."""
    question = prompt(CLASSIFIER, CLIENT, schema=INTENT, context={"current_plan": "pro"})
    answer = model.answer(question, deadline())
    require(json.loads(answer.text)["intent"] == "plan_upgrade", answer.text)
    return answer


def a_customers_schema(model: lm.LanguageModel) -> lm.Answer:
    """JSON by a schema with what Gemini takes only in other words."""
    answer = model.answer(prompt("Llegeix la comanda.", "Anna Puig demana dues unitats.", schema=ORDER), deadline())
    order = json.loads(answer.text)
    require((order["buyer"]["name"], order["units"], order["is_order"]) == ("Anna Puig", 2, True), answer.text)
    return answer


def a_late_request(model: lm.LanguageModel) -> lm.Answer:
    """A request late in the time of an invocation."""
    answer = model.answer(prompt(CLASSIFIER, CLIENT, schema=INTENT), deadline(LATE_SECONDS))
    require(json.loads(answer.text)["intent"] == "plan_upgrade", answer.text)
    return answer


def a_stream(model: lm.LanguageModel) -> lm.Answer:
    """A draft of an e-mail, in pieces."""
    *pieces, answer = model.stream(prompt("Redacta una resposta breu.", "Quant val el pla pro?"), deadline())
    if not isinstance(answer, lm.Answer):
        raise TypeError("a stream ends with its answer")
    require("".join(map(str, pieces)) == answer.text != "", answer.text)
    return answer


def a_repair(model: lm.LanguageModel) -> lm.Answer:
    """An answer that is sent back once, with the model's own turn as it came."""
    faults = iter((["`confidence` has three decimals at most"], []))
    question = prompt(CLASSIFIER, CLIENT, schema=INTENT)
    return lm.answer_checked(model, question, deadline(), lambda _: next(faults)).answer


def a_tool(model: lm.LanguageModel) -> lm.Answer:
    """A call of a tool, and the answer after its result."""
    question = prompt(
        "Respon amb les eines.", "Com es diu el contacte anna@exemple.com?", tools=granted("contact.find")
    )
    called = model.answer(question, deadline())
    require("anna@exemple.com" in str([call.arguments for call in called.calls]), str(called.calls))
    answer = model.answer(after(question, called, "Anna Puig"), deadline())
    require("Anna Puig" in answer.text, answer.text)
    return answer


def parallel_calls(model: lm.LanguageModel) -> lm.Answer:
    """Two calls in one turn, of which the first is signed, in a stream, and the stream after their results."""
    text = "Cerca alhora els contactes anna@exemple.com i pere@exemple.com i digues com es diuen."
    question = prompt("Respon amb les eines.", text, tools=granted("contact.find", "contact.create", "contact.update"))
    *_, called = model.stream(question, deadline())
    if not isinstance(called, lm.Answer):
        raise TypeError("a stream ends with its answer")
    require(len(called.calls) > 1, str(called.calls))
    *_, answer = model.stream(after(question, called, "Anna Puig", "Pere Vila"), deadline())
    require(isinstance(answer, lm.Answer) and "Pere Vila" in answer.text, str(answer))
    return replace(called, text=str(answer))


def a_tool_and_a_schema(model: lm.LanguageModel) -> lm.Answer:
    """JSON after a tool: the schema is in the instructions, and in the settings once there are no tools any more."""
    question = prompt("Respon amb les eines.", "Qui és anna@exemple.com?", tools=granted("contact.find"), schema=ORDER)
    called = model.answer(question, deadline())
    require(bool(called.calls), called.text)
    last = replace(after(question, called, "Anna Puig"), tools=())
    answer = model.answer(last, deadline())
    require("Anna Puig" in str(json.loads(answer.text)), answer.text)
    return answer


def after(question: lm.Prompt, called: lm.Answer, *names: str) -> lm.Prompt:
    """The prompt with a model's calls, and who they found."""
    outputs = ({"contacts": [{"name": name}]} for name in (*names, *("?" for _ in called.calls)))
    results = tuple(lm.ToolResult(call, output) for call, output in zip(called.calls, outputs, strict=False))
    return replace(question, turns=(*question.turns, called.turn, lm.ToolTurn(results)))


def an_extraction(model: lm.LanguageModel) -> lm.Answer:
    """The fields of a PDF."""
    names = ["invoice_number", "total", "issuer", "line_items", "taxes", "parties", "issue_date", "anything"]
    reading = Reading("pdf", "application/pdf", 1)
    question = asking.extraction(
        reading, files.pdf(INVOICE), names, "invoice", language="ca", with_text=False, rules=dict
    )
    checked = lm.answer_checked(model, question, deadline(), asking.extraction_faults(names, 1))
    fields = checked.document["fields"]
    require(fields["invoice_number"]["value"] == "FAC-2026-077", str(fields))
    return checked.answer


def a_classification(model: lm.LanguageModel) -> lm.Answer:
    """The kind of a PDF."""
    reading, kinds = Reading("pdf", "application/pdf", 1), ["invoice", "contract"]
    question = asking.classification(reading, files.pdf(INVOICE), kinds, with_text=False, rules=dict)
    checked = lm.answer_checked(model, question, deadline(), asking.classification_faults(kinds))
    require(checked.document["classification"] == "invoice", str(checked.document))
    return checked.answer


def an_image(model: lm.LanguageModel) -> lm.Answer:
    """What an image shows."""
    schema = {"type": "object", "properties": {"colour": {"enum": ["red", "green", "blue"]}}, "required": ["colour"]}
    question = prompt("Look at the image.", lm.Blob(files.png(), "image/png"), "Which colour is it?", schema=schema)
    answer = model.answer(question, deadline())
    require(json.loads(answer.text)["colour"] == "red", answer.text)
    return answer


def a_sound(model: lm.LanguageModel) -> lm.Answer:
    """What is in a sound."""
    schema = {"type": "object", "properties": {"has_speech": {"type": "boolean"}}, "required": ["has_speech"]}
    question = prompt("Listen.", lm.Blob(files.wav(), "audio/wav"), "Does anybody speak?", schema=schema)
    answer = model.answer(question, deadline())
    require(json.loads(answer.text)["has_speech"] is False, answer.text)
    return answer


def a_form(model: lm.LanguageModel) -> lm.Answer:
    """The draft of a form that can be shown."""
    instructions = forms.INSTRUCTIONS.format(language="ca")
    question = prompt(
        instructions, "Inscripció a un curs: nom, correu, torn (matí, tarda)", schema=FormDraft.model_json_schema()
    )
    return lm.answer_checked(model, question, deadline(), forms._faults).answer  # noqa: SLF001 - as the service does


def a_workflow(model: lm.LanguageModel) -> lm.Answer:
    """A definition that can be saved."""
    text = "Quan es creï una empresa, espera dos dies i avisa https://example.com/hook"
    question = prompt(drafting.instructions("ca"), text, schema=drafting.SCHEMA)
    return lm.answer_checked(model, question, deadline(), workflows._faults).answer  # noqa: SLF001 - the same


CHECKS: Sequence[Callable[[lm.LanguageModel], lm.Answer]] = (
    json_by_a_schema,
    a_customers_schema,
    a_late_request,
    a_stream,
    a_repair,
    a_tool,
    parallel_calls,
    a_tool_and_a_schema,
    an_extraction,
    a_classification,
    an_image,
    a_sound,
    a_form,
    a_workflow,
)


def require(is_right: bool, answer: str) -> None:  # noqa: FBT001 - it reads like assert
    """Raise ValueError, with the answer, unless it is right."""
    if not is_right:
        raise ValueError(f"unexpected answer: {answer[:200]}")
