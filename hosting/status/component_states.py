"""Writes the states of components that alarms show into status.json, each few minutes. In the template as it is."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import boto3

KEY = "docs/status.json"
ORDER = ("operational", "degraded", "down")
RINGS = json.loads(os.environ["COMPONENT_ALARMS"])


def ringing(cloudwatch: Any, platform: str) -> set[str]:
    """The logical ids that the names of alarms in ALARM hold: <stack>-WatchStack-...-<id>-<random>, <stack>_<id>."""
    ids: set[str] = set()
    request = {"AlarmNamePrefix": platform, "StateValue": "ALARM", "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    for page in cloudwatch.get_paginator("describe_alarms").paginate(**request):
        for alarm in page["MetricAlarms"] + page["CompositeAlarms"]:
            if alarm["StateValue"] == "ALARM":
                ids.update(alarm["AlarmName"].replace("_", "-").split("-"))
    return ids


def states(ids: set[str]) -> dict[str, str]:
    """Each component's state by its alarms."""
    alarmed = {name: [state for alarm, state in alarms.items() if alarm in ids] for name, alarms in RINGS.items()}
    return {name: max(worse, key=ORDER.index, default="operational") for name, worse in alarmed.items()}


def handler(_event: Any, _context: Any) -> None:
    """Bring status.json up to date, if a state has changed; another writer's file is read again next time."""
    s3, bucket = boto3.client("s3"), os.environ["BUCKET"]
    stored = s3.get_object(Bucket=bucket, Key=KEY)
    status = json.loads(stored["Body"].read())
    seen = states(ringing(boto3.client("cloudwatch"), os.environ["PLATFORM"]))
    if all(each.get("seen") == seen.get(each["id"]) for each in status["components"]):
        return
    for each in status["components"]:
        each["seen"] = seen.get(each["id"], "operational")
        reported = [i["state"] for i in status["incidents"] if i["component"] == each["id"] and not i["resolved_at"]]
        each["state"] = max([each["seen"], *reported], key=ORDER.index)
    status["updated_at"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    s3.put_object(
        Bucket=bucket,
        Key=KEY,
        Body=json.dumps(status, ensure_ascii=False).encode(),
        ContentType="application/json",
        CacheControl="public, max-age=30",
        IfMatch=stored["ETag"],
    )
