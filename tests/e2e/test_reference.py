"""The reference's own curl lines, sent by curl, with nothing changed but the address and the placeholders."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.running import Runtime
from tests.shapes import assert_covers
from tools.endpoints import load_example

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")]

PASSWORD = """curl -X POST 'https://api.bivelio.com/v1/auth/token?grant_type=password' \\
-H 'apikey: <YOUR_API_KEY>' \\
-H 'Content-Type: application/json' \\
-d '{
"email": "el_teu@email.com",
"password": "la_teva_contrasenya"
}'"""
REFRESH = """curl -X POST 'https://api.bivelio.com/v1/auth/token?grant_type=refresh_token' \\
-H 'apikey: <YOUR_API_KEY>' \\
-H 'Content-Type: application/json' \\
-d '{ "refresh_token": "v1.MR..." }'"""
BY_TOKEN = """curl -X POST 'https://api.bivelio.com/v1/contacts' \\
-H 'Authorization: Bearer eyJhbGciOiJIUzI1NiIs...' \\
-H 'Content-Type: application/json' \\
-d '{ "action": "list" }'"""
BY_KEY = """curl -X POST 'https://api.bivelio.com/v1/contacts' \\
-H 'X-API-Key: bv_live_sk_a1b2c3d4e5f6...' \\
-H 'Content-Type: application/json' \\
-d '{ "action": "list" }'"""
IN_SANDBOX = """curl -X POST 'https://sandbox.api.bivelio.com/v1/{path}' \\
-H 'X-API-Key: bv_test_sk_a1b2c3d4e5f6...' \\
-H 'Content-Type: application/json' \\
-d '{body}'"""


def test_signing_in_and_refreshing(platform: Runtime):
    tokens = run(platform, PASSWORD)
    assert_covers(load_example("auth.token")["response"], tokens)
    again = run(platform, REFRESH.replace("v1.MR...", tokens["refresh_token"]))
    assert again["user"] == tokens["user"]
    assert again["refresh_token"] != tokens["refresh_token"]


def test_listing_with_a_token_and_with_a_key(platform: Runtime):
    token = run(platform, PASSWORD)["access_token"]
    by_token = run(platform, BY_TOKEN.replace("eyJhbGciOiJIUzI1NiIs...", token))
    by_key = run(platform, BY_KEY)
    assert by_token["success"] is True
    assert by_token["data"] == by_key["data"]


@pytest.mark.parametrize("verb", ["list", "create", "update"])
def test_contacts_in_the_sandbox(platform: Runtime, verb: str):
    example = load_example(f"contacts.{verb}")
    path = "contacts" if verb == "list" else f"contacts/{verb}"
    command = IN_SANDBOX.replace("{path}", path).replace("{body}", json.dumps(example["request"]))
    answer = run(platform, command)
    assert_covers(example["response"], answer)


@pytest.mark.parametrize("verb", ["list", "invoke"])
def test_agents_in_the_sandbox(platform: Runtime, verb: str):
    example = load_example(f"agents.{verb}")
    command = IN_SANDBOX.replace("{path}", f"agents/{verb}").replace("{body}", json.dumps(example["request"]))
    assert_covers(example["response"], run(platform, command))


def test_the_same_example_resources_are_in_the_demo_organisations_live_data(platform: Runtime):
    example = load_example("contacts.list")
    key = platform.demo()["organisations"]["demo"]["keys"]["live_read"]
    page = platform.call("/v1/contacts", example["request"], X_API_Key=key).json()["data"]
    assert page["contacts"][0]["id"] == "ct_abc123"


def run(platform: Runtime, command: str) -> Any:
    demo = platform.demo()["organisations"]["demo"]
    replacements = {
        "https://api.bivelio.com": platform.settings.url,
        "https://sandbox.api.bivelio.com": platform.settings.url + "/sandbox",
        "<YOUR_API_KEY>": demo["keys"]["live_secret"],
        "bv_live_sk_a1b2c3d4e5f6...": demo["keys"]["live_secret"],
        "bv_test_sk_a1b2c3d4e5f6...": demo["keys"]["test_secret"],
        "el_teu@email.com": demo["users"][0]["email"],
        "la_teva_contrasenya": demo["users"][0]["password"],
    }
    for placeholder, value in replacements.items():
        command = command.replace(placeholder, value)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - the line itself
    return json.loads(done.stdout)
