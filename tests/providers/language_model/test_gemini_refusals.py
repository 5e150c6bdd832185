"""What Gemini refuses is not sent, and what it answers is read for what it means. The simulator has Google's bodies."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from bivelio_core import clock, domain
from bivelio_core.documents import asking as documents
from bivelio_core.documents import shapes
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.forms.models import FormDraft
from bivelio_core.language_models import MODELS, present
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import gemini_errors, gemini_wire
from bivelio_core.providers.language_model.gemini import GeminiModel
from bivelio_core.providers.language_model.gemini_schema import wire_schema
from bivelio_core.workflows.drafting.prompt import SCHEMA as DEFINITION

from tests.providers import gemini_refusals as refusals
from tests.providers.gemini_refusals import A_DAY, A_MINUTE, EXHAUSTED, NO_QUOTA, OVERLOADED, SKIP_SIGNATURE, plain
from tests.providers.gemini_simulator import KEY, Asked, Calls, Fail, GeminiSimulator, Said
from tests.providers.language_model.prompts import FIND, INTENTS, classify, reply, soon

LITE, OTHER = "gemini-3.5-flash-lite", "gemini-3.6-flash"
NOT_MINIMAL = refusals.invalid("Thinking level MINIMAL is not supported for this model")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that nobody asked for are short."""
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)


def asking(gemini: GeminiSimulator, **settings: str) -> GeminiModel:
    """An adapter that asks the simulator."""
    return GeminiModel(gemini.settings._replace(**settings), lambda: KEY)


def thinking(asked: Asked) -> dict[str, Any]:
    """How much a request tells the model to think."""
    return plain(plain(asked.body["generationConfig"]).get("thinkingConfig") or {})


@pytest.mark.parametrize(("seconds", "header"), [(25, "25"), (10.5, "11"), (9.5, "10"), (3.2, "10"), (1.2, "10")])
def test_no_deadline_is_shorter_than_google_takes(gemini, seconds, header):
    model, deadline = asking(gemini), lm.Deadline.after(seconds)
    assert model.answer(classify(), deadline).text
    list(model.stream(reply("hola"), deadline))
    assert {asked.deadline for asked in gemini.requests} == {header}
    assert gemini.refused == []


def test_our_own_deadline_is_as_short_as_it_was():
    settings = gemini_wire.config(classify(), LITE, lm.Deadline.after(3.2)).http_options
    assert settings is not None
    assert settings.timeout is not None
    assert 3_000 < settings.timeout <= 3_200


@pytest.mark.parametrize("routes", [False, True], ids=["a new key", "from 1 December 2026"])
@pytest.mark.parametrize("name", sorted(MODELS))
def test_each_model_of_the_table_is_answered_by_itself_or_its_successor(name, routes):
    with GeminiSimulator(routes=routes) as gemini:
        answer = asking(gemini).answer(classify(model=name, schema=INTENTS), soon())
    assert answer.model == f"{present(name)}-001"
    assert gemini.refused == []


def test_from_its_last_day_on_a_model_is_answered_by_its_successor(gemini):
    for day, runs in (("2027-05-06", "gemini-3.1-flash-lite"), ("2027-05-07", LITE)):
        with clock.frozen(datetime.fromisoformat(day).replace(tzinfo=UTC)):
            answer = asking(gemini).answer(classify(model="gemini-3.1-flash-lite"), soon())
        assert answer.model == f"{runs}-001"


def test_a_name_that_is_unknown_is_answered_by_the_deployments_model(gemini):
    assert asking(gemini).answer(classify(model="gpt-4o"), soon()).model == f"{LITE}-001"


def test_a_model_that_is_newer_than_the_table_is_told_nothing_of_thinking(gemini, monkeypatch):
    monkeypatch.setitem(refusals.LEVELS, "gemini-5-flash", ("LOW",))
    assert asking(gemini, model="gemini-5-flash").answer(classify(), soon()).model == "gemini-5-flash-001"
    assert thinking(gemini.requests[0]) == {}
    assert gemini.refused == []


def test_as_little_thinking_as_a_model_can_do_is_asked_for():
    for name, model in MODELS.items():
        settings = gemini_wire.config(classify(), name, soon()).thinking_config
        assert settings is not None
        assert getattr(settings, model.thinking.field) == model.thinking.floor
        assert sum(value is not None for value in settings.model_dump().values()) == 1


def test_a_refused_setting_of_thinking_is_dropped_once_and_remembered(gemini):
    model = asking(gemini)
    gemini.next.append(NOT_MINIMAL)
    assert model.answer(classify(), soon()).model == f"{LITE}-001"
    assert model.answer(classify(), soon()).text
    assert [thinking(asked) for asked in gemini.requests] == [{"thinkingLevel": "MINIMAL"}, {}, {}]


def test_a_setting_of_thinking_that_is_refused_twice_is_the_callers(gemini):
    gemini.next += [NOT_MINIMAL, NOT_MINIMAL]
    with pytest.raises(lm.ModelRefused) as failure:
        asking(gemini).answer(classify(), soon())
    assert (failure.value.reason, len(gemini.requests)) == ("invalid_request", 2)


def test_an_overloaded_model_is_replaced_at_once(gemini):
    gemini.next.append(OVERLOADED)
    assert asking(gemini).answer(classify(), soon()).model == f"{OTHER}-001"
    assert [asked.model for asked in gemini.requests] == [LITE, OTHER]
    gemini.next.append(OVERLOADED)
    assert list(asking(gemini).stream(reply("hola"), soon()))
    assert gemini.requests[-1].model == OTHER


def test_a_model_that_names_a_pause_is_waited_for(gemini):
    gemini.next.append(Fail.later(503, "UNAVAILABLE", "0.01s"))
    assert asking(gemini).answer(classify(), soon()).model == f"{LITE}-001"


def test_when_all_models_are_overloaded_the_caller_may_come_back(gemini):
    gemini.next += [OVERLOADED] * 3
    with pytest.raises(lm.ModelUnavailable) as failure:
        asking(gemini).answer(classify(), soon())
    assert (failure.value.reason, [asked.model for asked in gemini.requests]) == ("unavailable", [LITE, OTHER, OTHER])


@pytest.mark.parametrize("refused", [A_DAY, NO_QUOTA], ids=["of the day", "that is nothing"])
def test_a_quota_that_no_pause_brings_back_is_not_waited_for(gemini, refused):
    gemini.next.append(refused)
    with pytest.raises(lm.ModelRefused) as failure:
        asking(gemini).answer(classify(), soon())
    assert (failure.value.reason, failure.value.status, len(gemini.requests)) == ("quota_exhausted", 422, 1)
    words = {"ca": "quota d'avui", "es": "cuota de hoy", "en": "quota for today"}
    assert all(word in failure.value.message(language) for language, word in words.items())


@pytest.mark.parametrize("busy", [A_MINUTE, EXHAUSTED], ids=["of the minute", "bare"])
def test_other_quotas_are_waited_for(gemini, busy):
    gemini.next.append(busy)
    assert asking(gemini).answer(classify(), soon()).text
    assert len(gemini.requests) == 2


def test_a_limit_that_only_begins_with_zero_is_one(gemini):
    gemini.next.append(Fail(429, "RESOURCE_EXHAUSTED", message="Quota exceeded, limit: 0.5 a second"))
    assert asking(gemini).answer(classify(), soon()).text


def test_an_account_that_is_limited_is_not_the_users_fault(gemini):
    gemini.next.append(Said(finish="PUP_LIMITED_DISABLED"))
    with pytest.raises(lm.ModelRefused) as failure:
        asking(gemini).answer(classify(), soon())
    assert failure.value.reason == "account_limited"
    assert [failure.value.message(each).rpartition(". ")[2] for each in ("ca", "es", "en")] == [
        "No és pel teu text.",
        "No es por tu texto.",
        "It is not because of your text.",
    ]


@pytest.mark.parametrize("streams", [False, True])
def test_parallel_calls_go_back_with_the_one_signature_they_came_with(streams):
    def answer(asked: Asked) -> object:
        return "Anna i Pere." if asked.results else Calls((("contact_find", {"email": "a@b.cat"}),) * 3)

    def ask(prompt: lm.Prompt) -> lm.Answer:
        if not streams:
            return model.answer(prompt, soon())
        *_, last = model.stream(prompt, soon())
        assert isinstance(last, lm.Answer)
        return last

    with GeminiSimulator(answer) as gemini:
        model, prompt = asking(gemini), classify(tools=(FIND,), schema=None)
        called = ask(prompt)
        results = lm.ToolTurn(tuple(lm.ToolResult(call, {"name": "Anna"}) for call in called.calls))
        after = (called.turn, results)
        assert ask(classify(tools=(FIND,), schema=None, after=after)).text == "Anna i Pere."
    assert gemini.refused == []
    said = [plain(part) for part in gemini.requests[1].body["contents"][1]["parts"]]
    signed = [bool(part.get("thoughtSignature")) for part in said if "functionCall" in part]
    assert signed == [True, False, False]


def test_calls_without_ids_are_answered_without_ids(gemini):
    """Those by which the platform tells them apart are its own."""
    gemini.answer = lambda asked: (
        "Anna." if asked.results else Calls((("contact_find", {"email": "a@b.cat"}),) * 2, has_ids=False)
    )
    model = asking(gemini)
    called = model.answer(classify(tools=(FIND,), schema=None), soon())
    assert len({call.id for call in called.calls}) == 2
    results = lm.ToolTurn(tuple(lm.ToolResult(call, {"name": "Anna"}) for call in called.calls))
    assert model.answer(classify(tools=(FIND,), schema=None, after=(called.turn, results)), soon()).text == "Anna."
    assert gemini.refused == []


def test_a_text_goes_back_with_the_signature_of_its_last_part(gemini):
    gemini.answer = lambda asked: {"mood": "good"} if asked.is_repair else "no JSON"
    model, prompt = asking(gemini), classify(schema={"type": "object"})
    *_, first = model.stream(prompt, soon())
    assert isinstance(first, lm.Answer)
    checked = lm.repair(model, prompt, first, soon(), lambda _: [])
    assert checked.document == {"mood": "good"}
    assert gemini.refused == []


def test_another_model_gets_the_calls_of_the_first_without_its_signatures(gemini):
    gemini.answer = lambda asked: "Anna." if asked.results else Calls((("contact_find", {"email": "a@b.cat"}),) * 2)
    model, prompt = asking(gemini), classify(tools=(FIND,), schema=None)
    called = model.answer(prompt, soon())
    results = lm.ToolTurn(tuple(lm.ToolResult(call, {"name": "Anna"}) for call in called.calls))
    gemini.next.append(OVERLOADED)
    answer = model.answer(classify(tools=(FIND,), schema=None, after=(called.turn, results)), soon())
    assert (answer.text, answer.model) == ("Anna.", f"{OTHER}-001")
    assert gemini.refused == []
    assert SKIP_SIGNATURE.decode() not in json.dumps(gemini.requests[1].body)


@pytest.mark.parametrize("pieces", [0, 2])
def test_an_error_in_a_stream_that_began_well_is_read(gemini, pieces):
    gemini.next.append(Said("Bon dia a tothom", cut_after=pieces, error=OVERLOADED))
    stream = asking(gemini).stream(reply("hola"), soon())
    if not pieces:  # nothing was said yet, so another model says it
        assert isinstance(list(stream)[-1], lm.Answer)
        assert gemini.requests[-1].model == OTHER
        return
    assert [next(stream), next(stream)] == ["Bon", " dia"]
    with pytest.raises(lm.ModelUnavailable) as failure:
        next(stream)
    assert failure.value.reason == "unavailable"


def schemas() -> dict[str, Any]:
    """Every schema that the platform sends, and what customers may write."""
    reading = Reading("text", "text/plain", 1, ("Factura",))
    names = [*sorted(shapes.SHAPES), "anything"]
    read = documents.extraction(reading, b"", names, "invoice", language=None, with_text=True, rules=dict)
    classified = documents.classification(reading, b"", ["invoice"], with_text=True, rules=dict)
    steps = {name: step.input().model_json_schema() for name, step in domain.step_types().items()}
    return {
        **steps,
        "form": FormDraft.model_json_schema(),
        "definition": DEFINITION,
        "extraction": read.schema,
        "classification": classified.schema,
        "agent": INTENTS,
        "a reference with words beside it": {
            "type": "object",
            "properties": {"a": {"$ref": "#/$defs/A", "description": "One.", "title": "A"}},
            "$defs": {"A": {"type": "object", "properties": {"again": {"$ref": "#/$defs/A"}}}},
        },
        "booleans": {"type": "object", "properties": {"yes": {"const": True}, "any": True, "no": {"enum": [False]}}},
    }


@pytest.mark.parametrize("name", sorted(schemas()))
def test_no_schema_that_is_sent_has_what_gemini_refuses(gemini, name):
    schema = schemas()[name]
    assert refusals.schema_fault(wire_schema(schema)) is None
    tool = lm.Tool("a_tool", "A tool.", schema)
    asking(gemini).answer(classify(schema=None, tools=(tool,)), soon())
    gemini.answer = lambda _: {}
    asking(gemini).answer(classify(schema=schema), soon())
    assert gemini.refused == []


def test_the_simulator_refuses_what_google_does():
    """Else the tests above could not fail."""
    beside = {"properties": {"a": {"$ref": "#/$defs/A", "description": "One."}}}
    for refused in (beside, {"enum": [True]}, {"anyOf": [{"const": 1}]}, {"properties": {"a": True}}):
        assert refusals.schema_fault(refused) is not None
    assert refusals.deadline_fault("9") is not None
    assert refusals.settings_fault(LITE, {"thinkingConfig": {"thinking_budget": 0}}) is not None
    assert refusals.settings_fault("gemini-3.7-flash", {"thinkingConfig": {"thinkingLevel": "MINIMAL"}}) is not None
    assert refusals.settings_fault(LITE, {"thinkingConfig": {"thinkingLevel": "MINIMAL"}}) is None
