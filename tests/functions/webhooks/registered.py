"""A webhook registered through the API, at a receiver of the test's own."""

from typing import Any

from tests.api import call

EXAMPLE_URL = "https://el-teu-servidor.com/api/bivelio-webhook"


def register(url: str = EXAMPLE_URL, **about: Any) -> dict[str, Any]:
    """What `/webhooks/create` answered."""
    request = {"url": url, "events": ["contact.created"], **about}
    answer: dict[str, Any] = call("webhooks.create", request).data
    return answer
