"""The examples are one sandbox day's to try: in the order of the reference, in any other, and again and again.

Each finds what it needs whatever ran before. What an example takes away is a sample of its own (samples.py).
"""

import random

import pytest

from tests.contracts.answered import RUN_BY_THE_TABLE, answer, new_in, refusal, shown
from tests.sandbox_clock.world import drain
from tests.shapes import differing

ROUNDS = 3
OF_THE_REFERENCE = (
    "workflows.list",
    "workflows.execute",
    "workflows.instances",
    "contacts.list",
    "contacts.create",
    "contacts.update",
    "webhooks.create",
    "webhooks.list",
)
STATUSES = {"answer.data.status", "answer.data.deleted", "answer.data.approved", "answer.data.instances[].status"}
"""What an example comes to, which is always the same."""

BY_NAME = {operation.endpoint.operation: operation for operation in RUN_BY_THE_TABLE}

pytestmark = pytest.mark.fix(
    "The last example that ran lacks what one before it took away. Give the one that takes something away a sample of "
    "its own, in samples.py of its domain and in docs/examples."
)


@pytest.mark.parametrize("seed", range(3))
def test_the_examples_hold_in_any_order_and_any_number_of_times(states, seed):
    order = random.Random(seed)
    ran = []
    for _ in range(ROUNDS):
        for operation in order.sample(RUN_BY_THE_TABLE, len(RUN_BY_THE_TABLE)):
            name = operation.endpoint.operation
            if "only_once" in operation.example and name in ran:
                assert refusal(operation) == operation.example["only_once"]
                continue
            ran.append(name)
            body = answer(operation)
            states.run()
            drain(states)
            lacks = {path for example in shown(operation) for path in differing(example, body, exact=False)}
            changed = {path for path in differing(operation.example["response"], body, exact=True) if path in STATUSES}
            assert lacks | changed == set(), f"after {ran}: {body}"


def test_the_reference_is_answered_exactly_when_it_is_read_from_the_first_line_to_the_last(states):
    different = {}
    for name in OF_THE_REFERENCE:
        body = answer(BY_NAME[name])
        states.run()
        found = differing(BY_NAME[name].example["response"], body, exact=True)
        different[name] = {field for path in found if (field := path.rpartition(".")[2]) not in new_in(BY_NAME[name])}
    assert {name: fields for name, fields in different.items() if fields} == {"webhooks.list": {"webhooks"}}, (
        "the list alone is longer: it has the webhook that was just made"
    )
