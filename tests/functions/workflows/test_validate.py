"""Definitions that are checked and tried without being saved: all faults at once, and what each step would receive."""

from typing import Any

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def validate(*steps: Any, sample: Any = None, **about: Any) -> dict[str, Any]:
    """The answer for a definition with these steps."""
    definition = {"name": "Prova", "steps": list(steps), **about}
    return dict(call("workflows.validate", {"definition": definition, "input": sample or {}}).data)


def step(name: str, kind: str = "set", /, **about: Any) -> dict[str, Any]:
    """A step whose input is what is left."""
    kept: dict[str, Any] = {key: about.pop(key) for key in ("when", "mock", "on_error", "retry") if key in about}
    return {"id": name, "type": kind, "input": about, **kept}


def test_all_faults_are_told_at_once_with_their_places():
    many = [step(f"s{number}", "set", value="{{ nowhere( }}") for number in range(30)]
    found = validate(*many, step("s0", "no.such"), output="{{ steps.s99.output }}", trigger_type="cron", trigger={})
    fields = [error["field"] for error in found["errors"]]
    assert not found["valid"]
    assert {"trigger.cron", "steps[30].id", "steps[30].type", "output"} <= set(fields)
    assert [field for field in fields if field.endswith("input.value")] == [
        f"steps[{number}].input.value" for number in range(30)
    ]
    assert found["errors"][fields.index("steps[7].input.value")]["step"] == "s7"
    assert found["errors"][fields.index("steps[7].input.value")]["reason"]
    assert found["steps"] == found["scopes"] == []


def test_faults_of_the_whole_and_of_steps_come_together():
    found = call("workflows.validate", {"definition": {"steps": [step("a", "no.such")], "colour": "red"}}).data
    assert {error["field"] for error in found["errors"]} == {"name", "colour", "steps[0].type"}
    assert [error["field"] for error in call("workflows.validate", {"definition": {}}).data["errors"]] == [
        "name",
        "steps",
    ]


def test_what_create_refuses_is_not_valid_and_what_it_takes_is():
    called = step("a", "run_workflow", workflow_id="wf_no")
    assert [error["constraint"] for error in validate(called)["errors"]] == ["not_found"]
    unknown = step("b", "http_request", url="https://example.com", headers={"X": "{{ secrets.no }}"})
    assert not validate(unknown)["valid"]
    verify = {"method": "token", "header": "X-Token"}
    found = validate(step("c", "set"), trigger_type="inbound", trigger={"verify": verify})
    assert [error["field"] for error in found["errors"]] == ["trigger.verify.secret"]
    good = {"name": "Prova", "steps": [step("d", "set", a=1)]}
    assert call("workflows.validate", {"definition": good}).data["valid"]
    assert call("workflows.create", good).status == 200
    assert len(call("workflows.list", {}).data["workflows"]) == 1


def test_each_step_is_shown_with_what_it_would_receive():
    found = validate(
        step("total", "set", sum="{{ round(multiply(input.price, `1.21`), `2`) }}"),
        step("gran", "condition", **{"if": "steps.total.output.sum > `100`", "then": "avisa", "else": "final"}),
        step("mai", "set", never="reached"),
        step(
            "avisa",
            "http_request",
            url="https://example.com/x/{{ input.name }}",
            json={"t": "{{ steps.total.output }}"},
        ),
        step("final", "set", said="{{ steps.avisa.output.json.received.t.sum }}"),
        sample={"price": 100, "name": "a b"},
    )
    assert (found["valid"], found["status"], found["output"]) == (True, "completed", {"said": 121})
    shown = {one["step_id"]: one for one in found["steps"]}
    assert list(shown) == ["total", "gran", "avisa", "final"]
    assert shown["total"]["input"] == {"sum": 121}
    assert shown["avisa"]["input"] == {"url": "https://example.com/x/a%20b", "json": {"t": {"sum": 121}}}
    assert (shown["avisa"]["assumed"], shown["total"]["assumed"]) == (True, False)


def test_mocks_say_what_the_steps_behind_receive():
    found = validate(
        step("client", "contact.find", id="ct_1", mock={"output": {"found": True, "contact": {"name": "Anna"}}}),
        step("avis", "set", text="Hola {{ steps.client.output.contact.name }}"),
        step(
            "peta", "http_request", url="https://example.com", mock={"error": {"code": "TIMEOUT"}}, on_error="continue"
        ),
        step("final", "set", code="{{ steps.peta.error.code }}"),
    )
    assert [one["input"] for one in found["steps"]][1] == {"text": "Hola Anna"}
    assert found["output"] == {"code": "TIMEOUT"}
    assert found["scopes"] == ["contacts:read"]


def test_loops_and_branches_are_tried_item_by_item():
    inner = [step("un", "set", n="{{ item.n }}", at="{{ index }}")]
    branches = [{"id": "a", "steps": [step("dreta", "set", x=1)]}, {"id": "b", "steps": [step("esquerra", "set", x=2)]}]
    found = validate(
        step("tots", "for_each", items="{{ input.list }}", steps=inner),
        step("alhora", "parallel", branches=branches),
        sample={"list": [{"n": 5}, {"n": 6}]},
    )
    places = [(one["step_id"], one["iteration"], one.get("branch")) for one in found["steps"]]
    assert places == [
        ("tots", "0", None),
        ("un", "0", None),
        ("un", "1", None),
        ("alhora", "0", None),
        ("dreta", "0", "a"),
        ("esquerra", "0", "b"),
    ]
    assert found["steps"][2]["input"] == {"n": 6, "at": 1}
    assert found["output"] == {"a": {"x": 1}, "b": {"x": 2}}


def test_a_long_trial_is_cut():
    loop = step("tots", "for_each", items="{{ input.list }}", steps=[step("un", "wait", seconds=1)])
    found = validate(loop, sample={"list": list(range(900))})
    assert (found["truncated"], len(found["steps"]), found.get("status")) == (True, 201, None)


def test_a_sample_that_fails_says_where_and_why():
    found = validate(step("a", "contact.create", type="person", name="{{ input.name }}"), step("b", "set", x=1))
    assert (found["valid"], found["status"], found["error"]["code"]) == (True, "failed", "VALIDATION_ERROR")
    assert [one["step_id"] for one in found["steps"]] == ["a"]


def test_the_steps_of_on_failure_are_tried_when_the_others_fail():
    told = [step("avisa", "set", why="{{ run.error.code }} {{ run.error.step }}")]
    found = validate(step("a", "wait", seconds=1, mock={"error": {"code": "TIMEOUT"}}), on_failure=told)
    assert (found["status"], found["steps"][1]["input"]) == ("failed", {"why": "TIMEOUT a"})


def test_the_scopes_that_are_missing_are_told_and_secrets_stay_hidden():
    secret = {"name": "clau", "value": "very-secret-value", "allowed_hosts": ["example.com"]}
    assert call("secrets.set", secret).status == 200
    definition = {
        "name": "Prova",
        "steps": [
            step("c", "contact.find", id="ct_1"),
            step("h", "http_request", url="https://example.com", headers={"X": "{{ secrets.clau }}"}),
        ],
    }
    found = call("workflows.validate", {"definition": definition}, caller={"scopes": "workflows:admin"})
    assert found.data["missing_scopes"] == ["contacts:read"]
    assert found.data["steps"][1]["input"]["headers"] == {"X": "********"}
    assert "very-secret" not in str(found.data)
    assert call("workflows.validate", {"definition": definition}, caller={"scopes": "read"}).status == 403


@pytest.mark.parametrize(
    ("mock", "field"),
    [({}, "mock"), ({"output": 1, "error": {"code": "X"}}, "mock"), ({"error": {}}, "mock.error.code"), (5, "mock")],
)
def test_a_mock_has_an_output_or_an_error(mock, field):
    found = validate(step("a", "wait", seconds=1, mock=mock))
    assert f"steps[0].{field}" in {error["field"] for error in found["errors"]}


def test_a_step_without_an_effect_has_no_mock():
    assert [error["field"] for error in validate(step("a", "set", mock={"output": 1}))["errors"]] == ["steps[0].mock"]
