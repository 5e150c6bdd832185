"""The step `mcp.execute`: it calls a tool once, and its failure is the step's."""

from tests.functions.mcp.servers import APPEND, READ, connected
from tests.mcp_server import SmallServer, called, result
from tests.workflows.calls import execute, instance, workflow

STEP = {"id": "sheet", "type": "mcp.execute", "input": READ}


def test_a_step_reads_a_range_and_hands_it_on(states):
    saved = {"id": "saved", "type": "set", "input": {"first": "{{ steps.sheet.output.result.values[1][0] }}"}}
    with SmallServer() as server:
        connected(server.url)
        started = execute(workflow(STEP, saved))
        states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["output"]) == ("completed", {"first": "ABC"})
    assert len(server.calls) == 1


def test_numbers_of_a_run_reach_the_server_as_numbers(states):
    asked = {**APPEND, "parameters": {"values": [["{{ input.total }}"]], "half": 0.5}}
    with SmallServer() as server:
        connected(server.url)
        execute(workflow({**STEP, "input": asked}), {"total": 12.25})
        states.run()
    assert server.calls[0]["arguments"] == {"values": [[12.25]], "half": 0.5}


def test_a_tools_failure_is_the_steps(states):
    with SmallServer(tools_call=lambda _, asked: result(asked, called("No such sheet", is_error=True))) as server:
        connected(server.url)
        started = execute(workflow(STEP))
        states.run()
    failed = instance(started["instance_id"])
    assert (failed["status"], failed["error"]["code"]) == ("failed", "INTEGRATION_ERROR")
    assert len(server.calls) == 1
