"""POST /v1/documents/extractions/get keeps its promises."""

import pytest
from bivelio_core import ids
from bivelio_core.documents import samples

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.documents.test_extract import REFERENCE, extracted
from tests.functions.documents.world import SANDBOX, asked

pytestmark = pytest.mark.usefixtures("table")


def read(extraction_id, **more):
    return call("documents.extractions_get", {"extraction_id": extraction_id}, **more)


def test_it_reads_back_what_was_answered():
    answered = extracted().data
    kept = read(answered["extraction_id"]).data
    assert kept.items() >= answered.items()
    assert set(kept) - set(answered) == {"operation", "created_at"}


def test_the_sample_is_what_the_worker_makes_of_the_sample_invoice():
    made = asked("documents.extract", REFERENCE, caller=SANDBOX).data
    for extraction_id in samples.EXTRACTION_IDS:
        sample = read(extraction_id, caller=SANDBOX).data
        new = {"extraction_id", "processed_at"}
        assert {name: value for name, value in made.items() if name not in new}.items() <= sample.items()


def test_another_organisations_extraction_is_forbidden_and_an_unknown_one_not_found():
    for extraction_id, status in (
        (ids.new_id("extraction", OTHER_ORGANISATION), 403),
        (ids.new_id("extraction", ORGANISATION), 404),
        ("ext_m1n2o3p4", 404),
    ):
        assert read(extraction_id).status == status
