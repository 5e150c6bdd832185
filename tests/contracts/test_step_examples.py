"""What a step gives when it is only tried is what it gives when it is carried out, and what the reference shows."""

import json

import pytest
from bivelio_core import domain
from bivelio_core.operations import operations

from tools import step_examples

EXAMPLES = step_examples.examples()
TYPES = [step for step in domain.step_types().values() if step.effect and step.name != "http_request"]


@pytest.mark.fix("run `make openapi`, which makes the examples of steps from docs/examples")
def test_the_file_is_fresh():
    assert step_examples.FILE.read_text(encoding="utf-8") == step_examples.text()


@pytest.mark.fix("docs/examples, or tools/step_examples.py where a step gives something else than its operation")
def test_an_example_is_an_output_of_its_effect():
    for step in TYPES:
        example = EXAMPLES[step.name]
        if operation := step.operation or step_examples.OF_STEPS_ALONE.get(step.name):
            operations()[operation].response_model.model_validate_json(json.dumps(example))
        else:
            assert (step.name, example.keys()) == ("contact.find", {"found", "contact"})
