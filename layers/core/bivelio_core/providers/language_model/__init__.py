"""A language model: one port, and adapters that the registry chooses by name (docs/language-model.md).

from bivelio_core.providers import language_model as lm

model = lm.model_for(ctx.tenant.environment)          # simulated in the sandbox, else what AiProvider names
prompt = lm.Prompt(instructions="...", turns=(lm.UserTurn(("text", lm.Blob(pdf, "application/pdf"))),), schema=...)
answer = model.answer(prompt, lm.Deadline.after(25))  # raises ModelRefused (422) or ModelUnavailable (503)
answer.text, answer.calls, answer.usage.total_tokens, answer.model

for part in model.stream(prompt, deadline):           # texts as they come, then the Answer
document, answer = lm.answer_checked(model, prompt, deadline, check)   # JSON, with one repair

embedder = lm.embedder_for(ctx.tenant.environment)    # what makes vectors of texts; None where no model is asked
"""

from .checked import Checked, answer_checked, repair
from .embedding import Embedder
from .failures import ModelRefused, ModelUnavailable
from .port import (
    Answer,
    Blob,
    Deadline,
    LanguageModel,
    ModelTurn,
    Part,
    Prompt,
    Tool,
    ToolCall,
    ToolResult,
    ToolTurn,
    Turn,
    Usage,
    UserTurn,
)
from .registry import embedder_for, is_by_rules, is_rules, model_for

__all__ = [
    "Answer",
    "Blob",
    "Checked",
    "Deadline",
    "Embedder",
    "LanguageModel",
    "ModelRefused",
    "ModelTurn",
    "ModelUnavailable",
    "Part",
    "Prompt",
    "Tool",
    "ToolCall",
    "ToolResult",
    "ToolTurn",
    "Turn",
    "Usage",
    "UserTurn",
    "answer_checked",
    "embedder_for",
    "is_by_rules",
    "is_rules",
    "model_for",
    "repair",
]
