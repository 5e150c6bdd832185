"""What a model answers about a document is taken only in the form and of the length that was asked for."""

import pytest
from bivelio_core.documents import asking


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("subcategory", asking.LONGEST_SUBCATEGORY),
        ("summary", asking.LONGEST_SUMMARY),
        ("language", asking.LANGUAGE_LENGTH),
    ],
)
def test_a_text_of_a_classification_is_at_most_as_long_as_asked_for(field, longest):
    check = asking.classification_faults(["invoice"])
    fine = {"classification": "invoice", "confidence": 0.9}
    fault = [f"`{field}` is not a text of at most {longest} characters"]
    for value, faults in ((None, []), ("x" * longest, []), ("x" * (longest + 1), fault), (["x"], fault)):
        assert check({**fine, field: value}) == faults, value
