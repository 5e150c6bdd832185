"""What Google answers when it refuses a mail is told apart: wait, sign in again, or never."""

import pytest
from bivelio_core.providers.messaging.email.gmail import document_of
from bivelio_core.providers.messaging.failures import ProviderFailure, Refused, Unavailable
from bivelio_core.providers.messaging.http import Answer


def answer(status, **error):
    return Answer(status, {"error": {"message": "no", **error}}, 7)


@pytest.mark.parametrize(
    ("answered", "kind", "code"),
    [
        (answer(429), Unavailable, "rate_limited"),
        (answer(403, errors=[{"reason": "userRateLimitExceeded"}]), Unavailable, "rate_limited"),
        (answer(403, errors=["?", {"reason": "insufficientPermissions"}]), Refused, "permission_missing"),
        (answer(403, errors="?"), Refused, "permission_missing"),
        (answer(401), Refused, "credentials_rejected"),
        (answer(400), Refused, "content_rejected"),
        (Answer(403, {"error": "?"}, None), Refused, "permission_missing"),
    ],
)
def test_a_refusal_says_whether_to_come_again(answered, kind, code):
    with pytest.raises(ProviderFailure) as failed:
        document_of(answered)
    assert (type(failed.value), failed.value.args[0]) == (kind, code)


def test_a_success_has_its_document():
    assert document_of(Answer(200, {"id": "1"}, None)) == {"id": "1"}
