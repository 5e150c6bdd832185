"""Generates definitions from a description. They are not saved: whoever saves one needs the scopes of its steps."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic import ValidationError as PydanticError

from bivelio_core import generation
from bivelio_core.context import Context
from bivelio_core.credits import prices
from bivelio_core.errors import ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.model_faults import faults_of
from bivelio_core.providers import language_model as lm
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.uses import scopes_needed
from bivelio_core.workflows.drafting import prompt, rules
from bivelio_core.workflows.drafting.actions import PLACEHOLDER
from bivelio_core.workflows.drafting.texts import Language, is_greeting, note
from bivelio_core.workflows.models import CreateWorkflow, GeneratedWorkflow, GenerateWorkflow

DRAFTER = "ag_email_draft"
EXAMPLE_AGENTS = frozenset({"ag_classifier_01", DRAFTER})
"""The agents of the sandbox's samples, which live organisations do not have."""
EXAMPLE_HOST = PLACEHOLDER.removesuffix("/bivelio")


def generate(request: GenerateWorkflow, ctx: Context) -> GeneratedWorkflow:
    """Write a definition for a description. Raises CreditsExhausted, ModelRefused or ModelUnavailable."""
    language = request.language or cast("Language", ctx.language)
    question = lm.Prompt(
        prompt.instructions(language),
        (lm.UserTurn((request.text,)),),
        schema=prompt.SCHEMA,
        rules=lambda: rules.draft(request.text, language).definition,
    )
    key = EffectKey.of("workflows.generate", ctx.idempotency_key, request)
    draft = generation.generate(ctx, key, prices.GENERATE_WORKFLOW, question, _faults)
    definition = draft.document
    return GeneratedWorkflow(
        definition=definition,
        scopes=sorted({scope for _, _, scope in scopes_needed(definition)}),
        notes=[*_not_understood(draft.model, request.text, language), *_notes(definition, language)],
        model=draft.model,
        tokens_used=draft.tokens_used,
        credits_consumed=draft.credits_consumed,
    )


def _faults(document: Any) -> Sequence[str]:
    """What is wrong with a definition, for the model."""
    try:
        CreateWorkflow.model_validate_json(to_json(document))
        document.setdefault("description", "")
        document.setdefault("trigger_type", "manual")
        document.setdefault("trigger", {})
        document.setdefault("concurrency", "allow" if document["trigger_type"] == "event" else "single")
        check_definition(document)
    except PydanticError as error:
        return [f"{fault.field}: {fault.message('en')}" for fault in faults_of(error)]
    except ValidationError as error:
        return [f"{fault.field}: {fault.message('en')} {fault.values.get('reason', '')}" for fault in error.faults]
    return ()


def _not_understood(model: str, text: str, language: Language) -> Iterator[str]:
    """What of a description is not in the draft of the rules."""
    if lm.is_by_rules(model):
        for clause in rules.draft(text, language).not_understood:
            yield note("not_understood", language, clause=clause)


def _notes(definition: dict[str, Any], language: Language) -> Iterator[str]:
    """What is left to do by hand."""
    steps = definition["steps"]
    if [step["id"] for step in steps] == [rules.BEGINNING]:
        yield note("no_action", language)
    examples = [step["id"] for step in steps if str(step["input"].get("url", "")).startswith(EXAMPLE_HOST)]
    if examples:
        yield note("address", language, steps=", ".join(examples))
    if agents := [step["id"] for step in steps if step["input"].get("agent_id") in EXAMPLE_AGENTS]:
        yield note("agent", language, steps=", ".join(agents))
    sent = [step["id"] for step in steps if step["input"].get("contact_id") == "{{ input.contact_id }}"]
    if sent and definition.get("trigger_type") == "cron":
        yield note("recipient", language, steps=", ".join(sent))
    drafts = [step for step in steps if step["input"].get("agent_id") == DRAFTER]
    if drafts and not any(step["type"] == "message.send" for step in steps):
        yield note("only_drafted", language)
    if greetings := [step["id"] for step in steps if is_greeting(step["input"].get("body"), language)]:
        yield note("message", language, steps=", ".join(greetings))
