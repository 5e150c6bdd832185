"""The dashboard at `/app`: the built one, and what is said in its place while or where there is none."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from local.dashboard import Dashboard
from local.settings import read_settings

SETTINGS = read_settings({"PORT": "9000"})


@pytest.fixture
def dashboard(tmp_path: Path) -> Dashboard:
    """A runtime at port 9000 with a small dashboard."""
    for name in ("index.html", "assets/index-1.js", "favicon.svg"):
        (tmp_path / "built" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "built" / name).write_text(name, encoding="utf-8")
    keys = {"live": "bv_live_pk_1", "sandbox": "bv_test_pk_1"}
    secret = {"demo": {"keys": {"live_secret": "bv_live_sk_1"}}}
    (tmp_path / "demo.json").write_text(json.dumps({"organisations": secret, "dashboard_keys": keys}), encoding="utf-8")
    return Dashboard(replace(SETTINGS, state=tmp_path), folder=tmp_path / "built")


def test_every_address_of_a_page_is_answered_by_the_page_and_a_file_by_itself(dashboard):
    assert dashboard.page("/app").headers["Location"] == "/app/"
    for path in ("/app/", "/app/settings/api", "/app/webhooks/wh_1"):
        assert dashboard.page(path).body == b"index.html"
    script = dashboard.page("/app/assets/index-1.js")
    assert (script.body, script.content_type) == (b"assets/index-1.js", "text/javascript; charset=utf-8")
    assert "immutable" in script.headers["Cache-Control"]
    assert dashboard.page("/app/assets/of-a-former-build.js").status == 404


def test_nothing_outside_it_is_served_and_no_secret_key(dashboard):
    for path in ("/app/../demo.json", "/app/assets/../../demo.json", "/app//../../demo.json"):
        assert b"bv_" not in dashboard.page(path).body
    config = dashboard.page("/app/config.json")
    assert json.loads(config.body) == {"publishable_keys": {"live": "bv_live_pk_1", "sandbox": "bv_test_pk_1"}}
    assert config.headers["Cache-Control"] == "no-store"


def test_every_answer_has_the_strict_policy(dashboard):
    for path in ("/app/", "/app/assets/index-1.js", "/app/config.json"):
        policy = dashboard.page(path).headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_while_it_is_built_the_page_says_so_and_comes_again(tmp_path):
    page = Dashboard(replace(SETTINGS, state=tmp_path), step="installing Node").page("/app/settings/api")
    assert page.status == 503
    assert re.search(rb"being built: installing Node, for \d+ s", page.body)
    assert b'http-equiv="refresh"' in page.body


def test_without_a_registry_the_page_says_why_and_how_to_get_it(tmp_path):
    failure = "npm could not install the packages: <no network>"
    page = Dashboard(replace(SETTINGS, state=tmp_path), failure=failure).page("/app/")
    assert page.status == 503
    assert b"npm could not install the packages: &lt;no network&gt;" in page.body
    assert b"make dashboard" in page.body
    assert b"The API does not need it" in page.body
    assert b"refresh" not in page.body


@pytest.mark.parametrize("name", ["\x00", "assets/\x00.js", "a" * 300])
def test_a_name_that_no_file_can_have_is_answered_like_another_address(dashboard, name):
    assert dashboard.page(f"/app/{name}").status == (404 if name.startswith("assets/") else 200)
