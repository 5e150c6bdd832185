"""No number in any place of any request is a failure of ours: it is taken, or refused with what is wrong with it."""

import json

import pytest

from tests.api import event, invoke
from tests.contracts.endpoint_shapes import every_operation
from tests.contracts.number_places import PLACE, bodies
from tests.examples import TIMES
from tools.endpoints import operations

pytestmark = [
    pytest.mark.fix(
        "Judge how large a number is before it is calculated with, as layers/core/bivelio_core/invoices/fields.py does."
    ),
    pytest.mark.usefixtures("shared_states"),
]
WRITTEN = (
    *("0", "-0", "-0.0", "1", "-1", "0.5", "2.0", "1e0", "1e-400", "5e-324", "-5e-324", "1e-7", "0.1234567891234567"),
    *("1e12", "1000000000000.00000001", "999999999999.99", "1e15", "1e16", "9007199254740993", "1e22", "-1e27", "1e28"),
    *("-1e28", "1e29", "123456789012345678901234567890", "1.7976931348623157e308", "-1.7976931348623157e308", "1e309"),
    *("-1e999", "1" * 40, "1" * 400, "-" + "9" * 5_000, "0." + "3" * 400, "1." + "0" * 400 + "1", "NaN", "Infinity"),
    "-Infinity",
)
"""Numbers as bodies may write them; the last three are none of JSON, and parsers take them."""

AS_TEXTS = (
    "0",
    "-0",
    "1e28",
    "1" * 30,
    "-" + "9" * 30 + "." + "9" * 30,
    "1." + "0" * 29 + "1",
    "NaN",
    "-Infinity",
    "٣",
)


FEW = 10
"""Places of an operation that meet every number each."""
SHARE = 4 * TIMES
"""Of the numbers, how many each place of an operation with more places meets: steps share their fields."""

NUMBERS = [*WRITTEN, *map(json.dumps, AS_TEXTS)]


@pytest.mark.parametrize(
    ("operation", "part"),
    [
        ("contacts.list", '"page": {}'),
        ("contacts.create", '"unknown_name": {}'),
        ("invoices.create", '"unit_price": {}'),
        ("invoices.create", '"discount": {{"amount": {}}}'),
        ("invoices.mark_paid", '"amount": {}'),
        ("workflows.create", '"timeout_seconds": {}'),
    ],
)
def test_the_places_of_numbers_are_found_at_any_depth(operation, part):
    asked = next(each for each in operations() if each.endpoint.operation == operation)
    assert any(part.format(json.dumps(PLACE)) in json.dumps(body) for body in bodies(asked))


@every_operation
def test_no_number_is_a_failure_of_ours(operation):
    folder = operation.function.folder.removeprefix("functions/")
    places = [json.dumps(body) for body in bodies(operation)]
    for at, text in enumerate(places):
        own = NUMBERS if len(places) <= FEW else [NUMBERS[(at * SHARE + n) % len(NUMBERS)] for n in range(SHARE)]
        for number in own:
            sent = event(text.replace(json.dumps(PLACE), number), caller={"environment": "sandbox"})
            answer = invoke(folder, sent)
            assert answer.status < 500 or answer.status == 503, (text, number, answer)
