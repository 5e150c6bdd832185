"""Rules read invoices of Spanish and Catalan companies, in the layouts of many programs.

Before rules knew IRPF, columns and breakdowns they read 172 of the 204 fields of these pages, and 50 of the 59 of those
that were drawn later and that no rule was made for.
"""

from decimal import Decimal

import pytest

from tests.documents.layouts import EVERY, held_out
from tests.documents.layouts.corrections import credit_note, rectification
from tests.documents.layouts.freelancers import LAYOUTS as FREELANCERS
from tests.documents.layouts.measuring import tallied, values_read

ALWAYS = (
    *("invoice_number", "date", "due_date", "total", "subtotal", "tax", "withheld", "taxes", "is_credit_note"),
    *("issuer name", "issuer nif", "recipient name", "recipient nif"),
)
MOSTLY = {"line count": 13, "line descriptions": 13, "line quantities and prices": 13}
"""One bill has lines without a heading."""


def test_rules_read_the_fields_of_fourteen_layouts():
    had, right, misses = tallied(EVERY)
    assert had["invoice_number"] == 14
    for name in ALWAYS:
        assert right[name] == had[name], (name, misses)
    for name, least in MOSTLY.items():
        assert right[name] >= least, (name, misses)


def test_rules_read_most_of_layouts_that_they_were_not_made_for():
    had, right, misses = tallied(held_out.LAYOUTS)
    assert (sum(had.values()), sum(right.values()) >= 55) == (59, True), misses
    for name in ("invoice_number", "date", "total", "subtotal", "tax", "taxes", "withheld", "is_credit_note"):
        assert right[name] == had[name], (name, misses)


@pytest.mark.parametrize("layout", FREELANCERS, ids=lambda layout: layout.__name__)
def test_the_total_is_before_irpf_whatever_the_page_calls_it(layout):
    content, page = layout()
    found = values_read(content)
    assert (found["total"], found["withheld"]) == (Decimal(page.total), Decimal(str(page.withheld)))


@pytest.mark.parametrize("layout", [rectification, credit_note], ids=lambda layout: layout.__name__)
def test_a_rectification_is_one_with_its_own_number_and_negative_amounts(layout):
    content, page = layout()
    found = values_read(content)
    assert (found["is_credit_note"], found["invoice_number"]) == (True, page.number)
    assert max(found["total"], found["subtotal"], found["tax"]) < 0
