"""The operator's check of the chain finds the first record that was changed, taken away or put in."""

import zlib

import pytest
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call
from tests.invoices.world import chain, issued, records, settled
from tools.verify_chain import verdict_text


@pytest.fixture
def made(table):
    """Three issued invoices, the second of them void."""
    settled()
    found = [issued() for _ in range(3)]
    call("invoices.void", {"id": found[1]["id"], "reason": "Error"})
    return found


@pytest.mark.usefixtures("made")
def test_an_untouched_chain_is_whole(table):
    assert verdict_text(chain(table)) == "4 records, one unbroken chain"


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_changed_amount_or_number_is_found(table, position):
    item = records(table)[position]
    changed = zlib.decompress(item["xml"]).replace(item["number"].encode(), b"FAC-2026-099")
    table.put({**item, "xml": zlib.compress(changed)})
    assert verdict_text(chain(table)).startswith(f"record {position + 1} is broken (hash)")


@pytest.mark.usefixtures("made")
def test_a_record_that_was_taken_away_is_missed(table):
    item = records(table)[1]
    table.delete(Key(f"{ORGANISATION}#live#INR", item["SK"]))
    assert verdict_text(chain(table)) == "record 2 is missing"
