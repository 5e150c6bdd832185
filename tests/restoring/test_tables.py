"""The table of a point in time: made once, and known by DynamoDB's own word of which time it is."""

from datetime import UTC, datetime

import boto3
import pytest
from bivelio_core import config

from tests.restoring import world
from tools.restoring import tables
from tools.restoring.whole import RefusedRestoration, restored

THEN = datetime(2026, 11, 25, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("table")


def test_asked_for_again_it_is_the_same_copy():
    dynamodb = world.client()
    first, again = (
        tables.copied(dynamodb, config.table_name(), THEN, is_simulated=True, wait_seconds=0) for _ in range(2)
    )
    assert first == again
    assert first.name == f"{config.table_name()}-at-20261125T090000"
    assert sorted(dynamodb.list_tables()["TableNames"]) == [config.table_name(), first.name]


def test_a_table_that_does_not_say_its_time_is_taken_with_one_only():
    dynamodb = boto3.client("dynamodb")
    with pytest.raises(LookupError, match="AT="):
        tables.existing(dynamodb, config.table_name(), None)
    assert tables.existing(dynamodb, config.table_name(), THEN) == tables.Copy(config.table_name(), THEN, True)


def test_an_organisation_that_the_copy_does_not_have_is_refused(tmp_path):
    with pytest.raises(RefusedRestoration, match="no organisation"):
        restored(world.request(world.copy_of_now(), tmp_path / "journal"), world.bucket(), lambda _line: None)
