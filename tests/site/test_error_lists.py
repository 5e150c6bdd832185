"""The errors that the page of an operation lists are those that it can answer."""

from functools import cache

from tools.sdk.document import Document
from tools.site.reference import reference

OF_ACCOUNTS = {"AUTH_CONFIRMATION_REQUIRED"}


@cache
def codes() -> dict[str, dict[str, list[str]]]:
    """The codes of each operation, by status."""
    return {operation: about["codes"] for operation, about in reference(Document()).items()}


def listed(operation: str) -> set[str]:
    """All codes of an operation."""
    return {code for at_status in codes()[operation].values() for code in at_status}


def test_an_operation_lists_no_error_of_a_domain_that_it_does_not_use():
    for operation in ("contacts.create", "contacts.list", "events.list", "webhooks.create"):
        assert not listed(operation) & (OF_ACCOUNTS | {"CREDITS_EXHAUSTED", "INTEGRATION_ERROR", "AGENT_INACTIVE"})
    assert "404" not in codes()["contacts.create"]
    assert "409" not in codes()["events.list"]


def test_an_operation_lists_what_it_can_answer():
    assert {"CREDITS_EXHAUSTED", "AGENT_INACTIVE", "INTEGRATION_ERROR"} <= listed("agents.invoke")
    assert listed("keys.create") >= OF_ACCOUNTS
    assert codes()["secrets.delete"]["404"] == ["RESOURCE_NOT_FOUND"]
    assert codes()["contacts.create"]["429"] == ["RATE_LIMIT_EXCEEDED"]


def test_every_status_of_every_operation_has_a_code():
    responses = {method.operation: method.described["responses"] for method in Document().methods}
    without = [
        (operation, status)
        for operation, answers in responses.items()
        for status in answers
        if not status.startswith("2") and status not in codes()[operation]
    ]
    assert without == []
