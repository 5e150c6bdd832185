"""Texts that provoke each failure in the sandbox (docs/language-model.md). A text has them anywhere: `simulate:503`."""

import re
from typing import Literal, cast, get_args

Magic = Literal[
    "429",
    "503",
    "blocked",
    "invalid_json",
    "invalid_json_once",
    "no_credits",
    "slow",
    "timeout",
    "truncated",
]
_MAGIC = re.compile(rf"\bsimulate:({'|'.join(get_args(Magic))})\b")


def magic_of(text: str) -> Magic | None:
    """The first magic text within a text. `no_credits` is for whoever reserves the credits, before any model."""
    match = _MAGIC.search(text)
    return cast("Magic", match[1]) if match else None
