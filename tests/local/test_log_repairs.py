"""Subscriptions to logs: the repair, and the unrepaired behaviour that makes it needed."""

from tests.running import printed

SUBSCRIBED = """
import base64, gzip, json, time
from ministack.services import cloudwatch_logs, lambda_svc
from local.emulator import log_repairs

ARN = "arn:aws:lambda:eu-west-1:000000000000:function:taker:live"
FUNCTION = {"config": {"FunctionArn": ARN, "FunctionName": "taker"}, "event_invoke_configs": {"live": {"kept": True}}}
lambda_svc._functions = {"taker": FUNCTION}
lambda_svc._get_func_record_for_ref = lambda arn: (FUNCTION, FUNCTION["config"], "taker")
taken = []

def take(function, event):
    about = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    taken.append((function.get("event_invoke_config"), [line["message"] for line in about["logEvents"]]))

lambda_svc.invoke_async_with_retry = lambda_svc._execute_function_with_config_scope = take
cloudwatch_logs._log_groups["g"] = {"subscriptionFilters": {"f": {
    "filterName": "f", "filterPattern": '{ $.message = "request" }', "destinationArn": ARN}}}
LINES = ['{"message": "request", "n": 1}', "a text: message request", '{"message": "other", "about": "request"}', "{"]

def write():
    for line in [*LINES, '{"message": "request", "n": 2}']:
        cloudwatch_logs._fanout_to_subscription_filters("g", "s", [{"timestamp": 1, "message": line}])
    time.sleep(0.4)
    print(taken)
    taken.clear()

write()
log_repairs._GATHERED_SECONDS = 0.1
log_repairs.subscribe_to_logs_as_aws_does()
write()
"""

UNKNOWN = """
from local.emulator import log_repairs
try:
    log_repairs._matches("[ip, user]", "a line")
except ValueError as error:
    print(error)
"""


def test_a_subscription_gets_the_lines_that_its_pattern_names():
    unrepaired, repaired = printed(SUBSCRIBED)
    assert '"n": 1' not in unrepaired
    assert repaired == str([({"kept": True}, ['{"message": "request", "n": 1}', '{"message": "request", "n": 2}'])])


def test_a_pattern_of_another_form_is_no_silence():
    assert printed(UNKNOWN) == ["the local runtime does not know this pattern of a subscription: [ip, user]"]
