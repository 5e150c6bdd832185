"""Repairs of what happens at a time: expiry of items and schedules."""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import dynamodb, eventbridge, scheduler
from ministack.services.cloudformation import provisioners

from local.emulator.patching import restores

_STOCK_REAPER = "dynamodb-ttl-reaper"
_SCHEDULE_TICK_SECONDS = 1

logger = logging.getLogger("dynamodb.ttl")


@restores(
    "`TimeToLiveSpecification` is applied, and an expired item leaves a REMOVE record by the service.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stream_repairs.py::test_expired_items_leave_by_the_service",
)
def honour_time_to_live() -> None:
    """Apply a template's ``TimeToLiveSpecification``; an expired item leaves a REMOVE record by the service.

    Expired items are deleted every ``TTL_TICK_SECONDS`` (5 by default); AWS takes up to a few days.
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    handlers["create"] = _applying_ttl(handlers["create"], 1)
    handlers["update"] = _applying_ttl(handlers["update"], 2)
    remove = dynamodb._remove_item

    def remove_unless_stock_reaper(table: dict[str, Any], partition: str, sort: str) -> Any:
        if threading.current_thread().name == _STOCK_REAPER:
            return None  # it would remove the item without a stream record
        return remove(table, partition, sort)

    dynamodb._remove_item = remove_unless_stock_reaper
    tick_seconds = float(os.environ.get("TTL_TICK_SECONDS", "5"))
    threading.Thread(target=_reap_for_ever, args=(tick_seconds,), daemon=True, name="ttl").start()


def _applying_ttl(handler: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
    def handle(*args: Any, **options: Any) -> Any:
        response = handler(*args, **options)
        setting = args[properties_at].get("TimeToLiveSpecification") or {}
        if setting.get("AttributeName"):
            enabled = str(setting.get("Enabled")).lower() == "true"
            status = "ENABLED" if enabled else "DISABLED"
            dynamodb._ttl_settings[response[0]] = {
                "TimeToLiveStatus": status,
                "AttributeName": setting["AttributeName"],
            }
        return response

    return handle


def _reap_for_ever(tick_seconds: float) -> None:
    while True:
        time.sleep(tick_seconds)
        for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
            table = dynamodb._tables.get_scoped(account, region, name)
            if table and setting.get("TimeToLiveStatus") == "ENABLED":
                with request_scope(account, region), dynamodb._lock:
                    _reap(name, table, setting["AttributeName"])


def _reap(name: str, table: dict[str, Any], attribute: str) -> None:
    now = time.time()
    expired = [  # over copies: the emulator writes items without this lock
        (partition, sort)
        for partition, items in list(table["items"].items())
        for sort, item in list(items.items())
        if 0 < float((item.get(attribute) or {}).get("N") or 0) <= now
    ]
    for partition, sort in expired:
        old = dynamodb._remove_item(table, partition, sort)
        dynamodb._emit_stream_event(name, "REMOVE", old, None)
        records = dynamodb._stream_records.get(name)
        if records:
            records[-1]["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    if expired:
        logger.info("%d expired items removed from %s", len(expired), name)


@restores(
    "A schedule fires at the beginning of its minute.",
    needed_at="1.5.33",
    shown_by="tests/local/test_state_repairs.py::test_schedules_are_looked_at_every_second",
)
def tick_every_second() -> None:
    """Make schedules and rules fire within a second of their time, not within ten."""
    scheduler._SCHEDULE_TICK_INTERVAL = _SCHEDULE_TICK_SECONDS
    eventbridge._SCHEDULER_TICK_INTERVAL = _SCHEDULE_TICK_SECONDS
