"""All items are done, and the queue of the other workflow lets two run at once."""

from tests.workflows.calls import workflow

WAIT = {"id": "wait", "type": "wait", "input": {"seconds": 1}}
DOUBLE = {"id": "double", "type": "set", "input": {"doubled": "{{ multiply(input.n, `2`) }}"}}


def test_every_item_is_done_behind_the_queue(shop, table):
    worker = workflow(WAIT, DOUBLE, concurrency={"limit": 2, "on_busy": "queue"})
    most = []

    def around(_path):
        gate = table.query(f"org_0000000000000000#live#WFG#{worker}")
        most.append(sum("#active#" in item["SK"] for item in gate))

    shop.states.around = around
    shop.create("worker-pool")
    done = shop.run({"worker": worker, "items": [*range(9)]})
    assert (done["status"], done["output"]["done"]) == ("completed", 9)
    assert max(most) == 2
    assert done["steps"][0]["output"]["count"] == 9
