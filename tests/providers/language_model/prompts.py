"""Prompts that the tests of all adapters ask."""

from typing import Any

from bivelio_core.providers import language_model as lm

REFERENCE_TEXT = "El client vol canviar el seu pla de subscripcio a Enterprise"
REFERENCE_CONTEXT = {"client_id": "ct_abc123", "current_plan": "pro"}
INTENTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "intent": {"type": "string", "enum": ["plan_upgrade", "cancellation", "billing", "support", "other"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "suggested_action": {"type": "string", "enum": ["route_to_sales", "route_to_support", "reply"]},
        "extracted_entities": {
            "type": "object",
            "properties": {
                "target_plan": {"type": "string", "enum": ["starter", "pro", "enterprise"]},
                "client_id": {"type": "string"},
            },
        },
    },
    "required": ["intent", "confidence", "suggested_action"],
    "additionalProperties": False,
}
FIND = lm.Tool(
    "contact_find",
    "Finds a contact by its e-mail address.",
    {"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]},
)


def classify(text: str = REFERENCE_TEXT, *, after: tuple[lm.Turn, ...] = (), **changes: Any) -> lm.Prompt:
    """The reference's classifier, with further turns after the user's."""
    settings: dict[str, Any] = {"schema": INTENTS, "context": REFERENCE_CONTEXT, **changes}
    return lm.Prompt("Classifica la intenció del client.", (lm.UserTurn((text,)), *after), **settings)


def reply(text: str) -> lm.Prompt:
    """The reference's writer of e-mails."""
    return lm.Prompt(instructions="Redacta una resposta a l'email.", turns=(lm.UserTurn((text,)),))


def soon(seconds: float = 5) -> lm.Deadline:
    """A deadline that no test reaches."""
    return lm.Deadline.after(seconds)
