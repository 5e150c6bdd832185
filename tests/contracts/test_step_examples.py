"""What a step gives when it is only tried is what it gives when it is carried out, and what the reference shows."""

from typing import Any, get_type_hints

import pytest
from bivelio_core import domain
from pydantic import BaseModel

from tools import step_examples

EXAMPLES = step_examples.examples()
TYPES = [step for step in domain.step_types().values() if step.effect and step.name != "http_request"]


@pytest.mark.fix("run `make openapi`, which makes the examples of steps from docs/examples")
def test_the_file_is_fresh():
    assert step_examples.FILE.read_text(encoding="utf-8") == step_examples.text()


@pytest.mark.fix("docs/examples, or tools/step_examples.py where a step gives something else than its operation")
@pytest.mark.parametrize("step", TYPES, ids=lambda step: step.name)
def test_an_example_is_an_output_of_its_effect(step):
    returned: Any = get_type_hints(step.effect(), localns={"Call": Any})["return"]
    example = EXAMPLES[step.name]
    if issubclass(getattr(returned, "__origin__", returned), BaseModel):
        returned.model_validate(example)
    else:
        assert (step.name, example.keys()) == ("contact.find", {"found", "contact"})
