"""Sessions and keys on the running platform, with IAM enforced, and what its logs say of them."""

from typing import Any

import pytest

from tests.running import Answer, Runtime, configured

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def demo(platform: Runtime) -> dict[str, Any]:
    """The organisation without limits."""
    found: dict[str, Any] = platform.demo()["organisations"]["demo"]
    return found


def sign_in(platform: Runtime, demo: dict[str, Any], **body: Any) -> Answer:
    """The reference's request, for the organisation's owner."""
    user = demo["users"][0]
    sent = {"email": user["email"], "password": user["password"], **body}
    return platform.call("/v1/auth/token?grant_type=password", sent, apikey=demo["keys"]["live_publishable"])


def test_a_token_dies_with_its_session_when_the_authorizers_memory_ends(platform: Runtime, demo: dict[str, Any]):
    """No other part of the platform remembers it. How long the memory lasts is told by functions/authorizer's tests."""
    token = sign_in(platform, demo).json()["access_token"]

    def status() -> int:
        return platform.call("/v1/contacts/list", {}, Authorization=f"Bearer {token}").status

    assert status() == 200
    with configured(platform, "Authorizer", AS="without memory"):
        assert status() == 200
        assert platform.call("/v1/auth/logout", {}, Authorization=f"Bearer {token}").status == 200
    with configured(platform, "Authorizer", AS="without memory again"):
        assert status() == 401


def test_nothing_secret_is_in_the_logs(platform: Runtime, demo: dict[str, Any]):
    """Of requests that succeed and of those that are refused, with every kind of secret in them."""
    tokens = sign_in(platform, demo).json()
    administrator = {"Authorization": f"Bearer {tokens['access_token']}"}
    made = platform.call(
        "/v1/keys/create", {"data": {"name": "x", "environment": "live", "scopes": ["read"]}}, **administrator
    ).json()["data"]
    rotated = platform.call("/v1/keys/rotate", {"data": {"id": made["id"], "overlap_seconds": 0}}, **administrator)
    again = rotated.json()["data"]["key"]
    renewed = platform.call(
        "/v1/auth/token?grant_type=refresh_token",
        {"refresh_token": tokens["refresh_token"]},
        apikey=demo["keys"]["live_publishable"],
    ).json()
    password = "never-to-be-logged"
    assert sign_in(platform, demo, password=[password]).status == 400
    assert sign_in(platform, demo, password=None, pasword=password).status == 400
    assert platform.call("/v1/webhooks/create", {"data": {"secret": [password]}}, **administrator).status == 400
    junk = tokens["access_token"][:-3] + "abc"
    assert platform.call("/v1/contacts/list", {}, Authorization=f"Bearer {junk}").status == 401
    log = (platform.settings.state / "runtime.log").read_text(errors="replace")
    assert "keys.rotate" in log, "the functions' lines are in it"
    secrets = [password, demo["users"][0]["password"], made["key"], again, *demo["keys"].values(), junk]
    secrets += [document[name] for document in (tokens, renewed) for name in ("access_token", "refresh_token")]
    assert [secret[:12] for secret in secrets if secret in log] == []
