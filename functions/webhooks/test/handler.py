"""POST /v1/webhooks/test"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks.actions import test
from bivelio_core.webhooks.attempts.models import TestResult, TestWebhook


@endpoint(
    "webhooks.test",
    title="Test a webhook",
    scope="admin",
    only_http="it tries a webhook for who sets it up",
    needs=Needs(reads=PAGE, writes=(keys.DELIVERY_ATTEMPT,), uses=("open_secrets",), timeout=20),
)
def handler(request: TestWebhook, ctx: Context) -> TestResult:
    """Send an example event now, and get the receiver's response."""
    return test.test(request, ctx)
