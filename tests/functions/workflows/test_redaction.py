"""The credentials in a workflow's HTTP requests are shown to those who may write it, and to nobody else."""

import json

import pytest
from bivelio_core.workflows.definitions.redaction import REDACTED, redacted

from tests.api import call

REQUEST = {
    "method": "POST",
    "url": "https://a.cat/v1/hook?lang=ca&api_key=secret-1&q={{ input.q }}&access_token={{ input.t && '' }}#top",
    "headers": {"Authorization": "Bearer secret-2", "X-Trace": "secret-3"},
    "json": {"name": "{{ input.name }}", "login": [{"password": "secret-4", "user": "ana"}]},
}
FORM = {"url": "https://exemple.cat", "body": "grant_type=client_credentials&client_secret=secret-5"}
STEPS = [
    {"id": "call", "type": "http_request", "input": REQUEST},
    {
        "id": "each",
        "type": "for_each",
        "input": {"items": "{{ input.items }}", "steps": [{"id": "inner", "type": "http_request", "input": FORM}]},
    },
]
READERS = [{"scopes": "read"}, {"scopes": "write"}, {"scopes": "workflows:write"}, {"scopes": "workflows:read"}]


@pytest.mark.usefixtures("table")
def test_a_reader_sees_a_definition_without_its_credentials():
    made = call("workflows.create", {"name": "One", "steps": STEPS}).data
    assert made["steps"][0]["input"] == REQUEST
    call("workflows.update", {"id": made["id"], "name": "Two", "steps": STEPS[:1]})
    for caller in READERS:
        for version in (1, 2):
            shown = call("workflows.get", {"id": made["id"], "version": version}, caller=caller).data
            assert "secret-" not in json.dumps(shown), (caller, version)
    shown = call("workflows.get", {"id": made["id"]}, caller={"scopes": "read"}).data["steps"][0]["input"]
    assert shown["headers"] == {"Authorization": REDACTED, "X-Trace": REDACTED}
    assert shown["url"] == (
        f"https://a.cat/v1/hook?lang=ca&api_key={REDACTED}&q={{{{ input.q }}}}&access_token={REDACTED}#top"
    )
    assert shown["json"] == {"name": "{{ input.name }}", "login": [{"password": REDACTED, "user": "ana"}]}
    for scopes in ("admin", "workflows:admin"):
        whole = call("workflows.get", {"id": made["id"], "version": 1}, caller={"scopes": scopes}).data
        assert whole["steps"][0]["input"] == REQUEST


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ana:secret@exemple.cat/a@b", f"https://{REDACTED}@exemple.cat/a@b"),
        ("https://exemple.cat/a@b?monkey=1&page=2", "https://exemple.cat/a@b?monkey=1&page=2"),
        (
            "https://exemple.cat/?X-Amz-Signature=abc&key=1",
            f"https://exemple.cat/?X-Amz-Signature={REDACTED}&key={REDACTED}",
        ),
        ("{{ input.url }}", "{{ input.url }}"),
    ],
)
def test_the_secret_places_of_a_url_are_left_out(url, shown):
    (step,) = redacted([{"id": "a", "type": "http_request", "input": {"url": url, "headers": "{{ input.h }}"}}])
    assert step["input"] == {"url": shown, "headers": REDACTED}
