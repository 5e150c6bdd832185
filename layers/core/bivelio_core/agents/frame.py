"""What an execution knows and may beside its input: what was said before, and whom the agent talks with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bivelio_core.providers import language_model as lm
from bivelio_core.store.codec import Item


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds an input.

    Attributes:
        before: what was said earlier, oldest first, within the budget.
        letters: the length of that, which is paid as the input's is.
        contact_id: the contact that the agent talks with: its tools are about this contact alone, unless a grant says
            more.
        seen: what of the contact the agent sees.
        head: the head of a conversation of agents, which gets the turn.
        instructions: more than the agent's own, of who invokes it.
        schema: the form of the output in place of the agent's own.
        files: texts of files that belong to the input, marked as such; they are paid as what was said earlier.
        is_test: whether what would change something is only recorded.
        rules: what answers where there is no model (lm.Prompt.rules).
    """

    before: tuple[lm.Turn, ...] = ()
    letters: int = 0
    contact_id: str | None = None
    seen: Mapping[str, Any] | None = None
    head: Item | None = None
    instructions: str = ""
    schema: Mapping[str, Any] | None = None
    files: tuple[str, ...] = ()
    rules: Callable[[], Any] | None = None
    is_test: bool = False


ALONE = Frame()
"""The frame of an input that stands for itself."""
