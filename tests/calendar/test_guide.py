"""Every request that docs/calendar.md shows is answered in the sandbox."""

import json
import re

import pytest

from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```json\nPOST /v1/(\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("path", "body"), SHOWN, ids=[path for path, _ in SHOWN])
def test_a_request_of_the_guide_is_answered(path, body):
    domain, _, operation = path.partition("/")
    answer = call(
        f"{domain}.{operation.replace('/', '_')}", json.loads(body)["data"], caller={"environment": "sandbox"}
    )
    assert answer.status == 200, answer


def test_the_guide_shows_each_operation():
    names = {path.partition("/")[2] for path, _ in SHOWN}
    assert names == {"create", "update", "cancel", "events", "free_busy", "get", "settings/update", "connect"}
