"""A deployment with a domain name, and so with an authorization server."""

import pytest


@pytest.fixture(autouse=True)
def domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTH_DOMAIN", "example.com")
    monkeypatch.setenv("APP_URL", "https://app.example.com/app")
