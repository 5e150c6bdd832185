"""What steps with an effect give when they are only tried: the documented answers of the operations they stand for.

`python -m tools.openapi` writes the file together with openapi.json, from the same examples.
"""

import json
from typing import Any

from bivelio_core import domain

from tools.endpoints import load_example
from tools.openapi_operations import merged
from tools.template import ROOT

FILE = ROOT / "layers/core/bivelio_core/workflows/trials/step_examples.json"


OF_STEPS_ALONE = {"agent.continue": "agents.approve"}
"""Steps that are no operation, and the one that answers like them."""


def examples() -> dict[str, Any]:
    """The output of each type of step that has an effect, as openapi.json shows it."""
    stands_for = {name: step.operation for name, step in domain.step_types().items() if step.operation}
    return {name: _answer(operation) for name, operation in sorted((stands_for | OF_STEPS_ALONE).items())}


def _answer(operation: str) -> Any:
    example = load_example(operation)
    return merged(example["response"], example.get("also", {}))["data"]


def text() -> str:
    """The whole file."""
    return json.dumps(examples(), indent=1, ensure_ascii=False) + "\n"
