"""Every request that the guides of messages show works in the sandbox, and all special recipients are named."""

import json
import re

import pytest
from bivelio_core.providers.messaging import magic

from tests import guides
from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_guide_work():
    answered = guides.run("messages")
    assert len(answered) == 11
    assert {answer.status for _, answer in answered} == {200}, answered


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_inbox_guide_work():
    page = (ROOT / "docs" / "inbox.md").read_text(encoding="utf-8")
    requests = re.findall(r"^POST /v1/messages/([a-z_/]+)\n(\{.*\})$", page, re.MULTILINE)
    assert len(requests) == 6
    for path, body in requests:
        operation = f"messages.{path.replace('/', '_')}"
        assert call(operation, json.loads(body)["data"], caller=guides.SANDBOX).status == 200, path


def test_the_guide_names_every_recipient_with_an_outcome():
    for recipients in magic.RECIPIENTS.values():
        for recipient, outcome in recipients.items():
            shown = recipient.partition("@")[0].removeprefix("+34")
            shown = f"{shown[:3]} {shown[3:6]} {shown[6:]}" if recipient.startswith("+34") else shown
            assert shown in PAGE or outcome == "delivered", recipient
