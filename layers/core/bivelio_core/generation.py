"""Generate a document from a text by the language model, paid in credits: what workflows and forms have in common."""

from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import ids
from bivelio_core.credits import account
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.checked import Check
from bivelio_core.providers.language_model.magic import magic_of
from bivelio_core.store.effect_marker import EffectKey

if TYPE_CHECKING:
    from bivelio_core.context import Context

WITHIN_SECONDS = 22.0
"""How long the model has for its answer and the repair; what remains of the function's 29 is for the credits."""


class Generated(NamedTuple):
    """A document that passed the check, the model that made it, and what it used."""

    document: Any
    model: str
    tokens_used: int
    credits_consumed: int


def generate(ctx: "Context", key: EffectKey, price: int, prompt: lm.Prompt, check: Check) -> Generated:
    """The document of a prompt, charged once for its key. Nothing is charged for a document that cannot be made.

    Raises CreditsExhausted, ModelRefused or ModelUnavailable.
    """
    if ctx.tenant.is_sandbox and magic_of(prompt.question()) == "no_credits":
        raise CreditsExhausted(required=price, available=0)
    held = account.reserve(ctx.store, key, price=price, reference=ids.new_id("generation", ctx.organisation))
    made: lm.Checked | None = None
    try:
        model = lm.model_for(ctx.tenant.environment)
        made = lm.answer_checked(model, prompt, lm.Deadline.after(WITHIN_SECONDS), check)
    finally:
        if made is None and held.status == "reserved":
            account.refund(ctx.store, held)
    account.settle(ctx.store, held)
    return Generated(made.document, made.answer.model, made.answer.usage.total_tokens, price)
