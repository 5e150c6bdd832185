"""The running platform answers a beginner's mistakes in words, with what to do and a page that is there."""

from typing import Any

import pytest
from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.identity import key_text

from tests.running import Runtime

pytestmark = pytest.mark.e2e
every_language = pytest.mark.parametrize("language", LANGUAGES)


def failed(
    platform: Runtime, path: str, language: str, *, key: str | None = None, method: str = "POST"
) -> tuple[int, dict[str, Any], str]:
    """Status, error and language of a request that must fail."""
    headers = {"Content-Type": "application/json", "Accept-Language": language, **({"X-API-Key": key} if key else {})}
    answer = platform.call(path, {} if method == "POST" else None, method=method, **headers)
    return answer.status, answer.json()["error"], answer.headers["content-language"]


@every_language
def test_each_credential_that_is_refused_is_told_why(platform: Runtime, language: str):
    url = platform.settings.url
    demo = platform.demo()["organisations"]["demo"]["keys"]
    unknown = key_text.new_key("live", "secret")
    tried = {
        "no_credential": ("/v1", None),
        "malformed_key": ("/v1", unknown[:-1]),
        "unknown_key": ("/v1", unknown),
        "live_key_in_sandbox": ("/sandbox/v1", demo["live_secret"]),
        "test_key_in_live": ("/v1", demo["test_secret"]),
    }
    for reason, (base, key) in tried.items():
        status, error, told_in = failed(platform, f"{base}/contacts/list", language, key=key)
        message, remedy = (Entry("identity", f"refused.{reason}{part}")[language] for part in ("", ".remedy"))
        assert (status, error["code"], error["details"]) == (401, "AUTH_INVALID_TOKEN", {"reason": reason})
        assert (error["message"], error["remedy"], told_in) == (message, remedy, language)
        assert error["doc_url"] == f"{url}/docs/errors/auth-invalid-token"


@every_language
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/contacts/list"), ("POST", "/contact/list"), ("GET", "/contacts")]
)
def test_a_wrong_method_or_path_is_told_the_nearest_operation(platform: Runtime, language: str, method: str, path: str):
    status, error, told_in = failed(platform, f"/v1{path}", language, method=method)
    assert (status, error["code"], told_in) == (404, "RESOURCE_NOT_FOUND", language)
    assert error["details"] == {"method": method, "path": path, "nearest": "/contacts/list"}
    assert "POST" in error["message"] + error["remedy"]


def test_what_the_gateway_answers_itself_is_in_all_languages(platform: Runtime):
    status, error, told_in = failed(platform, "/v1/", "en", method="GET")
    assert (status, error["code"], told_in) == (404, "RESOURCE_NOT_FOUND", "ca, es, en")
    for part in ("message", "remedy"):
        assert len(error[part].split(" · ")) == len(LANGUAGES)
        assert "POST" in error[part]


def test_the_page_that_an_error_names_is_there(platform: Runtime):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    status, error, _ = failed(platform, "/v1/contacts/create", "ca", key=key)
    assert (status, error["code"]) == (400, "VALIDATION_ERROR")
    page = platform.call(error["doc_url"].removeprefix(platform.settings.url), method="GET")
    if page.status in (307, 308):  # to the address with a slash, as a browser goes
        page = platform.call(page.headers["location"], method="GET")
    assert (page.status, "VALIDATION_ERROR" in page.body.decode()) == (200, True)
