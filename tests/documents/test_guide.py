"""docs/documents.md does what it says: each request is sent, each answer is compared, in order."""

import json
import re

import pytest
from bivelio_core.documents.analysis.fields import DEFAULT_FIELDS
from bivelio_core.documents.analysis.refusals import REASONS

from tests.api import ROOT
from tests.functions.documents.world import asked
from tests.workflows.test_tutorial import BLOCK, compare, operation

TEXT = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
FEWEST = 8


@pytest.mark.usefixtures("table")
def test_every_request_of_the_guide_is_answered_as_it_says():
    blocks = BLOCK.findall(TEXT)
    pairs = list(zip(blocks[::2], blocks[1::2], strict=True))
    assert len(pairs) >= FEWEST
    known: dict[str, str] = {}
    for (path, text), (_, shown) in pairs:
        for name, value in known.items():
            text = text.replace(name, value)  # noqa: PLW2901 - filled in
        answer = asked(operation(path.removeprefix("POST ")), json.loads(text), caller={"environment": "sandbox"})
        compare(json.loads(shown), answer.data, known)


def test_every_refusal_is_explained():
    (row,) = re.findall(r"^\| 422 `VALIDATION_ERROR`.*$", TEXT, re.MULTILINE)
    assert {reason for reason in REASONS if f"`{reason}`" not in row} == set()


def test_the_fields_of_each_type_are_named():
    for names in DEFAULT_FIELDS.values():
        assert all(f"`{name}`" in TEXT or f'"{name}"' in TEXT for name in names)
