"""An id in the code of a guide is one that each sandbox has: what a reader copies finds something."""

import re

import pytest

from tests.api import Answer, call
from tools.template import ROOT

BLOCKS = re.compile(r"^```(?:sh|bash|python|js|ts)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
IDS = re.compile(r"""(?<=["' ])[a-z]{2,4}_(?=[a-z_]*[0-9])[a-z0-9_]+(?=["' \n,)])""")
DOWNLOADS = re.compile(r"""invoices[ .]download[ (]["']?(inv_\w+)\b.*\b(pdf|facturx|ubl|cii|facturae)\b""")
SANDBOX = {"environment": "sandbox"}
READ_BY = {
    "ag": ("agents.get", "agent_id"),
    "ct": ("contacts.get", "id"),
    "doc": ("documents.get", "document_id"),
    "exp": ("contacts.export_status", "id"),
    "inv": ("invoices.get", "id"),
    "wf": ("workflows.get", "id"),
    "wfi": ("workflows.instances_get", "instance_id"),
}
"""The operation that reads a resource, and its field, by the prefix of ids."""

GUIDES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("**/*.md")),
    *sorted((ROOT / "site" / "home").glob("**/*.md")),
    *sorted((ROOT / "sdks").glob("*/README.md")),
]
CODE = {guide.relative_to(ROOT).as_posix(): BLOCKS.findall(guide.read_text(encoding="utf-8")) for guide in GUIDES}
FOUND = sorted({(name, one) for name, blocks in CODE.items() for block in blocks for one in IDS.findall(block)})
DOWNLOADED = sorted(
    {(name, *one) for name, blocks in CODE.items() for block in blocks for one in DOWNLOADS.findall(block)}
)

pytestmark = [
    pytest.mark.fix("Name what layers/core/bivelio_core/*/samples.py have."),
    pytest.mark.usefixtures("table"),
]


def read(one: str) -> Answer:
    """What a fresh sandbox answers about an id."""
    operation, field = READ_BY[one.partition("_")[0]]
    return call(operation, {field: one}, caller=SANDBOX)


@pytest.mark.parametrize("one", sorted({one for _, one in FOUND}))
def test_the_sandbox_has_each_id_of_a_guide(one):
    pages = [name for name, found in FOUND if found == one]
    assert read(one).status == 200, pages


@pytest.mark.parametrize(("page", "invoice", "form"), DOWNLOADED)
def test_an_invoice_that_a_guide_downloads_can_have_that_form(page, invoice, form):
    assert call("invoices.export", {"id": invoice, "format": form}, caller=SANDBOX).status == 200


def test_an_export_that_a_guide_downloads_has_a_file():
    downloads = {one for _, one in FOUND if one.startswith("exp_")}
    assert [one for one in downloads if "url" not in read(one).data] == []


def test_the_code_of_guides_is_looked_through():
    assert {"ag", "ct", "doc", "inv", "wf", "wfi"} <= {one.partition("_")[0] for _, one in FOUND}
    assert len(DOWNLOADED) >= 9  # three pages in three languages
