"""Queues and what they feed: each repair, and the unrepaired behaviour that makes it needed."""

from tests.running import printed

FAIRNESS = """
import time
from ministack.services import sqs
from local.emulator.queue_repairs import serve_quiet_groups_first

def receive():
    def message(name, group, receives=0, visible_at=0.0):
        return {"id": name, "body": "", "group_id": group, "receive_count": receives, "visible_at": visible_at}
    busy = [message(f"b{n}", "busy", 1, time.time() + 60) for n in range(3)]
    waiting = [message("b3", "busy"), message("b4", "busy"), message("q1", "quiet"), message("n1", None)]
    queue = {"is_fifo": False, "messages": busy + waiting}
    received = sqs._collect_msgs(queue, 2, 30)
    print([m["id"] for m in received], [m["id"] for m in queue["messages"] if m["visible_at"] > time.time()])

receive()
serve_quiet_groups_first()
receive()
"""

PROMPTNESS = """
from ministack.services import lambda_svc
from local.emulator.queue_repairs import wake_event_sources_promptly
print(lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS)
wake_event_sources_promptly()
print(lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS)
"""

POLLS = """
import time
from ministack.services import lambda_svc, sqs
from local.emulator.queue_repairs import poll_queues_with_messages

for name in ("empty", "full"):
    sqs._act_create_queue({"QueueName": name}, "")
url = sqs._queue_url("full")
sqs._act_send_message({"QueueUrl": url, "MessageBody": "1"}, url)
arns = [queue["attributes"]["QueueArn"] for _, queue in sqs._queues.all_items()]
account, region = arns[0].split(":")[4], arns[0].split(":")[3]
mappings = [
    (account, region, {"UUID": arn, "EventSourceArn": arn, "FunctionName": "f", "BatchSize": 10}) for arn in arns
]
lambda_svc._iter_all_esms = lambda: iter(mappings)
lambda_svc._get_func_record_for_qualifier = lambda *_: ({}, {})
polled, looked = [], []
stock_receive, stock_expire = sqs._receive_messages_for_esm, sqs._expire_retained

def receive(url, count):
    polled.append(url.rpartition("/")[2])
    return stock_receive(url, count)

def expire(queue):
    looked.append(queue["name"])
    stock_expire(queue)

sqs._receive_messages_for_esm, sqs._expire_retained = receive, expire
delivered = []
lambda_svc._dispatch_esm_batch = lambda _id, _run, _mapping, _function, event, *_: delivered.append(
    [record["body"] for record in event["Records"]]
)

def poll():
    for made in (polled, looked, delivered):
        made.clear()
    for queue in sqs._queues._data.values():
        for message in queue["messages"]:
            message["visible_at"] = 0.0
    lambda_svc._poll_sqs()
    lambda_svc._poll_sqs()
    print(sorted(polled), len(looked), delivered)

poll()
poll_queues_with_messages()
poll()
"""

MOVED = """
import copy
from ministack.services import sqs
from local.emulator.queue_repairs import know_queues_by_this_port

sqs.DEFAULT_PORT = "8081"
sqs._act_create_queue({"QueueName": "jobs"}, "")
stored = copy.deepcopy(sqs.get_state())

def start_at(port):
    sqs._queues.clear()
    sqs.DEFAULT_PORT = port
    sqs.load_persisted_state(copy.deepcopy(stored))
    found = sqs._queues.get(sqs._queue_url("jobs"))
    print(found and found["url"])

start_at("9001")
know_queues_by_this_port()
start_at("9001")
start_at("8081")
"""

PERMISSIONS = """
from ministack.core import iam_actions
from local.emulator.queue_repairs import authorize_batches_as_single_messages

def asked(service, operation):
    target = {"x-amz-target": operation, "content-type": "application/x-amz-json-1.0"}
    return iam_actions.extract_iam_action(service, "POST", "/", target, b"{}", {})

def ask():
    print(asked("sqs", "AmazonSQS.SendMessageBatch"), asked("sqs", "AmazonSQS.SendMessage"),
          asked("dynamodb", "DynamoDB_20120810.BatchGetItem"))

ask()
authorize_batches_as_single_messages()
ask()
"""


def test_a_group_with_many_messages_in_flight_waits_behind_the_others():
    assert printed(FAIRNESS) == [
        "['b3', 'b4'] ['b0', 'b1', 'b2', 'b3', 'b4']",
        "['q1', 'n1'] ['b0', 'b1', 'b2', 'q1', 'n1']",
    ]


def test_event_sources_wake_within_a_millisecond():
    assert printed(PROMPTNESS) == ["0.05", "0.001"]


def test_a_batch_needs_the_permission_of_a_single_message():
    assert printed(PERMISSIONS) == [
        "sqs:SendMessageBatch sqs:SendMessage dynamodb:BatchGetItem",
        "sqs:SendMessage sqs:SendMessage dynamodb:BatchGetItem",
    ]


def test_stored_queues_are_known_by_the_port_of_this_start():
    assert printed(MOVED) == [
        "None",
        "http://localhost:9001/000000000000/jobs",
        "http://localhost:8081/000000000000/jobs",
    ]


def test_only_queues_with_messages_are_polled():
    assert printed(POLLS) == [
        "['empty', 'empty', 'full', 'full'] 4 [['1']]",
        "['full', 'full'] 1 [['1']]",
    ]
