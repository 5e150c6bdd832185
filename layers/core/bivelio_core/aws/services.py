"""The services that our client asks, and how: the operations that we use, as AWS's own descriptions have them.

Another operation is a line here; tests/aws/test_oracle.py compares each with what botocore makes of that description.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Operation(NamedTuple):
    """An operation. Of a service with a JSON protocol it is a POST of `/`; other defaults are for a REST protocol.

    `named` is the member that ends the path, `query` has the parameters by member. `token` is the member by which the
    service knows a request that is sent again. `binary` are the members of the answer that JSON has in base64. The
    answer of one that `is_silent` has no members: it may have no body either. `after` ends the path behind `named`.
    `payload` is the member that is the body itself, of the request and of the answer; the members of the answer in
    `in_headers` are headers, by their names in lower case.
    """

    name: str
    method: str = "POST"
    path: str = "/"
    named: str = ""
    query: Mapping[str, str] = {}
    token: str = ""
    binary: tuple[str, ...] = ()
    is_silent: bool = False
    after: str = ""
    payload: str = ""
    in_headers: Mapping[str, str] = {}


class Service(NamedTuple):
    """A service: its `name` in addresses and signatures, and that of the variable with an address of its own.

    `target` is what a JSON protocol puts before the name of an operation; a REST protocol has none.
    """

    name: str
    variable: str
    target: str
    content_type: str
    operations: Mapping[str, Operation]
    headers: Mapping[str, str] = {}


JSON_1_0, JSON_1_1, REST_JSON = "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"


def _by_method(*operations: str | Operation) -> dict[str, Operation]:
    """Operations by the names of boto3's methods."""
    operation_list = [Operation(each) if isinstance(each, str) else each for each in operations]
    return {_snake_case(each.name): each for each in operation_list}


def _snake_case(name: str) -> str:
    return "".join([f"_{letter.lower()}" if letter.isupper() else letter for letter in name])[1:]


SERVICES = {
    "codedeploy": Service(
        "codedeploy",
        "CODEDEPLOY",
        "CodeDeploy_20141006",
        JSON_1_1,
        _by_method("GetDeployment", "PutLifecycleEventHookExecutionStatus"),
    ),
    "dynamodb": Service(
        "dynamodb",
        "DYNAMODB",
        "DynamoDB_20120810",
        JSON_1_0,
        _by_method(
            "BatchExecuteStatement",
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "Query",
            "TransactWriteItems",
            "UpdateItem",
        ),
    ),
    "kms": Service(
        "kms",
        "KMS",
        "TrentService",
        JSON_1_1,
        _by_method(
            Operation("Encrypt", binary=("CiphertextBlob",)),
            Operation("Decrypt", binary=("Plaintext", "CiphertextForRecipient")),
        ),
    ),
    "lambda": Service(
        "lambda",
        "LAMBDA",
        "",
        REST_JSON,
        _by_method(
            Operation(
                "Invoke",
                "POST",
                "/2015-03-31/functions/",
                "FunctionName",
                after="/invocations",
                payload="Payload",
                in_headers={"FunctionError": "x-amz-function-error"},
            )
        ),
    ),
    "scheduler": Service(
        "scheduler",
        "SCHEDULER",
        "",
        REST_JSON,
        _by_method(
            Operation("CreateSchedule", "POST", "/schedules/", "Name", token="ClientToken"),  # noqa: S106 - a name
            Operation("UpdateSchedule", "PUT", "/schedules/", "Name", token="ClientToken"),  # noqa: S106
            Operation(
                "DeleteSchedule",
                "DELETE",
                "/schedules/",
                "Name",
                {"GroupName": "groupName", "ClientToken": "clientToken"},
                token="ClientToken",  # noqa: S106
                is_silent=True,
            ),
        ),
    ),
    "secretsmanager": Service(
        "secretsmanager",
        "SECRETS_MANAGER",
        "secretsmanager",
        JSON_1_1,
        _by_method(
            Operation("GetSecretValue", binary=("SecretBinary",)),
            Operation("PutSecretValue", token="ClientRequestToken"),  # noqa: S106
        ),
    ),
    "sqs": Service(
        "sqs",
        "SQS",
        "AmazonSQS",
        JSON_1_0,
        _by_method("SendMessage", "SendMessageBatch", Operation("ChangeMessageVisibility", is_silent=True)),
        {"X-Amzn-Query-Mode": "true"},  # refusals have the codes that SQS had before JSON, as boto3 has them
    ),
    "stepfunctions": Service(
        "states",
        "SFN",
        "AWSStepFunctions",
        JSON_1_0,
        _by_method(
            "DescribeExecution", Operation("SendTaskSuccess", is_silent=True), "StartExecution", "StopExecution"
        ),
    ),
}
"""The services by the names of boto3's clients."""
