"""API Gateway's request path and the import of its definition: each repair, and the unrepaired behaviour behind it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from local.deploy import deploy
from tests.local.conftest import KNOBS, MINIATURE
from tests.running import Emulated, emulated, printed, settings_for

PATHS = """
from ministack.services import apigateway_v1 as gateway
from local.emulator import apigateway_repairs

looked = []
stock = gateway._match_recursive

def match(*args):
    looked.append(args)
    return stock(*args)

def resource(number, parent, part):
    path = "/" if parent is None else resources[parent]["path"].rstrip("/") + "/" + part
    resources[number] = {"id": number, "parentId": parent, "pathPart": part, "path": path}

def leads():
    looked.clear()
    found = [gateway._match_resource_tree("api", path.split("/") if path else []) for path in PATHS]
    print([(place and place["id"], parameters) for place, parameters in found], len(looked))

PATHS = ("contacts/list", "contacts/7", "files/a/b", "contacts", "", "nowhere")
gateway._match_recursive = match
resources = gateway._resources["api"] = {}
for about in (("root", None, ""), ("c", "root", "contacts"), ("n", "c", "{id}"), ("l", "c", "list"),
              ("f", "root", "files"), ("p", "f", "{proxy+}")):
    resource(*about)
leads()
apigateway_repairs.remember_where_a_path_leads()
leads()
leads()
del resources["l"]
leads()
resources["c"] |= {"pathPart": "people", "path": "/people"}
leads()
"""


def test_both_stages_answer_through_authorizer_and_usage_plan(repaired: Emulated):
    for stage in ("v1", "sandbox"):
        answer = repaired.call("/hello", {}, stage=stage, X_API_Key="good")
        assert (answer.status, answer.json()["context"]["stage"]) == (200, stage)


def test_the_usage_plan_key_comes_from_the_authorizer(stock: Emulated, repaired: Emulated):
    assert stock.call("/hello", {}, X_API_Key="good").status == 403
    assert repaired.call("/hello", {}, X_API_Key="good").status == 200
    assert repaired.call("/hello", {}, X_API_Key="bare").status == 403  # a key of no usage plan


def test_a_request_has_one_id_everywhere(stock: Emulated, repaired: Emulated):
    assert "requestId" not in context_of(stock).get("authorizer", {})
    answer = repaired.call("/hello", {}, X_API_Key="good")
    context = answer.json()["context"]
    assert answer.headers["x-amzn-requestid"] == context["requestId"] == context["authorizer"]["authorizer_request_id"]


def test_an_answer_names_its_request(stock: Emulated, repaired: Emulated):
    for running, names_it in ((stock, False), (repaired, True)):
        answer = running.call("/open", {})
        assert (answer.headers["x-amzn-requestid"] == answer.json()["context"]["requestId"]) is names_it


def test_a_path_is_compared_with_the_resources_of_an_api_once():
    stock, first, again, without_literal, renamed = printed(PATHS)
    leads = "[('l', {}), ('n', {'id': '7'}), ('p', {'proxy': 'a/b'}), ('c', {}), ('root', {}), (None, {})]"
    assert [stock, first] == [f"{leads} 8"] * 2
    assert again == f"{leads} 5"
    assert without_literal == leads.replace("('l', {})", "('n', {'id': 'list'})") + " 7"
    assert renamed.startswith("[(None, {}), (None, {}), ('p', {'proxy': 'a/b'}), (None, {}), ('root', {}), (None, {})]")


def test_the_request_context_names_domain_key_and_peer(stock: Emulated, repaired: Emulated):
    assert "domainName" not in context_of(stock)
    assert context_of(stock, X_Forwarded_For="203.0.113.9")["identity"]["sourceIp"] == "203.0.113.9"
    context = context_of(repaired, X_Forwarded_For="203.0.113.9")
    assert context["domainName"] == "127.0.0.1"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    with_key = repaired.call("/hello", {}, X_API_Key="good").json()["context"]
    assert with_key["identity"]["apiKey"] == "key-of-the-organisation"


def test_gateway_responses_can_name_what_the_authorizer_said(stock: Emulated, repaired: Emulated):
    put_response_by_hand(stock)
    answer = stock.call("/hello", {}, X_API_Key="busy")
    assert answer.body == b'{"retry_after": $context.authorizer.retry_after}'
    assert "x-ratelimit-limit" not in answer.headers
    for stage in ("v1", "sandbox"):
        answer = repaired.call("/hello", {}, stage=stage, X_API_Key="busy")
        assert answer.status == 429
        assert answer.json() == {"code": "RATE_LIMIT_EXCEEDED", "retry_after": 23, "path": f"/{stage}/hello"}
        assert answer.headers["x-ratelimit-limit"] == "100"


def test_a_failed_function_does_not_tell_why(stock: Emulated, repaired: Emulated):
    assert b"a secret detail" in stock.call("/open", {"mode": "raise"}).body
    answer = repaired.call("/open", {"mode": "raise"})
    assert (answer.status, answer.json()["code"]) == (502, "INTERNAL_ERROR")
    assert b"secret" not in answer.body


def test_a_malformed_answer_is_502(stock: Emulated, repaired: Emulated):
    assert stock.call("/open", {"mode": "malformed"}).status == 200
    answer = repaired.call("/open", {"mode": "malformed"})
    assert (answer.status, answer.json()["code"]) == (502, "INTERNAL_ERROR")


@pytest.mark.parametrize("megabytes", [6.5, 10.5])
def test_a_body_beyond_the_limits_is_413(stock: Emulated, repaired: Emulated, megabytes: float):
    body = json.dumps({"text": "x" * int(megabytes * 1024 * 1024)}).encode()
    assert stock.call("/open", body).status == 200
    answer = repaired.call("/open", body)
    assert (answer.status, answer.json()["code"]) == (413, "VALIDATION_ERROR")


def test_a_large_body_within_the_limits_passes(repaired: Emulated):
    assert repaired.call("/open", {"text": "x" * 5 * 1024 * 1024}).status == 200


def test_method_any_serves_every_verb(stock: Emulated, repaired: Emulated):
    assert stock.call("/any", method="PUT").status == 403
    answer = repaired.call("/any", method="PUT")
    assert (answer.status, answer.json()["method"]) == (200, "PUT")


def test_preflights_carry_their_headers(stock: Emulated, repaired: Emulated):
    assert "access-control-allow-methods" not in stock.call("/hello", method="OPTIONS").headers
    headers = repaired.call("/hello", method="OPTIONS").headers
    assert headers["access-control-allow-methods"] == "POST,OPTIONS"
    assert headers["access-control-allow-origin"] == "*"


def test_the_template_decides_gateway_responses_and_key_source(stock: Emulated, repaired: Emulated):
    assert definition(stock) == ("HEADER", True)
    assert definition(repaired) == ("AUTHORIZER", False)


def test_a_binary_type_of_the_template_has_a_slash(stock: Emulated, repaired: Emulated):
    types = [
        each.client("apigateway").get_rest_api(restApiId=each.deployment.api_id)["binaryMediaTypes"]
        for each in (stock, repaired)
    ]
    assert types == [["multipart~1form-data"], ["multipart/form-data"]]


def test_a_key_value_is_given_once(stock: Emulated, repaired: Emulated):
    duplicate = {"name": "another", "value": "key-of-the-organisation", "enabled": True}
    removed = stock.client("apigateway")
    removed.delete_api_key(apiKey=removed.create_api_key(**duplicate)["id"])
    gateway = repaired.client("apigateway")
    with pytest.raises(gateway.exceptions.ConflictException):
        gateway.create_api_key(**duplicate)


def test_a_key_is_in_one_plan_of_a_stage(stock: Emulated, repaired: Emulated):
    assert joins_a_second_plan(stock)
    gateway = repaired.client("apigateway")
    with pytest.raises(gateway.exceptions.ConflictException):
        joins_a_second_plan(repaired)


def test_a_changed_api_keeps_its_id(tmp_path: Path):
    changed = {}
    for name in ("stock", "repaired"):
        settings = settings_for(
            tmp_path / name, shutil.copytree(MINIATURE.parent, tmp_path / name / "s") / MINIATURE.name
        )
        with emulated(settings, repaired=name == "repaired", knobs=KNOBS) as running:
            text = settings.template.read_text().replace("Path: /any", "Path: /renamed")
            settings.template.write_text(text)
            after = deploy(settings, lambda _step: None, lambda: None)
            changed[name] = after.api_id != running.deployment.api_id
            if name == "repaired":
                assert running.call("/renamed", method="PUT").status == 200
                assert running.call("/any", method="PUT").status == 403
                assert running.call("/hello", {}, X_API_Key="good").status == 200
    assert changed == {"stock": True, "repaired": False}


def context_of(emulated: Emulated, **headers: str) -> Any:
    return emulated.call("/open", {}, **headers).json()["context"]


def put_response_by_hand(emulated: Emulated) -> None:
    gateway, api_id = emulated.client("apigateway"), emulated.deployment.api_id
    gateway.put_gateway_response(
        restApiId=api_id,
        responseType="ACCESS_DENIED",
        statusCode="429",
        responseParameters={"gatewayresponse.header.X-RateLimit-Limit": "context.authorizer.limit"},
        responseTemplates={"application/json": '{"retry_after": $context.authorizer.retry_after}'},
    )
    gateway.create_deployment(restApiId=api_id, stageName="v1")


def joins_a_second_plan(emulated: Emulated) -> bool:
    gateway, stage = emulated.client("apigateway"), {"apiId": emulated.deployment.api_id, "stage": "v1"}
    key = gateway.get_api_keys(nameQuery="organisation")["items"][0]["id"]
    plan = gateway.create_usage_plan(name="second", apiStages=[stage])["id"]
    try:
        return bool(gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")["id"] == key)
    finally:
        gateway.delete_usage_plan(usagePlanId=plan)


def definition(emulated: Emulated) -> tuple[str, bool]:
    gateway, api_id = emulated.client("apigateway"), emulated.deployment.api_id
    source = gateway.get_rest_api(restApiId=api_id)["apiKeySource"]
    response = gateway.get_gateway_response(restApiId=api_id, responseType="REQUEST_TOO_LARGE")
    return source, response["defaultResponse"]
