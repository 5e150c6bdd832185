"""A run does what its definition says, through the real endpoints, functions and state machine."""

import pytest

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.states import Killed

CREATE = {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "{{ input.client_name }}"}}


def workflow(*steps, **about):
    return call("workflows.create", {"name": "Test", "steps": list(steps), **about}).data["id"]


def execute(workflow_id, given=None, **about):
    return call("workflows.execute", {"workflow_id": workflow_id, "input": given or {}, **about}).data


def instance(instance_id):
    return call("workflows.instances_get", {"instance_id": instance_id}).data


def test_a_contact_is_created_with_what_the_input_says(states):
    started = execute(workflow(CREATE, output={"id": "{{ steps.create.output.id }}"}), {"client_name": "Empresa ABC"})
    assert (started["status"], started["current_step"], started["total_steps"]) == ("running", 1, 1)
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    assert call("contacts.get", {"id": done["output"]["id"]}).data["name"] == "Empresa ABC"
    assert [step["status"] for step in done["steps"]] == ["completed"]


def call_to(url, **about):
    return {"id": "call", "type": "http_request", "input": {"url": url, "json": {"n": "{{ input.n }}"}}, **about}


def test_a_request_carries_what_was_asked_and_the_steps_key(states):
    with Receiver(lambda _: Reply(body=b'{"ok": true}')) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    (got,) = receiver.received
    assert (got.method, got.body) == ("POST", b'{"n": 7}')
    assert got.headers["idempotency-key"] == f"{started['instance_id']}:call:0"
    assert instance(started["instance_id"])["output"]["json"] == {"ok": True}


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": 1e999}', b'"\\ud800"', b"[" * 5_000 + b"]" * 5_000, b"not json", b""]
)
def test_an_answer_that_is_no_json_is_a_text(states, body):
    with Receiver(lambda _: Reply(body=body)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    output = instance(started["instance_id"])["output"]
    assert (output["json"], output["body"]) == (None, body.decode())
    assert len(receiver.received) == 1


def test_an_answer_that_is_too_large_fails_the_step_at_once(states):
    with Receiver(lambda _: Reply(body=b"x" * 10_000_000)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    failed = instance(started["instance_id"])
    assert (failed["status"], failed["error"]["code"]) == ("failed", "ANSWER_TOO_LARGE")
    assert len(receiver.received) == 1


def test_a_passing_failure_is_tried_again_with_the_same_key(states):
    answers = [Reply(503), Reply(429), Reply(200)]
    with Receiver(lambda _: answers.pop(0)) as receiver:
        started = execute(workflow(call_to(receiver.url)))
        states.run()
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 1
    step = instance(started["instance_id"])["steps"][0]
    assert (step["status"], step["attempts"]) == ("completed", 3)
    assert states.entered["Wait"] == 2


@pytest.mark.parametrize(
    ("about", "requests"),
    [({}, 1), ({"retry": {"attempts": 2, "on": ["HTTP_STATUS"]}}, 2), ({"retry": {"attempts": 1}}, 1)],
)
def test_a_lasting_failure_fails_the_run(states, about, requests):
    with Receiver(lambda _: Reply(404, body=b"no such thing")) as receiver:
        started = execute(workflow(call_to(receiver.url, **about)))
        states.run()
    failed = instance(started["instance_id"])
    assert len(receiver.received) == requests
    assert (failed["status"], failed["failed_step"]) == ("failed", "call")
    assert failed["error"]["code"] == "HTTP_STATUS"
    assert failed["error"]["details"] == {"status": 404, "body": "no such thing"}


def test_a_failure_is_told_in_the_readers_language_and_to_the_workflow_in_catalan(states):
    tell = {"id": "tell", "type": "set", "input": {"error": "{{ steps.call.error }}"}}
    with Receiver(lambda _: Reply(404)) as receiver:
        ignored = execute(workflow(call_to(receiver.url, on_error="continue"), tell))["instance_id"]
        loop = {"id": "each", "type": "for_each", "input": {"items": [1], "steps": [call_to(receiver.url)]}}
        failed = execute(workflow(loop))["instance_id"]
        states.run()
    for language, answered, one_of_one in (
        ("ca", "El receptor ha respost 404.", "Han fallat 1 de 1 iteracions; la primera, '0': "),
        ("es", "El receptor ha respondido 404.", "Han fallado 1 de 1 iteraciones; la primera, '0': "),
        ("en", "The receiver answered 404.", "1 of 1 iterations failed; the first, '0': "),
    ):
        headers = {"Accept-Language": language}
        told = call("workflows.instances_get", {"instance_id": failed}, headers=headers).data
        assert (told["error"], told["error"]["message"]) == (told["steps"][0]["error"], one_of_one + answered)
        assert told["error"]["details"]["error"]["message"] == answered
        read = call("workflows.instances_get", {"instance_id": ignored}, headers=headers).data
        assert read["steps"][0]["error"]["message"] == answered
        assert read["output"]["error"]["message"] == "El receptor ha respost 404."
        assert "translations" not in str((told, read))


def test_a_failure_may_be_ignored_or_lead_elsewhere(states):
    saved = {"id": "saved", "type": "set", "input": {"code": "{{ steps.call.error.code }}"}}
    unused = {"id": "unused", "type": "set", "input": {"x": 1}}
    for about in ({"on_error": "continue"}, {"on_error": {"go_to": "saved"}}):
        steps = [call_to("https://192.0.2.1/", **about), *([unused] if "go_to" in str(about) else []), saved]
        started = execute(workflow(*steps))
        states.run()
        done = instance(started["instance_id"])
        assert (done["status"], done["output"]) == ("completed", {"code": "URL_REFUSED"}), done
        assert [step["status"] for step in done["steps"]][-1] == "completed"


def test_a_wait_is_a_state_not_a_function(states):
    started = execute(workflow({"id": "w", "type": "wait", "input": {"seconds": 3_600}}, CREATE), {"client_name": "x"})
    states.run()
    assert states.entered["Wait"] == 1
    assert instance(started["instance_id"])["status"] == "completed"


@pytest.mark.parametrize("until", ["yesterday", "2027-01-01T00:00:00", 7, "9999-01-01T00:00:00Z"])
def test_a_wait_until_nonsense_fails_the_step(states, until):
    started = execute(workflow({"id": "w", "type": "wait", "input": {"until": "{{ input.at }}"}}), {"at": until})
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "VALIDATION_ERROR"


def test_each_item_is_run_and_gathered_in_order(states):
    with Receiver(lambda got: Reply(body=got.body)) as receiver:
        call_each = {
            "id": "send",
            "type": "http_request",
            "input": {"url": receiver.url, "json": {"who": "{{ item.name }}", "at": "{{ index }}"}},
        }
        each = {"id": "each", "type": "for_each", "input": {"items": "{{ input.people }}", "steps": [call_each]}}
        shown = {"who": "{{ steps.each.output.items[*].json.who }}"}
        started = execute(workflow(each, output=shown), {"people": [{"name": "A"}, {"name": "B"}, {"name": "C"}]})
        states.run()
    assert instance(started["instance_id"])["output"] == {"who": ["A", "B", "C"]}
    keys = [got.headers["idempotency-key"] for got in receiver.received]
    assert keys == [f"{started['instance_id']}:send:{index}" for index in range(3)]


def test_no_items_are_no_iterations(states):
    each = {"id": "each", "type": "for_each", "input": {"items": "{{ input.people }}", "steps": [CREATE]}}
    started = execute(workflow(each), {"people": []})
    states.run()
    assert instance(started["instance_id"])["output"] == {"count": 0, "items": []}
    assert states.entered["Frames"] == 0


def test_retrying_repeats_only_what_failed(states):
    broken = {"B"}
    with Receiver(lambda got: Reply(400 if any(who in got.body.decode() for who in broken) else 200)) as receiver:
        send = {"id": "send", "type": "http_request", "input": {"url": receiver.url, "json": "{{ item }}"}}
        each = {"id": "each", "type": "for_each", "input": {"items": ["A", "B", "C"], "steps": [send]}}
        last = {"id": "last", "type": "http_request", "input": {"url": receiver.url, "json": "end"}}
        started = execute(workflow(CREATE, each, last), {"client_name": "x"})
        states.run()
        failed = instance(started["instance_id"])
        assert (failed["status"], failed["failed_step"]) == ("failed", "each")
        assert failed["error"]["details"]["failed"] == [1]
        broken.clear()
        before = len(receiver.received)
        again = call("workflows.retry", {"instance_id": started["instance_id"]}).data
        assert (again["instance_id"], again["status"]) == (started["instance_id"], "running")
        states.run()
    assert [got.body for got in receiver.received[before:]] == [b'"B"', b'"end"']
    assert states.entered["Frame"] == 3 + 1, "what an iteration that is done costs"
    done = instance(started["instance_id"])
    assert (done["status"], [step["status"] for step in done["steps"]]) == ("completed", ["completed"] * 3)
    assert call("contacts.list", {}).data["pagination"]["total"] == 1


def test_retrying_leaves_alone_what_failed_and_was_to_be_ignored(states):
    with Receiver(lambda got: Reply(404 if b"ignored" in got.body else 400)) as receiver:

        def send(step, **about):
            return {"id": step, "type": "http_request", "input": {"url": receiver.url, "json": step}, **about}

        started = execute(workflow(send("ignored", on_error="continue"), send("failed")))
        states.run()
        call("workflows.retry", {"instance_id": started["instance_id"]})
        states.run()
    assert [got.body for got in receiver.received] == [b'"ignored"', b'"failed"', b'"failed"']


def test_retrying_from_the_start_is_another_run(states):
    with Receiver(lambda _: Reply(400)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 1})
        states.run()
        again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"}).data
        states.run()
    assert again["instance_id"] != started["instance_id"]
    assert instance(again["instance_id"])["retry_of"] == started["instance_id"]
    assert [got.headers["idempotency-key"].split(":")[0] for got in receiver.received] == [
        started["instance_id"],
        again["instance_id"],
    ]


def test_branches_see_the_steps_before_and_give_what_they_gave(states):
    branches = [
        {"id": "left", "steps": [{"id": "l", "type": "set", "input": {"v": "{{ steps.first.output.v }}l"}}]},
        {"id": "right", "steps": [{"id": "r", "type": "set", "input": {"v": "{{ steps.first.output.v }}r"}}]},
    ]
    first = {"id": "first", "type": "set", "input": {"v": "{{ input.v }}"}}
    started = execute(workflow(first, {"id": "both", "type": "parallel", "input": {"branches": branches}}), {"v": "x"})
    states.run()
    assert instance(started["instance_id"])["output"] == {"left": {"v": "xl"}, "right": {"v": "xr"}}
    assert [step["id"] for step in instance(started["instance_id"])["steps"]] == ["first", "both", "l", "r"]


APPROVE = {"id": "ok", "type": "approval", "input": {"message": "Send to {{ input.client_name }}?"}}


@pytest.mark.parametrize(("approved", "status"), [(True, "completed"), (False, "completed")])
def test_an_approval_waits_for_a_decision(states, approved, status):
    started = execute(workflow(APPROVE, {**CREATE, "when": "steps.ok.output.approved"}), {"client_name": "ABC"})
    states.run()
    waiting = instance(started["instance_id"])
    assert (waiting["status"], waiting["steps"][0]["status"]) == ("waiting", "waiting")
    assert waiting["steps"][0]["message"] == "Send to ABC?"
    asked = {"instance_id": started["instance_id"], "approved": approved, "comment": "fine"}
    decided = call("workflows.approve", asked).data
    assert call("workflows.approve", asked).data == decided
    other = call("workflows.approve", {**asked, "approved": not approved})
    assert (other.status, other.error["code"]) == (409, "CONFLICT")
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == status
    assert done["steps"][0]["output"]["comment"] == "fine"
    assert done["steps"][1]["status"] == ("completed" if approved else "skipped")


@pytest.mark.parametrize(
    ("on_expiry", "status", "approved"),
    [("fail", "failed", None), ("reject", "completed", False), ("approve", "completed", True)],
)
def test_an_approval_that_nobody_decides_expires(states, on_expiry, status, approved):
    step = {**APPROVE, "input": {**APPROVE["input"], "expires_in_seconds": 60, "on_expiry": on_expiry}}
    started = execute(workflow(step), {"client_name": "ABC"})
    states.run()
    states.expires.add("token-1")
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == status
    if approved is None:
        assert done["error"]["code"] == "APPROVAL_EXPIRED"
    else:
        assert (done["output"]["approved"], done["output"]["expired"]) == (approved, True)
    late = call("workflows.approve", {"instance_id": started["instance_id"]})
    assert late.status == 409


def test_another_workflow_is_run_and_waited_for(states):
    inner = workflow(CREATE, output={"id": "{{ steps.create.output.id }}"})
    run = {"id": "run", "type": "run_workflow", "input": {"workflow_id": inner, "input": {"client_name": "In"}}}
    started = execute(workflow(run))
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    child = instance(done["output"]["instance_id"])
    assert (child["workflow_id"], child["output"]) == (inner, done["output"]["output"])
    assert child["trigger"] == {"type": "workflow", "instance_id": started["instance_id"]}


def test_a_workflow_that_runs_itself_ends_at_the_depth_limit(states):
    own = workflow(CREATE, concurrency="allow")
    run = {"id": "run", "type": "run_workflow", "input": {"workflow_id": own, "input": {"client_name": "x"}}}
    call("workflows.update", {"id": own, "steps": [run]})
    started = execute(own)
    states.run()
    assert instance(started["instance_id"])["status"] == "failed"
    runs = call("workflows.instances", {"workflow_id": own}).data
    assert runs["pagination"]["total"] == 6
    deepest = instance(runs["instances"][0]["instance_id"])
    assert deepest["error"]["code"] == "LOOP_DETECTED"


def test_a_large_value_goes_by_reference(states):
    big = "x" * 60_000
    step = {"id": "big", "type": "set", "input": {"a": "{{ input.big }}", "b": "{{ input.big }}{{ input.big }}"}}
    each = {"id": "e", "type": "for_each", "input": {"items": ["{{ steps.big.output.b }}", 1], "steps": [
        {"id": "len", "type": "set", "input": {"n": "{{ length(steps.big.output.a) }}"}}]}}  # fmt: skip
    started = execute(workflow(step, each), {"big": big})
    states.run()
    done = instance(started["instance_id"])
    assert done["output"]["items"] == [{"n": 60_000}] * 2
    assert done["steps"][0]["output_omitted"]


def test_a_value_beyond_the_maximum_fails_its_step(states):
    doubled = [{"id": "s0", "type": "set", "input": {"v": "{{ input.big }}"}}]
    doubled += [
        {"id": f"s{n}", "type": "set", "input": {"v": f"{{{{ steps.s{n - 1}.output.v }}}}" * 2}} for n in range(1, 6)
    ]
    started = execute(workflow(*doubled), {"big": "x" * 60_000})
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "OUTPUT_TOO_LARGE"


def test_cancelling_stops_before_the_next_step(states):
    wait = {"id": "w", "type": "approval", "input": {"message": "?"}}
    started = execute(workflow(wait, CREATE), {"client_name": "x"})
    states.run()
    cancelled = call("workflows.cancel", {"instance_id": started["instance_id"]}).data
    assert cancelled["status"] == "cancelled"
    assert call("workflows.cancel", {"instance_id": started["instance_id"]}).data == cancelled
    states.run()
    assert call("contacts.list", {}).data["pagination"]["total"] == 0
    assert states.executions[next(iter(states.executions))].status == "ABORTED"
    assert execute(cancelled["workflow_id"], {"client_name": "x"})["status"] == "running"
    assert call("workflows.retry", {"instance_id": started["instance_id"]}).status == 409


def test_waiting_for_the_end_answers_with_the_output(states, monkeypatch):
    identifier = workflow({"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}})
    moves = iter([None, None, states.run])

    def sleep(_):
        (next(moves, None) or (lambda: None))()

    monkeypatch.setattr("time.sleep", sleep)
    answer = call("workflows.execute", {"workflow_id": identifier, "input": {"n": 7}, "async": False})
    assert (answer.status, answer.data["status"], answer.data["output"]) == (200, "completed", {"n": 7})
    assert answer.data["duration_ms"] >= 0


def test_waiting_longer_than_allowed_answers_202_and_the_run_goes_on(states):
    identifier = workflow({"id": "s", "type": "set", "input": {"n": 1}})
    answer = call("workflows.execute", {"workflow_id": identifier, "async": False})
    assert (answer.status, answer.data["status"]) == (202, "running")
    states.run()
    assert instance(answer.data["instance_id"])["status"] == "completed"


def test_instances_are_listed_by_workflow_and_status_newest_first(states):
    one, two = workflow(CREATE, concurrency="allow"), workflow(APPROVE, concurrency="allow")
    for _ in range(3):
        execute(one, {"client_name": "x"})
        execute(two, {"client_name": "x"})
    states.run()
    done = call("workflows.instances", {"workflow_id": one, "status": "completed", "per_page": 2}).data
    assert (done["pagination"]["total"], done["pagination"]["total_pages"], len(done["instances"])) == (3, 2, 2)
    assert done["instances"] == sorted(done["instances"], key=lambda shown: shown["instance_id"], reverse=True)
    assert call("workflows.instances", {"status": "waiting"}).data["pagination"]["total"] == 3
    assert call("workflows.instances", {}).data["pagination"]["total"] == 6


def test_a_run_keeps_the_version_it_began_with(states):
    identifier = workflow(APPROVE, {"id": "s", "type": "set", "input": {"version": 1}})
    started = execute(identifier, {"client_name": "x"})
    states.run()
    steps = [APPROVE, {"id": "s", "type": "set", "input": {"version": 2}}]
    call("workflows.update", {"id": identifier, "steps": steps})
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["output"] == {"version": 1}
    started = execute(identifier, {"client_name": "x"})
    states.run()
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["output"] == {"version": 2}


def test_a_step_costs_two_transitions_and_one_that_needs_nobody_none(states):
    with Receiver() as receiver:
        calls = [{**call_to(receiver.url), "id": f"c{number}"} for number in range(5)]
        sets = [{"id": f"s{number}", "type": "set", "input": {"x": 1}} for number in range(5)]
        execute(workflow(*calls))
        states.run()
        alone = states.entered.total()
        execute(workflow(*[step for pair in zip(calls, sets, strict=True) for step in pair]))
        states.run()
    assert alone == 2 * 5 + 3
    assert states.entered.total() == 2 * alone


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"email": "MARIA@exemple.com"}, True),
        ({"email": "maria@exemple.co"}, False),
        ({"id": "{{ input.id }}"}, True),
        ({"id": "ct_nobody"}, False),
    ],
)
def test_a_contact_is_found_by_its_address_or_id(states, asked, found):
    maria = call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@exemple.com"}).data
    started = execute(workflow({"id": "find", "type": "contact.find", "input": asked}), {"id": maria["id"]})
    states.run()
    output = instance(started["instance_id"])["output"]
    assert (output["found"], (output["contact"] or {}).get("id")) == (found, maria["id"] if found else None)


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(("plan", "approvals"), [("pro", 0), ("enterprise", 1)])
def test_the_onboarding_example_configures_a_client_new_or_known(states, is_known, plan, approvals):
    sandbox = {"environment": "sandbox"}
    email = "contacte@empresaabc.com" if is_known else "nova@empresa.com"
    given = {"client_name": "Empresa ABC", "client_email": email, "plan": plan}
    started = call("workflows.execute", {"workflow_id": "wf_a1b2c3d4", "input": given}, caller=sandbox).data
    states.run()
    for _ in range(approvals):
        assert call("workflows.approve", {"instance_id": started["instance_id"]}, caller=sandbox).status == 200
        states.run()
    done = call("workflows.instances_get", {"instance_id": started["instance_id"]}, caller=sandbox).data
    assert (done["status"], done["output"]["welcome_email_sent"]) == ("completed", True), done
    contact = call("contacts.get", {"id": done["output"]["client_id"]}, caller=sandbox).data
    assert (contact["email"], contact["tags"]) == (email, ["client", plan])
    assert (contact["id"] == "ct_abc123") == is_known


def test_a_frame_costs_a_transition_and_a_run_of_its_own(states):
    find = {"id": "find", "type": "contact.find", "input": {"id": "ct_nobody"}}
    execute(workflow({"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "steps": [find]}}))
    states.run()
    assert states.entered.total() == 6 + 3 * (1 + 3 + 2)


def run_of(identifier):
    return {"id": "run", "type": "run_workflow", "input": {"workflow_id": identifier}}


def test_a_run_whose_other_workflow_is_cancelled_goes_on_with_that_failure(states):
    inner = workflow(APPROVE)
    saved = {"id": "saved", "type": "set", "input": {"code": "{{ steps.run.error.code }}"}}
    started = execute(workflow({**run_of(inner), "on_error": "continue"}, saved))
    states.run()
    (child,) = call("workflows.instances", {"workflow_id": inner}).data["instances"]
    call("workflows.cancel", {"instance_id": child["instance_id"]})
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["output"]) == ("completed", {"code": "WORKFLOW_FAILED"})


def test_a_cancelled_run_shows_the_step_that_was_under_way_as_cancelled(states):
    started = execute(workflow(APPROVE, CREATE), {"client_name": "x"})
    states.run()
    call("workflows.cancel", {"instance_id": started["instance_id"]})
    assert [step["status"] for step in instance(started["instance_id"])["steps"]] == ["cancelled", "pending"]
    late = call("workflows.approve", {"instance_id": started["instance_id"]})
    assert (late.status, late.error["details"]["reason"]) == (409, "ended")


def test_a_run_that_was_cancelled_can_only_be_tried_again_from_the_start(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    call("workflows.cancel", {"instance_id": started["instance_id"]})
    refused = call("workflows.retry", {"instance_id": started["instance_id"]})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_failed")
    again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"}).data
    states.run()
    assert instance(again["instance_id"])["status"] == "waiting"


def test_runs_under_way_go_on_when_their_workflow_is_archived(states):
    identifier = workflow(APPROVE, CREATE)
    started = execute(identifier, {"client_name": "x"})
    states.run()
    call("workflows.archive", {"id": identifier})
    refused = call("workflows.execute", {"workflow_id": identifier})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "workflow_archived")
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"})
    assert (again.status, again.error["details"]["reason"]) == (409, "workflow_archived")


def test_a_decision_takes_a_key_that_may_write(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    states.run()
    refused = call("workflows.approve", {"instance_id": started["instance_id"]}, caller={"scopes": "read"})
    assert (refused.status, refused.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert instance(started["instance_id"])["status"] == "waiting"


@pytest.mark.parametrize("on_expiry", ["fail", "reject", "approve"])
def test_an_approval_whose_function_always_dies_is_not_decided_by_that(states, on_expiry):
    """Only time decides in a person's stead: an error of ours fails the step."""
    step = {**APPROVE, "input": {**APPROVE["input"], "on_expiry": on_expiry}}
    started = execute(workflow(step, CREATE), {"client_name": "ABC"})

    def die(path):
        if path == "workers/run_suspend":
            raise Killed

    states.around = die
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["error"]["code"]) == ("failed", "INTERNAL_ERROR")
    assert call("contacts.list", {}).data["pagination"]["total"] == 0
    states.around = lambda _: None
    call("workflows.retry", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "waiting"


@pytest.mark.parametrize("size", [10_000, 150_000])
def test_a_large_input_is_shown_on_its_own_and_left_out_of_lists(states, size):
    given = {"text": "x" * size}
    started = execute(workflow({"id": "a", "type": "set", "input": {"x": 1}}), given)
    states.run()
    (listed,) = call("workflows.instances", {}).data["instances"]
    assert (listed["instance_id"], listed["input_omitted"]) == (started["instance_id"], True)
    assert "input" not in listed
    read = instance(started["instance_id"])
    assert (read["input"], "input_omitted" in read) == (given, False)
