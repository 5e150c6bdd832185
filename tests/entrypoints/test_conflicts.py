"""Each reason of a conflict is told in words, in each language, whatever its details."""

import re
from typing import Any

import pytest
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.errors import Conflict

from tests.for_each import for_each
from tools.template import ROOT
from tools.texts import entries

RAISED = re.compile(r'Conflict\(details=\{"reason": "(\w+)"((?:, "\w+": [^,}]+)*)\}?(?:, (\w+)=)?')
REASONS = {name.removeprefix("conflict."): entry for name, entry in entries("conflict.")}
CORE = ROOT / "layers" / "core" / "bivelio_core"
FOUND = [one for file in CORE.rglob("*.py") for one in RAISED.findall(file.read_text(encoding="utf-8"))]
OPERATORS = {"member_with_another_role", "organisation_exists"}
"""What only operators are told, in English."""
GENERAL = {"changed_meanwhile", "too_many_free_numbers", "workflow_"}
"""`workflow_` is the beginning of `workflow_inactive` and `workflow_archived`."""


def test_every_reason_that_is_raised_has_its_sentence():
    assert len(FOUND) > 20
    assert {reason for reason, *_ in FOUND} - REASONS.keys() <= OPERATORS | GENERAL


@pytest.mark.parametrize("language", LANGUAGES)
@for_each(("reason", "others", "value"), [one for one in FOUND if one[0] in REASONS])
def test_a_reason_is_told_with_the_details_that_it_is_raised_with(reason, others, value, language):
    details = {"reason": reason, **dict.fromkeys(re.findall(r'"(\w+)":', others), "X")}
    values: dict[str, Any] = {value: "Y"} if value else {}
    told = Conflict(details=details, **values).message(language)
    assert told == REASONS[reason][language].format_map({**details, **values})
    assert "{" not in told
