"""On the running platform, authorizer and endpoints agree on who is behind a request that an edge has handed on."""

from typing import Any

import pytest

from tests.edge import Edge
from tests.running import Runtime, configured

pytestmark = pytest.mark.e2e
SECRET, VIEWER = "s" * 64, "198.51.100.7"
FORGED = {
    "X-BiVelio-Viewer": "192.0.2.66",
    "X-Forwarded-For": "192.0.2.66",
    "CloudFront-Viewer-Address": "192.0.2.66:1",
}


def session_of(platform: Runtime, demo: dict[str, Any], **headers: str) -> str:
    """The address that is kept of a sign-in whose request has some headers."""
    user, named = demo["users"][0], {name.replace("-", "_"): value for name, value in headers.items()}
    body = {"email": user["email"], "password": user["password"]}
    key = demo["keys"]["live_publishable"]
    tokens = platform.call("/v1/auth/token?grant_type=password", body, apikey=key, **named).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    listed = platform.call("/v1/auth/sessions/list", {}, **bearer).json()["data"]["sessions"]
    (own,) = (each for each in listed if each["is_current"])
    return str(own["ip_address"])


def test_a_session_has_the_viewers_address_and_no_forged_one(platform: Runtime):
    demo = platform.demo()["organisations"]["demo"]
    connection = session_of(platform, demo)
    with configured(platform, "Authorizer", ORIGIN_SECRETS=f"{'t' * 64} {SECRET}"):
        assert session_of(platform, demo, **Edge(SECRET).headers(VIEWER, FORGED)) == VIEWER
        assert session_of(platform, demo, **FORGED) == connection
        assert session_of(platform, demo, **Edge("u" * 64).headers(VIEWER, FORGED)) == connection
