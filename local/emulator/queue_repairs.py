"""Repairs of queues and their event source mappings: order, polling, permissions of batches, another port."""

import time
from collections import Counter
from typing import Any

from ministack.core import iam_actions
from ministack.services import lambda_svc, sqs

from local.emulator.patching import restores

_WAKE_GAP_SECONDS = 0.005
_BATCH = "Batch"


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
        now, messages = time.time(), queue["messages"]
        in_flight = Counter(
            message.get("group_id")
            for message in messages
            if message.get("group_id") and message.get("receive_count") and message.get("visible_at", 0) > now
        )
        fair = sorted(messages, key=lambda message: in_flight[message.get("group_id")]) if in_flight else messages
        return list(collect({**queue, "messages": fair}, count, hidden_seconds))

    sqs._collect_msgs = collect_fairly


@restores(
    "An idle event source mapping takes a new message within milliseconds.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_event_sources_wake_within_five_milliseconds",
)
def wake_event_sources_promptly() -> None:
    """Poll for a message or a change again after 5 ms, not 50, when a wake-up found none."""
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = _WAKE_GAP_SECONDS


@restores(
    "`SendMessageBatch` needs the permission `sqs:SendMessage`.",
    needed_at="1.5.33",
    shown_by="tests/local/test_queue_repairs.py::test_a_batch_needs_the_permission_of_a_single_message",
)
def authorize_batches_as_single_messages() -> None:
    """Authorize ``SendMessageBatch`` and its like by the permission for single messages, the only one that IAM has."""
    extract = iam_actions.extract_iam_action

    def action(service: str, *request: Any, **options: Any) -> str | None:
        found: str | None = extract(service, *request, **options)
        return found.removesuffix(_BATCH) if service == "sqs" and found else found

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
