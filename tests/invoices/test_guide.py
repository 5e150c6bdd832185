"""The requests of docs/invoices.md are answered in the sandbox; its table of states is that of the rules."""

import re

import pytest
from bivelio_core.invoices.rules import TRANSITIONS

from tests import guides
from tests.api import call
from tools.template import ROOT


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_guide_are_answered():
    answers = guides.run("invoices")
    assert [(operation, answer) for operation, answer in answers if answer.status != 200] == []
    changed, corrected = (answer.data for operation, answer in answers if operation == "invoices.rectify")
    assert (changed["total"], changed["issue_date"]) == (-145.2, corrected["issue_date"])
    assert (corrected["rectification"]["method"], corrected["total"]) == ("substitution", 1028.5)


@pytest.mark.usefixtures("table")
def test_irpf_is_withheld_of_the_invoice_as_the_guide_says():
    ((_, answer),) = guides.run("taxes-and-numbers")
    page = (ROOT / "docs" / "taxes-and-numbers.md").read_text(encoding="utf-8")
    assert "`total` is 1815.00; `amount_due`, which the client pays, is 1590.00, and 225.00 is withheld." in page
    assert (answer.data["total"], answer.data["amount_due"]) == (1815.0, 1590.0)


@pytest.mark.parametrize(
    ("language", "hint"), [("ca", "Potser volies dir"), ("es", "Quizá querías"), ("en", "Perhaps")]
)
@pytest.mark.usefixtures("table")
def test_irpf_of_a_line_is_refused_with_the_place_that_it_has(language, hint):
    ((operation, body),) = guides.requests("taxes-and-numbers")
    asked = body["data"]
    asked["line_items"][0]["irpf_rate"] = asked.pop("irpf_rate")
    answer = call(operation, asked, caller=guides.SANDBOX, headers={"Accept-Language": language})
    assert (answer.status, answer.error["details"]["field"]) == (400, "line_items[0].irpf_rate")
    assert hint in answer.error["message"]
    assert "'irpf_rate'" in answer.error["message"]


def test_the_guides_table_has_every_status():
    page = (ROOT / "docs" / "invoices.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page.partition("## States")[2].partition("##")[0], re.MULTILINE))
    known = {status for table in TRANSITIONS.values() for before, after in table.items() for status in (before, *after)}
    assert told == known - {"deleted"}
