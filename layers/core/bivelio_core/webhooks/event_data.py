"""The data of the events about webhooks. None of them contains the whole URL, which may carry a token."""

from typing import Literal

from pydantic import Field

from bivelio_core.models import Response


class WebhookFailing(Response):
    """A receiver has failed five times in a row; its deliveries go on by their schedule."""

    webhook_id: str = Field(description="The id of the webhook.")
    host: str = Field(description="The server of its URL.")
    failures: int = Field(description="How many attempts have failed in a row.")
    since: str = Field(description="When the fifth one failed.")


class WebhookDisabled(Response):
    """A webhook no longer receives events."""

    webhook_id: str = Field(description="The id of the webhook.")
    host: str = Field(description="The server of its URL.")
    reason: Literal["failures", "gone", "user"] = Field(
        description="Why it was disabled: failures, the receiver (410), or a user."
    )
    since: str = Field(description="When it was disabled.")
