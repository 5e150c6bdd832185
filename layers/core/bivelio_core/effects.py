"""The effect of a step of a workflow, as domains see it: a function `(input, call) -> output`.

Domains write such functions in their `steps.py` and declare them with their types of step (domain.py). They know no
workflow: only that a call of the function has what this protocol says. `workflows` make the calls, in a run
(workflows/execution/perform.py) and in a trial of a definition (workflows/actions/run_step.py).
"""

from collections.abc import Callable
from typing import Any, Protocol

from .context import Context


class Call(Protocol):
    """The call of an effect.

    An effect may be called again for the same step, when a function died or the step is tried again. What it does, it
    does once for the idempotency key of `ctx`, which is the same at every try. It raises an ApiError for what a step
    cannot do: the step fails with the error's code, or is tried again if the error is temporary.
    """

    @property
    def ctx(self) -> Context:
        """The request that the step stands for: the run's tenant and scopes, and the step's idempotency key."""

    @property
    def timeout_seconds(self) -> int:
        """How long the effect may take."""

    @property
    def key(self) -> str:
        """The step's idempotency key, the same at every try."""


Effect = Callable[[Any, Call], Any]
"""It takes the validated input of its type of step, and returns a model or a JSON value."""
