"""What is written of an attempt: metrics for what an alarm or a graph reads, fields for what is only searched by."""

import json

from bivelio_core.entrypoints import request_log
from bivelio_core.webhooks.deliver import Attempt
from bivelio_core.webhooks.measures import fields, measures
from bivelio_core.webhooks.request import ReceiverAnswer


def test_only_what_is_watched_is_a_metric(capsys):
    answer = ReceiverAnswer("delivered", 48, 200, "")
    attempt = Attempt(answer, number=1, age_seconds=1.5, is_final=True, disabled=True, about={"webhook": "wh_1"})
    request_log.write_metrics(measures(attempt), 1, about=fields(attempt), Environment="live")
    line = json.loads(capsys.readouterr().out)
    (group,) = line["_aws"]["CloudWatchMetrics"]
    names = {each["Name"] for each in group["Metrics"]}
    assert names == {"DeliveryAttempts", "Delivered", "DeliveriesLost", "DeliveryAge"}
    assert (line["DeliveryLatency"], line["WebhooksDisabled"], line["webhook"]) == (48, 1, "wh_1")
