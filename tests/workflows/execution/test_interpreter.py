"""The interpreter decides as the straightforward one does, and says the same when it is asked again."""

import hashlib
from typing import Any

from bivelio_core import clock
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.program import Frame, Node, Program, Retry, frame_key, result_key
from bivelio_core.workflows.execution.interpreter import End, RunStep, gather, next_action, resume, retry_delay
from bivelio_core.workflows.execution.results import COMPLETED, FAILED, Failure, Result
from bivelio_core.workflows.execution.step_input import rendered_input
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.workflows import oracle
from tests.workflows.random_definitions import INPUTS, definitions


class MemoryRunData:
    """What a run knows, in memory."""

    def __init__(self, given_input: Any):
        self.input = given_input
        self.trigger: dict[str, Any] = {}
        self.known: dict[str, Result] = {}
        self.items: dict[str, list[Any]] = {}
        self.about: dict[str, Any] = {"run": {}, "workflow": {}}

    def context(self, key):
        """See RunData.context."""
        return EvaluationContext(clock.now(), key)

    def secret(self, name):
        """See RunData.secret."""
        return name

    def results(self, keys):
        """See RunData.results."""
        return {key: self.known[key] for key in keys if key in self.known}

    def item(self, key, index):
        """See RunData.item."""
        return self.items[key][index]


def run(program: Program, frame: Frame, state: MemoryRunData, effect) -> End:
    """Drive a frame to its end, as the state machine does."""
    after = None
    while True:
        decision = next_action(program, frame, state, after)
        assert next_action(program, frame, state, after) == decision
        for node, result in decision.settled:
            state.known[result_key(node.id, frame.path)] = result
        if isinstance(decision.action, End):
            return decision.action
        node = decision.action.node
        state.known[result_key(node.id, frame.path)] = _perform(program, frame, state, node, effect)
        after = node.id


def _perform(program, frame, state, node: Node, effect) -> Result:
    try:
        rendered = rendered_input(program, frame, state, node)
        if node.type not in ("for_each", "parallel"):
            return Result(COMPLETED, effect(node.id, frame.path, rendered))
    except Failure as failure:
        return Result(FAILED, None, failure.describe())
    items = rendered.get("items", [])
    state.items[result_key(node.id, frame.path)] = items
    frames = program.inner_frames(node, frame, len(items))
    ends = [run(program, inner, state, effect) for inner in frames]
    names = [inner.body.partition("/")[2] or inner.path[-1] for inner in frames]
    return gather(node, ends, names)


def chance(seed: int, log: list[Any]) -> oracle.Effect:
    """An effect that fails or succeeds by a hash of the step and the seed, and is written down."""

    def effect(step, path, rendered):
        log.append((step, path, rendered))
        digest = hashlib.sha256(f"{seed} {step} {path}".encode()).digest()
        if digest[0] % 4 == 0:
            raise Failure("HTTP_STATUS", f"{step} answered {digest[1]}")
        return {"value": digest[2], "echo": rendered}

    return effect


@examples(400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(definitions(), INPUTS, st.integers(0, 5))
def test_it_agrees_with_the_straightforward_interpreter(definition, given_input, seed):
    check_definition(definition)
    expected_log: list[Any] = []
    log: list[Any] = []
    expected = oracle.execute(definition, given_input, chance(seed, expected_log))
    state = MemoryRunData(given_input)
    end = run(Program(definition), Frame(), state, chance(seed, log))
    assert log == expected_log
    shown: dict[str, Any] = {"status": end.status}
    shown |= {"output": end.output} if end.status == COMPLETED else {"error": end.error, "step": end.step}
    assert shown == expected


@examples(150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(definitions(), INPUTS, st.integers(0, 5))
def test_a_run_resumed_from_its_failed_step_repeats_nothing_else(definition, given_input, seed):
    program, state = Program(definition), MemoryRunData(given_input)
    log: list[Any] = []
    end = run(program, Frame(), state, chance(seed, log))
    if end.status != FAILED or end.step is None:
        return
    before = dict(state.known)
    decision = resume(program, Frame(), state, end.step)
    if decision.settled:
        first = decision.settled[0][0]
    else:
        assert isinstance(decision.action, RunStep)
        first = decision.action.node
    assert first.id == end.step
    assert state.known == before


@given(st.text(st.sampled_from("abc_"), max_size=8), st.lists(st.integers(0, 999), max_size=4))
def test_a_frame_written_as_text_comes_back(body, path):
    for name in (body, f"{body}/left"):
        frame = Frame(name, tuple(path))
        assert Frame.parse(str(frame)) == frame
        assert frame_key(frame) == f"@{frame}"


def test_a_step_is_tried_again_only_for_what_can_pass_and_as_often_as_asked():
    node = Node("a", "a", "http_request", {}, "", 0, retry=Retry(3, 2, 3.0))
    passing, lasting = Failure("TIMEOUT", "", retryable=True), Failure("HTTP_STATUS", "", retryable=False)
    assert [retry_delay(node, passing, tries) for tries in (1, 2, 3)] == [2, 6, None]
    assert retry_delay(node, lasting, 1) is None
    chosen = Node("a", "a", "http_request", {}, "", 0, retry=Retry(2, 1, 1, ("HTTP_STATUS",)))
    assert retry_delay(chosen, lasting, 1) == 1
    assert retry_delay(chosen, passing, 1) is None


def test_a_wait_before_a_retry_is_as_long_as_the_receiver_asks_and_a_day_at_most():
    node = Node("a", "a", "http_request", {}, "", 0, retry=Retry(10, 3_600, 10.0))
    passing = Failure("TIMEOUT", "", retryable=True)
    assert [retry_delay(node, passing, tries) for tries in (1, 2, 9)] == [3_600, 36_000, 86_400]
    patient = Failure("HTTP_STATUS", "", retryable=True, retry_after_seconds=7_200)
    assert [retry_delay(node, patient, tries) for tries in (1, 2)] == [7_200, 36_000]
    hostile = Failure("HTTP_STATUS", "", retryable=True, retry_after_seconds=999_999_999)
    assert retry_delay(node, hostile, 1) == 86_400


def test_an_inner_step_sees_results_of_the_bodies_around_it():
    body = "{{ steps.before.output.v }}{{ steps.mark.output.at }}{{ item }}"
    definition = {
        "steps": [
            {"id": "before", "type": "set", "input": {"v": 1}},
            {
                "id": "outer",
                "type": "for_each",
                "input": {
                    "items": ["a", "b"],
                    "steps": [
                        {"id": "mark", "type": "set", "input": {"at": "{{ item }}"}},
                        {
                            "id": "inner",
                            "type": "for_each",
                            "input": {
                                "items": [1, 2],
                                "steps": [
                                    {
                                        "id": "call",
                                        "type": "http_request",
                                        "input": {"body": body},
                                    }
                                ],
                            },
                        },
                    ],
                },
            },
        ]
    }
    seen = []
    end = run(Program(definition), Frame(), MemoryRunData({}), lambda *call: seen.append((call[1], call[2]["body"])))
    assert seen == [((0, 0), "1a1"), ((0, 1), "1a2"), ((1, 0), "1b1"), ((1, 1), "1b2")]
    assert end.output["count"] == 2
    assert isinstance(next_action(Program(definition), Frame(), MemoryRunData({})).action, RunStep)
