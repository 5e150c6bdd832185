"""Generate a document from a text by the language model, paid in credits: what workflows and forms have in common."""

import json
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import ids
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.credits import account
from bivelio_core.credits.account import Reservation
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.checked import Check
from bivelio_core.providers.language_model.magic import magic_of
from bivelio_core.store.effect_marker import EffectKey

if TYPE_CHECKING:
    from bivelio_core.context import Context

LOG = logging.getLogger(__name__)
WITHIN_SECONDS = 22.0
"""How long the model has for its answer and the repair; what remains of the function's 29 is for the credits."""

LONGEST_OUTCOME = 100_000
"""Characters of a draft that is kept with its settlement, for who repeats the request: an item holds 400 kB."""


class Generated(NamedTuple):
    """A document that passed the check, the model that made it, and what it used."""

    document: Any
    model: str
    tokens_used: int
    credits_consumed: int


def generate(ctx: "Context", key: EffectKey, price: int, prompt: lm.Prompt, check: Check) -> Generated:
    """The document of a prompt, charged once for its key. Nothing is charged for one that cannot be made, or by rules.

    Raises CreditsExhausted, ModelRefused or ModelUnavailable.
    """
    if ctx.tenant.is_sandbox and magic_of(prompt.question()) == "no_credits":
        raise CreditsExhausted(required=price, available=0)
    model = lm.model_for(ctx.tenant.environment)
    if lm.is_rules(model):
        return _answer_of_model(model, prompt, check, 0)
    held = account.reserve(ctx.store, key, price=price, reference=ids.new_id("generation", ctx.organisation))
    if held.outcome is not None:
        return _result_of_outcome(held.outcome)
    try:
        generated = _answer_of_model(model, prompt, check, price)
    except Exception:
        if held.status == "reserved":
            account.release(ctx.store, held)
        raise
    return _settle(ctx, key, held, generated)


def _answer_of_model(model: lm.LanguageModel, prompt: lm.Prompt, check: Check, price: int) -> Generated:
    checked = lm.answer_checked(model, prompt, lm.Deadline.after(WITHIN_SECONDS), check)
    return Generated(checked.document, checked.answer.model, checked.answer.usage.total_tokens, price)


def _settle(ctx: "Context", key: EffectKey, held: Reservation, generated: Generated) -> Generated:
    """Charge a draft and, under a key, keep it: who repeats the request is not asked to wait for another one.

    The draft exists, so it is given whatever comes of that; see agents/actions/invoke.py.
    """
    text = to_json(generated._asdict())
    outcome = text if key.idempotency_key is not None and len(text) <= LONGEST_OUTCOME else None
    try:
        closed = account.settle(ctx.store, held, outcome=outcome)
    except account.ReservationClosed:
        LOG.warning("answered, but given back before", extra={"reservation": held.id})
        return generated._replace(credits_consumed=0)
    except ServiceBusy as error:
        LOG.warning("answered, but not settled", exc_info=error, extra={"reservation": held.id})
        return generated
    return generated if closed.is_new or closed.outcome is None else _result_of_outcome(closed.outcome)


def _result_of_outcome(outcome: str) -> Generated:
    return Generated(**json.loads(outcome))
