"""botocore is the judge: the same requests, byte for byte, and the same reading of the same answers."""

import datetime as dt
import json
import zlib
from typing import Any

import botocore.auth
import botocore.session
import pytest
from bivelio_core.dynamodb import settings
from bivelio_core.dynamodb.connection import Answer
from bivelio_core.dynamodb.protocol import VERSION, body_of, content_of
from bivelio_core.dynamodb.settings import Credentials, Endpoint
from bivelio_core.dynamodb.signing import CONTENT_TYPE, signed_headers
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

SESSION = botocore.session.Session()
MODEL = SESSION.get_service_model("dynamodb")
OPERATIONS = (
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactWriteItems",
    "UpdateItem",
)

TEXTS = st.text(st.characters(exclude_categories=[]), max_size=8)  # lone surrogates too
NAMES = TEXTS | st.sampled_from(["PK", "B", "BS", "S", "M", "N", "_w", "__type", "message"])
NUMBERS = st.integers().map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
SCALARS = st.one_of(
    st.builds(lambda text: {"S": text}, TEXTS),
    st.builds(lambda number: {"N": number}, NUMBERS),
    st.builds(lambda raw: {"B": raw}, st.binary(max_size=12)),
    st.builds(lambda each: {"BS": each}, st.lists(st.binary(max_size=4), min_size=1, max_size=3)),
    st.builds(lambda each: {"SS": each}, st.lists(TEXTS, min_size=1, max_size=3)),
    st.builds(lambda each: {"NS": each}, st.lists(NUMBERS, min_size=1, max_size=3)),
    st.builds(lambda yes: {"BOOL": yes}, st.booleans()),
    st.just({"NULL": True}),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(lambda each: {"L": each}, st.lists(inner, max_size=3))
        | st.builds(lambda each: {"M": each}, st.dictionaries(NAMES, inner, max_size=3))
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(NAMES, VALUES, max_size=4)
TABLES = st.sampled_from(["bivelio", "bivelio-table-1ABC"])


def shaped(shape: Any) -> st.SearchStrategy[Any]:
    """Values of a shape of the API, by its members: each may be missing unless it is required.

    DynamoDB takes names of expressions that begin with #, and no others.
    """
    if shape.name == "AttributeValue":
        return VALUES
    if shape.name in {"AttributeMap", "Key", "PutItemInputAttributeMap", "ItemMap"}:
        return ITEMS
    match shape.type_name:
        case "structure":
            required = {name: shaped(part) for name, part in shape.members.items() if name in shape.required_members}
            others = {name: shaped(part) for name, part in shape.members.items() if name not in shape.required_members}
            return st.fixed_dictionaries(required, optional=others)
        case "list":
            return st.lists(shaped(shape.member), max_size=2)
        case "map":
            names = {"ExpressionAttributeNameMap": st.builds("#{}".format, NAMES)}
            keys = names.get(shape.name, TABLES if "Table" in shape.key.name else NAMES)
            return st.dictionaries(keys, shaped(shape.value), max_size=2)
        case "boolean":
            return st.booleans()
        case "integer" | "long":
            return st.integers(0, 10_000)
        case "double" | "float":
            return st.floats(0, 10_000)
        case "blob":
            return st.binary(max_size=12)
        case "string":
            return st.sampled_from(shape.enum) if shape.enum else TEXTS
        case kind:
            raise AssertionError(kind)


REQUESTS = {name: shaped(MODEL.operation_model(name).input_shape) for name in OPERATIONS}
ANSWERS = {name: shaped(MODEL.operation_model(name).output_shape) for name in OPERATIONS}
every_operation = pytest.mark.parametrize("operation", OPERATIONS)


@every_operation
@given(data=st.data())
def test_a_request_has_the_body_that_botocore_writes(operation, data):
    request = data.draw(REQUESTS[operation])
    theirs = create_serializer("json", include_validation=False).serialize_to_request(
        request, MODEL.operation_model(operation)
    )
    assert body_of(request) == theirs["body"]
    assert theirs["headers"] == {"X-Amz-Target": f"{VERSION}.{operation}", "Content-Type": CONTENT_TYPE}
    assert (theirs["method"], theirs["url_path"], theirs["query_string"]) == ("POST", "/", "")


FIRST_YEAR = 1000
"""Before it, `strftime` writes fewer digits."""

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(
    operation=st.sampled_from(OPERATIONS),
    body=st.binary(max_size=200),
    identity=st.tuples(PRINTABLE, PRINTABLE, st.just("") | PRINTABLE),
    region=st.sampled_from(["eu-west-1", "eu-south-2", "cn-north-1"]),
    port=st.sampled_from([None, 8000, 65535]),
    moment=st.datetimes(timezones=st.just(dt.UTC)).filter(lambda moment: moment.year >= FIRST_YEAR),
)
def test_a_request_has_the_signature_that_botocore_makes(operation, body, identity, region, port, moment):
    host = f"dynamodb.{region}.amazonaws.com"
    endpoint = Endpoint(region, f"{host}:{port}" if port else host, host, port or 443, is_secure=True)
    target, stamp = f"{VERSION}.{operation}", moment.strftime("%Y%m%dT%H%M%SZ")
    theirs = AWSRequest(
        "POST", f"https://{endpoint.authority}/", {"Content-Type": CONTENT_TYPE, "X-Amz-Target": target}, body
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: moment)
        SigV4Auth(TheirCredentials(*identity), "dynamodb", region).add_auth(theirs)
    ours = signed_headers(endpoint, Credentials(*identity), target, body, stamp)
    assert ours.pop("Host") == endpoint.authority
    assert ours == {name: value for name, value in theirs.headers.items() if value}


def in_base64(value: bytes) -> str:
    """What JSON has for bytes."""
    return str(json.loads(body_of({"it": value}))["it"])


def answer(content: Any, status: int = 200) -> Answer:
    """An answer as DynamoDB sends it."""
    try:
        body = json.dumps(content, default=in_base64, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which only JSON's escapes can say
        body = json.dumps(content, default=in_base64).encode()
    return Answer(status, {"x-amzn-requestid": "R", "x-amz-crc32": str(zlib.crc32(body))}, body)


def theirs_of(answered: Answer, shape: Any) -> dict[str, Any]:
    """What botocore reads of an answer of some shape."""
    found = create_parser("json").parse(
        {"headers": dict(answered.headers), "status_code": answered.status, "body": answered.body},
        shape,
    )
    return dict(found)


@every_operation
@given(data=st.data())
def test_an_answer_is_read_as_botocore_reads_it(operation, data):
    answered = answer(data.draw(ANSWERS[operation]))
    ours, theirs = content_of(answered), theirs_of(answered, MODEL.operation_model(operation).output_shape)
    metadata = theirs.pop("ResponseMetadata")
    assert ours.pop("ResponseMetadata") == {name: metadata[name] for name in ("RequestId", "HTTPStatusCode")}
    assert ours == theirs


@given(
    code=st.sampled_from([shape.name for shape in MODEL.error_shapes]),
    text=TEXTS,
    item=ITEMS,
    member=st.sampled_from(["message", "Message"]),
    prefix=st.sampled_from(["com.amazonaws.dynamodb.v20120810#", "com.amazon.coral.service#", ""]),
)
def test_a_refusal_is_read_as_botocore_reads_it(code, text, item, member, prefix):
    more = {"Item": item, "CancellationReasons": [{"Code": "ConditionalCheckFailed", "Item": item}, {"Code": "None"}]}
    answered = answer({"__type": prefix + code, member: text, **more}, 400)
    shape: Any = MODEL.shape_for(code)
    ours, of_put = content_of(answered), MODEL.operation_model("PutItem").output_shape
    theirs = {**theirs_of(answered, of_put), **theirs_of(answered, shape)}
    assert ours["Error"] == theirs["Error"]
    modeled = more.keys() & shape.members.keys()
    assert [ours[name] for name in modeled] == [theirs[name] for name in modeled]


REGIONS = [
    region
    for partition in ("aws", "aws-cn", "aws-us-gov", "aws-eusc")
    for region in SESSION.get_available_regions("dynamodb", partition)
]


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_has_the_endpoint_that_botocore_finds(monkeypatch, region):
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    ours = settings.endpoint()
    assert f"https://{ours.authority}" == SESSION.create_client("dynamodb", region_name=region).meta.endpoint_url
    assert (ours.region, ours.host, ours.port, ours.is_secure) == (region, ours.authority, 443, True)


def test_more_than_thirty_regions_are_compared():
    assert len(REGIONS) > 30
