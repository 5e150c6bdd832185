"""The iterations of loops and the branches of a run, a page at a time."""

from typing import Any

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, workflow

ECHO = {"id": "echo", "type": "set", "input": {"n": "{{ item }}"}}


def listed(run: str, step: str, **about: Any) -> Any:
    return call("workflows.instances_steps", {"instance_id": run, "step_id": step, **about}).data


def loop(*steps: Any, items: Any = "{{ input.items }}", step: str = "each") -> dict[str, Any]:
    return {"id": step, "type": "for_each", "on_error": "continue", "input": {"items": items, "steps": list(steps)}}


def test_iterations_come_page_by_page_with_what_each_step_received_and_gave(states):
    run = execute(workflow(loop(ECHO)), {"items": list(range(45))})["instance_id"]
    states.run()
    seen = []
    for page in (1, 2, 3, 4):
        made = listed(run, "each", page=page)
        assert made["pagination"]["total"] == 45
        seen += made["iterations"]
    assert [one["item"] for one in seen] == list(range(45))
    assert [one["iteration"] for one in seen] == [str(number) for number in range(45)]
    for number, one in enumerate(seen):
        (step,) = one["steps"]
        assert (one["status"], one["output"]) == ("completed", {"n": number})
        assert (step["status"], step["input"], step["output"]) == ("completed", {"n": number}, {"n": number})
        assert [attempt["status"] for attempt in step["attempt_list"]] == ["completed"]


def test_only_failed_iterations_are_found_among_many(states):
    with Receiver(lambda got: Reply(404 if got.path.endswith("7") else 200)) as receiver:
        sent = {"id": "call", "type": "http_request", "input": {"url": receiver.url + "/{{ item }}"}}
        run = execute(workflow(loop(sent)), {"items": list(range(30))})["instance_id"]
        states.run()
    made = listed(run, "each", status="failed")
    assert made["pagination"]["total"] == 3
    assert [one["iteration"] for one in made["iterations"]] == ["7", "17", "27"]
    assert made["iterations"][0]["error"]["code"] == "HTTP_STATUS"
    assert made["iterations"][0]["steps"][0]["input"]["url"].endswith("/7")
    assert listed(run, "each", status="completed")["pagination"]["total"] == 27


def test_a_loop_in_a_loop_is_asked_for_by_the_iteration_around_it(states):
    inner = loop(ECHO, items="{{ item }}", step="inner")
    run = execute(workflow(loop(inner)), {"items": [[1], [2, 3]]})["instance_id"]
    states.run()
    made = listed(run, "inner", iteration="1")
    assert [one["iteration"] for one in made["iterations"]] == ["1.0", "1.1"]
    assert [one["item"] for one in made["iterations"]] == [2, 3]
    outer = listed(run, "each")["iterations"][1]["steps"]
    assert [(step["id"], step["iterations"]) for step in outer] == [("inner", 2)]
    for wrong in ({"step_id": "inner", "iteration": "1.0"}, {"step_id": "echo"}, {"step_id": "nobody"}):
        assert call("workflows.instances_steps", {"instance_id": run, **wrong}).status == 404


def test_branches_are_shown_by_their_names(states):
    branches = [
        {"id": name, "steps": [{"id": name, "type": "set", "input": {"at": name}}]} for name in ("left", "right")
    ]
    run = execute(workflow({"id": "both", "type": "parallel", "input": {"branches": branches}}))["instance_id"]
    states.run()
    made = listed(run, "both")["iterations"]
    assert [(one["branch"], one["status"], one["output"]) for one in made] == [
        ("left", "completed", {"at": "left"}),
        ("right", "completed", {"at": "right"}),
    ]


def test_large_values_are_left_out_so_that_an_answer_stays_small(states):
    large = {"id": "large", "type": "set", "input": {"text": "{{ item }}"}}
    run = execute(workflow(loop(large)), {"items": ["a", "b" * 9_000]})["instance_id"]
    states.run()
    small, big = listed(run, "each")["iterations"]
    assert (small["item"], big.get("item"), big["output_omitted"]) == ("a", None, True)
    assert big["steps"][0]["output_omitted"]


def test_readers_see_no_credentials_in_iterations(states):
    given = [{"api_key": "k-123456", "name": "A"}]
    run = execute(workflow(loop({"id": "s", "type": "set", "input": {"x": "{{ item }}"}})), {"items": given})
    states.run()
    asked = {"instance_id": run["instance_id"], "step_id": "each"}
    shown = call("workflows.instances_steps", asked, caller={"scopes": "read"}).data
    assert "k-123456" not in str(shown)
    assert shown["iterations"][0]["item"] == {"api_key": "********", "name": "A"}


SEEN = {"id": "see", "type": "set", "input": {
    "path": "{{ join('/', [outer.outer.item.name, outer.item.name, item]) }}",
    "indices": "{{ [outer.outer.index, outer.index, index] }}",
}}  # fmt: skip
INNERMOST = loop(SEEN, items="{{ item.rooms }}", step="rooms")
HOUSES = loop(loop(INNERMOST, items="{{ item.floors }}", step="floors"), items="{{ input.houses }}", step="houses")
GIVEN = [
    {"name": "Puig", "floors": [{"name": "first", "rooms": ["a", "b"]}, {"name": "second", "rooms": ["c"]}]},
    {"name": "Roca", "floors": [{"name": "ground", "rooms": ["d"]}]},
]


def test_a_step_in_nested_loops_reads_the_items_of_those_around_it_by_outer(states):
    run = execute(workflow(HOUSES), {"houses": GIVEN})["instance_id"]
    states.run()
    paths, indices = [], []
    for iteration in ("0.0", "0.1", "1.0"):
        for one in listed(run, "rooms", iteration=iteration)["iterations"]:
            paths.append(one["output"]["path"])
            indices.append(one["output"]["indices"])
    assert paths == ["Puig/first/a", "Puig/first/b", "Puig/second/c", "Roca/ground/d"]
    assert indices == [[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_a_loops_own_items_and_the_steps_of_a_branch_in_it_read_outer_too(states):
    branches = [{"id": "one", "steps": [{"id": "see", "type": "set", "input": {"v": "{{ outer.item.x }}{{ item }}"}}]}]
    inner = loop(
        {"id": "both", "type": "parallel", "input": {"branches": branches}}, step="inner", items="{{ item.l }}"
    )
    run = execute(workflow(loop(inner)), {"items": [{"x": "X", "l": [1, 2]}]})["instance_id"]
    states.run()
    values = [one["output"]["one"]["v"] for one in listed(run, "inner", iteration="0")["iterations"]]
    assert values == ["X1", "X2"]


def test_a_trial_and_the_filter_of_a_wait_read_outer(states):
    wait = {
        "id": "paid",
        "type": "wait_for_event",
        "mock": {"output": {"event": None}},
        "input": {"event": "contact.created", "filter": "data.id == outer.item.id"},
    }
    see = {**SEEN, "input": {"v": "{{ outer.item.id }}"}}
    definition = {"name": "Test", "steps": [loop(loop(wait, see, items="{{ item.l }}", step="inner"))]}
    trial = call("workflows.validate", {"definition": definition, "input": {"items": [{"id": "i1", "l": [1]}]}}).data
    assert trial["errors"] == []
    assert [step["output"] for step in trial["steps"] if step["step_id"] == "see"] == [{"v": "i1"}]
