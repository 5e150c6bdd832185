"""Repairs of queues and their event source mappings: order, polling, permissions of batches, another port."""

import inspect
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ministack.core import iam_actions
from ministack.services import lambda_svc, sqs

from local.emulator.patching import restores, rewrite

_WAKE_GAP_SECONDS = 0.001
_EXPIRY_SECONDS = 1.0
_BATCH = "Batch"
_ARNS = 2_000
_KINESIS = ":kinesis:"


@restores(
    "A standard queue with message groups is fair among them.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_a_group_with_many_messages_in_flight_waits_behind_the_others",
)
def serve_quiet_groups_first() -> None:
    """Make a standard queue fair: a message group with few messages in flight comes before one with many."""
    collect = sqs._collect_msgs

    def collect_fairly(queue: dict[str, Any], count: int, hidden_seconds: int) -> list[dict[str, Any]]:
        if queue["is_fifo"]:
            return list(collect(queue, count, hidden_seconds))
        now, visible, in_flight = time.time(), [], Counter[str]()
        for message in queue["messages"]:
            if message.get("visible_at", 0) <= now:
                visible.append(message)
            elif message.get("receive_count") and message.get("group_id"):
                in_flight[message["group_id"]] += 1
        fair = sorted(visible, key=lambda message: in_flight[message.get("group_id")]) if in_flight else visible
        return list(collect({**queue, "messages": fair[:count]}, count, hidden_seconds))

    sqs._collect_msgs = collect_fairly


@restores(
    "An idle event source mapping takes a new message within milliseconds.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_event_sources_wake_within_a_millisecond",
)
def wake_event_sources_promptly() -> None:
    """Poll for a message or a change again after 1 ms, not 50, when a wake-up found none."""
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = _WAKE_GAP_SECONDS


@restores(
    "Idle event source mappings delay no other.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_only_queues_with_messages_are_polled",
)
def poll_queues_with_messages() -> None:
    """Poll the queues that have messages, and look for those to drop for their age once a second.

    Unrepaired, the poller locks and reads the queue of every mapping before it looks for a change of a table, and looks
    through all messages of a queue several times for each batch; it takes the name of each apart again and again.
    """
    patched = rewrite(inspect.getsource(lambda_svc._poll_sqs), "in _iter_all_esms():", "in _with_messages():")
    lambda_svc._with_messages = _with_messages
    exec(compile(patched, lambda_svc.__file__, "exec"), lambda_svc.__dict__)  # noqa: S102 - the emulator's own source
    expire = sqs._expire_retained
    looked: dict[int, float] = {}

    def expire_each_second(queue: dict[str, Any]) -> None:
        now = time.monotonic()
        if now - looked.get(id(queue), 0.0) >= _EXPIRY_SECONDS:
            looked[id(queue)] = now
            expire(queue)

    sqs._expire_retained = expire_each_second
    poll_kinesis, lambda_svc.parse_arn = lambda_svc._poll_kinesis, lru_cache(_ARNS)(lambda_svc.parse_arn)

    def poll_mapped_streams() -> bool:
        is_mapped = any(_KINESIS in mapping.get("EventSourceArn", "") for _, _, mapping in lambda_svc._iter_all_esms())
        return is_mapped and bool(poll_kinesis())

    lambda_svc._poll_kinesis = poll_mapped_streams


def _with_messages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return the mappings of queues that have messages, visible or not."""
    filled = {queue["attributes"].get("QueueArn") for _, queue in list(sqs._queues.all_items()) if queue["messages"]}
    for account, region, mapping in lambda_svc._iter_all_esms():
        if mapping.get("EventSourceArn") in filled:
            yield account, region, mapping


@restores(
    "`SendMessageBatch` needs the permission `sqs:SendMessage`.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_a_batch_needs_the_permission_of_a_single_message",
)
def authorize_batches_as_single_messages() -> None:
    """Authorize ``SendMessageBatch`` and its like by the permission for single messages, the only one that IAM has."""
    extract = iam_actions.extract_iam_action

    def action(service: str, *request: Any, **options: Any) -> str | None:
        action_name: str | None = extract(service, *request, **options)
        return action_name.removesuffix(_BATCH) if service == "sqs" and action_name else action_name

    iam_actions.extract_iam_action = action


@restores(
    "Queues keep their consumers when the platform starts at another port.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_stored_queues_are_known_by_the_port_of_this_start",
)
def know_queues_by_this_port() -> None:
    """Know each stored queue by its address at the port of this start, where event sources look for it.

    Functions and clients may name the address of before: of that only the path is read.
    """
    load = sqs.load_persisted_state

    def load_here(data: Any) -> None:
        load(data)
        for (account, region, url), queue in list(sqs._queues.all_items()):
            _, name = sqs._queue_ref_from_urlish(url)
            if (here := sqs._queue_url_for_account(account, name)) != url:
                sqs._queues.pop_scoped(account, region, url, None)
                sqs._queues.set_scoped(account, region, here, {**queue, "url": here})
        sqs._queue_name_to_url.clear()
        sqs._rebuild_queue_name_index()

    sqs.load_persisted_state = load_here
