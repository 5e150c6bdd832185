"""Contacts in and out as CSV on the running platform: upload, worker, stream, signed addresses."""

import csv
import io
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import LONGEST_ANSWER_SECONDS, Runtime, until

pytestmark = pytest.mark.e2e
ROWS = 1_100
"""More than a slice of an import, and more than an export writes at once."""


@pytest.mark.on_aws
def test_contacts_are_uploaded_listed_and_exported(platform: Runtime, organisation: Callable[[str], dict[str, Any]]):
    key = organisation("enterprise")["keys"]["live_secret"]

    def call(operation, **data):
        answer = platform.call(f"/v1/contacts/{operation}", {"data": data}, apikey=key)
        assert answer.status in {200, 202}, answer.json()
        return answer.json()["data"]

    def completed(operation, found):
        return until(lambda: (state := call(operation, id=found["id"]))["status"] == "completed" and state)

    text = "id,name,tags\n" + "".join(f"old-{n},Mercè Casals {n},e2e|batch\n" for n in range(ROWS))
    begun = call("import")
    upload = begun["upload"]
    put = urllib.request.Request(  # noqa: S310 - an address the platform gave
        upload["url"], text.encode(), {"Content-Type": upload["content_type"]}, method="PUT"
    )
    with urllib.request.urlopen(put, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310
        assert answer.status == 200
    call("import", id=begun["id"])
    done = completed("import_status", begun)
    assert (done["created"], done["failed"]) == (ROWS, 0)
    assert lines(done["report_url"])[-1]["id"] == f"old-{ROWS - 1}"
    assert call("list", search="merce", tags=["e2e"])["pagination"]["total"] == ROWS

    export = completed("export_status", call("export", search="merce"))
    assert [row["id"] for row in lines(export["url"])] == [f"old-{n}" for n in reversed(range(ROWS))]


def lines(url: str) -> list[dict[str, str]]:
    with urllib.request.urlopen(url, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310 - an address the platform gave
        return list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"), newline="")))
