"""What a workflow remembers is read and changed by its own steps, each time once."""

from contextlib import suppress

from tests.api import call
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed


def test_steps_take_turns_by_the_counter_of_their_own_workflow(states):
    turn = {"id": "turn", "type": "state.increment", "input": {"name": "turn", "modulo": 3}}
    known = {"id": "known", "type": "state.get", "input": {"name": "turn"}}
    who = {"id": "who", "type": "set", "input": {"n": "{{ steps.turn.output.value }}"}}
    identifier = workflow(turn, known, who, concurrency="allow")
    runs = [execute(identifier)["instance_id"] for _ in range(6)]
    states.run()
    outputs = [instance(run)["output"] for run in runs]
    assert sorted(each["n"] for each in outputs) == [0, 0, 1, 1, 2, 2]
    assert call("state.get", {"workflow_id": identifier, "name": "turn"}).data["version"] == 6


def test_a_step_that_dies_and_is_run_again_counts_once(states):
    identifier = workflow({"id": "n", "type": "state.increment", "input": {"name": "n"}})
    killer, number, runs = Killer(), 0, 0
    while number < 12:
        with killer.armed(lambda *at, number=number: at == (number, "after")):
            execute_quietly(identifier, states)
        with killer.resting():
            states.run()
        runs += 1
        number += 3
    value = call("state.get", {"workflow_id": identifier, "name": "n"}).data["value"]
    ended = call("workflows.instances", {"workflow_id": identifier, "status": "completed"}).data["pagination"]["total"]
    assert value == ended


def execute_quietly(identifier, states):
    with suppress(Killed):
        call("workflows.execute", {"workflow_id": identifier})
        states.run()
