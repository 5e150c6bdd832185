"""The firewall: whose requests it counts together, what it lets through, and how it answers."""

import json
from typing import Any

import pytest
from bivelio_core import catalogue, errors
from bivelio_core.entrypoints.http import SECURITY_HEADERS

from tests.declared import RESOURCES, chosen


def firewall_rules(*, has_dashboard: bool) -> dict[str, Any]:
    """The rules of the firewall, by name, of a stack with or without a dashboard."""
    rules = chosen(RESOURCES["WebAcl"]["Properties"]["Rules"], {"HasDashboard": has_dashboard})
    return {rule["Name"]: rule for rule in rules}


def counted_as(sent: dict[str, str], *, has_dashboard: bool = True) -> list[str]:
    """By what each rule that limits floods counts a request with some headers, which came over one connection."""
    found = []
    for rule in firewall_rules(has_dashboard=has_dashboard).values():
        if limit := rule["Statement"].get("RateBasedStatement"):
            scope = limit.get("ScopeDownStatement")
            if scope is None or says(scope, sent):
                forwarded = limit.get("ForwardedIPConfig")
                found.append(sent[forwarded["HeaderName"].lower()] if forwarded else "the connection's")
    return found


def says(statement: dict[str, Any], sent: dict[str, str]) -> bool:
    """Whether a statement of the firewall holds for a request with some headers."""
    match statement:
        case {"NotStatement": {"Statement": denied}}:
            return not says(denied, sent)
        case {"OrStatement": {"Statements": parts}}:
            return any(says(each, sent) for each in parts)
        case {
            "ByteMatchStatement": {
                "PositionalConstraint": "EXACTLY",
                "FieldToMatch": {"SingleHeader": {"Name": str(name)}},
                "SearchString": {"Fn::Sub": str(text)},
            }
        }:
            return sent.get(name) == text
        case _:
            raise AssertionError(statement)


@pytest.mark.parametrize("secret", ["OriginSecretA", "OriginSecretB"])
def test_people_behind_the_distribution_are_counted_each_for_himself(secret):
    proof = f"{{{{resolve:secretsmanager:${{{secret}}}:SecretString}}}}"
    assert counted_as({"x-bivelio-edge": proof, "x-bivelio-viewer": "198.51.100.7"}) == ["198.51.100.7"]


@pytest.mark.parametrize("sent", [{}, {"x-bivelio-edge": ""}, {"x-bivelio-edge": "x" * 64}])
def test_whoever_forges_the_headers_is_counted_by_his_connection(sent):
    for has_dashboard in (True, False):
        named = {**sent, "x-bivelio-viewer": "198.51.100.7"}
        assert counted_as(named, has_dashboard=has_dashboard) == ["the connection's"]


def test_the_firewall_does_not_refuse_what_our_users_send():
    rules = firewall_rules(has_dashboard=False)
    group = rules["common-attacks"]["Statement"]["ManagedRuleGroupStatement"]
    counted = {
        override["Name"] for override in group["RuleActionOverrides"] if override["ActionToUse"] == {"Count": {}}
    }
    assert {"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY"} <= counted
    assert "GenericLFI_BODY" in counted, "../ in a text is no attack"


def test_the_firewalls_own_answer_is_a_429_in_our_envelope():
    bodies = RESOURCES["WebAcl"]["Properties"]["CustomResponseBodies"]
    error = errors.RateLimitExceeded(limit=1, window="minute", retry_after=60)
    for name in ("requests-per-address", "requests-per-viewer"):
        refusal = firewall_rules(has_dashboard=True)[name]["Action"]["Block"]["CustomResponse"]
        text = bodies[refusal["CustomResponseBodyKey"]]["Content"]["Fn::Sub"]
        body = json.loads(text.replace("${DocsUrl}", "https://docs.example.com"))
        assert text.isascii(), "the definition travels as ASCII"
        assert refusal["ResponseCode"] == error.status
        headers = {each["Name"]: each["Value"] for each in refusal["ResponseHeaders"]}
        told = [error.describe(language, "", "https://docs.example.com") for language in catalogue.LANGUAGES]
        sentences = body["error"].pop("message").split(" · ")
        assert len(set(sentences)) == len(catalogue.LANGUAGES)
        remedies = " · ".join(str(each["remedy"]) for each in told)
        same = {part: told[0][part] for part in ("code", "retry_after", "retryable", "doc_url")}
        assert body == {"success": False, "error": {**same, "remedy": remedies}}
        languages = {"Retry-After": "60", "Content-Language": ", ".join(catalogue.LANGUAGES)}
        assert headers.items() >= {**SECURITY_HEADERS, **languages, "Access-Control-Allow-Origin": "*"}.items()


def test_the_firewall_logs_what_it_blocked_or_counted_without_credentials():
    logging = RESOURCES["WafLogging"]["Properties"]
    assert RESOURCES["WafLogGroup"]["Properties"]["LogGroupName"]["Fn::Sub"].startswith("aws-waf-logs-")
    headers = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"] if "SingleHeader" in field}
    assert headers == {"authorization", "x-api-key", "apikey", "x-bivelio-edge", "cookie"}
    parts = {part for field in logging["RedactedFields"] for part in field if part != "SingleHeader"}
    assert parts == {"UriPath", "QueryString"}, "URLs of workflows open them"
    (kept,) = logging["LoggingFilter"]["Filters"]
    assert {each["ActionCondition"]["Action"] for each in kept["Conditions"]} == {"BLOCK", "COUNT"}
