"""botocore is the judge: the same requests, byte for byte, and the same reading of the same answers."""

import datetime as dt
import json
import zlib
from collections import Counter
from typing import Any

import botocore.auth
import botocore.session
import pytest
from bivelio_core.aws import settings
from bivelio_core.aws.connection import Answer
from bivelio_core.aws.parties import Credentials, Endpoint
from bivelio_core.aws.protocol import body_of, content_of, request_of
from bivelio_core.aws.refusals import NotConfigured
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws.signing import signed_headers
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, prepare_request_dict
from botocore.credentials import Credentials as TheirCredentials
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.for_each import for_each

SESSION = botocore.session.Session()
MODELS = {service: SESSION.get_service_model(service) for service in SERVICES}
MODEL = MODELS["dynamodb"]
PUT_ITEM = SERVICES["dynamodb"].operations["put_item"]
OPERATIONS = [(name, method) for name, known in SERVICES.items() for method in known.operations if name != "lambda"]
"""All but the one whose body is no JSON of ours, which has a test of its own."""

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
OF_KINDS = {
    "boolean": st.booleans(),
    "integer": st.integers(0, 10_000),
    "long": st.integers(0, 10_000),
    "double": st.floats(0, 10_000),
    "float": st.floats(0, 10_000),
    "blob": st.binary(max_size=12),
    "string": TEXTS,
}
TABLES = st.sampled_from(["bivelio", "bivelio-table-1ABC"])


def is_encodable(text: str) -> bool:
    """Whether an address can hold a text: no lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def shaped(shape: Any) -> st.SearchStrategy[Any]:
    """Values of a shape of the API, by its members: each may be missing unless it is required.

    DynamoDB takes names of expressions that begin with #, and no others. Nobody here sends or reads a time.
    """
    if shape.name == "AttributeValue":
        return VALUES
    if shape.type_name == "map" and shape.name in {"AttributeMap", "Key", "PutItemInputAttributeMap", "ItemMap"}:
        return ITEMS
    if "location" in shape.serialization:
        return TEXTS.filter(is_encodable).filter(bool)
    match shape.type_name:
        case "structure":
            members = {name: part for name, part in shape.members.items() if part.type_name != "timestamp"}
            required = {name: shaped(part) for name, part in members.items() if name in shape.required_members}
            others = {name: shaped(part) for name, part in members.items() if name not in shape.required_members}
            return st.fixed_dictionaries(required, optional=others)
        case "list":
            return st.lists(shaped(shape.member), max_size=2)
        case "map":
            names = {"ExpressionAttributeNameMap": st.builds("#{}".format, NAMES)}
            keys = names.get(shape.name, TABLES if "Table" in shape.key.name else NAMES)
            return st.dictionaries(keys, shaped(shape.value), max_size=2)
        case "string" if shape.enum:
            return st.sampled_from(shape.enum)
        case kind:
            return OF_KINDS[kind]


def model_of(service: str, method: str) -> Any:
    """What botocore knows of an operation."""
    return MODELS[service].operation_model(SERVICES[service].operations[method].name)


REQUESTS = {(service, method): shaped(model_of(service, method).input_shape) for service, method in OPERATIONS}
ANSWERS = {
    (service, method): shaped(shape) if (shape := model_of(service, method).output_shape) else st.just({})
    for service, method in OPERATIONS
}
every_operation = pytest.mark.parametrize(("service", "method"), OPERATIONS)


def theirs_asking(service: str, method: str, request: Any, endpoint: Endpoint) -> AWSRequest:
    """The request that botocore makes."""
    serializer = create_serializer(MODELS[service].metadata["protocol"], include_validation=False)
    made = serializer.serialize_to_request(request, model_of(service, method))
    prepare_request_dict(made, endpoint_url=f"https://{endpoint.authority}")
    return AWSRequest(made["method"], made["url"], made["headers"], made["body"])


@every_operation
@examples(30)
@given(data=st.data())
def test_a_request_is_the_one_that_botocore_makes(service, method, data):
    given, endpoint = data.draw(REQUESTS[service, method]), Endpoint("s", "r", "example.com", "example.com", 443, True)
    ours = request_of(SERVICES[service], SERVICES[service].operations[method], given)
    theirs = theirs_asking(service, method, given, endpoint).prepare()
    assert ours.body == (theirs.body or b"")
    assert (ours.method, ours.path) == (theirs.method, theirs.url.removeprefix("https://example.com").partition("?")[0])
    assert ours.query.split("&") == sorted(theirs.url.partition("?")[2].split("&"))
    headers = {name.lower(): value for name, value in theirs.headers.items()}
    assert {name.lower(): value for name, value in ours.headers.items()} == without(headers, "content-length")


def without(headers, name):
    return {other: value for other, value in headers.items() if other != name}


@every_operation
def test_an_operation_has_the_tokens_and_the_binary_members_of_botocore(service, method):
    operation, model = SERVICES[service].operations[method], model_of(service, method)
    tokens = [operation.token] if operation.token else []
    assert tokens == [name for name in model.idempotent_members if service != "dynamodb"]
    members = model.output_shape.members if model.output_shape else {}
    assert set(operation.binary) == {name for name, shape in members.items() if shape.type_name == "blob"}


FIRST_YEAR = 1000
"""Before it, `strftime` writes fewer digits."""

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


IDENTITIES = st.tuples(PRINTABLE, PRINTABLE, st.just("") | PRINTABLE)
MOMENTS = st.datetimes(timezones=st.just(dt.UTC)).filter(lambda moment: moment.year >= FIRST_YEAR)


@every_operation
@examples(30)
@given(
    data=st.data(),
    identity=IDENTITIES,
    region=st.sampled_from(["eu-west-1", "eu-south-2", "cn-north-1"]),
    port=st.sampled_from([None, 8000, 65535]),
    moment=MOMENTS,
)
def test_a_request_has_the_signature_that_botocore_makes(service, method, data, identity, region, port, moment):
    known = SERVICES[service]
    host = f"{known.name}.{region}.amazonaws.com"
    endpoint = Endpoint(known.name, region, f"{host}:{port}" if port else host, host, port or 443, is_secure=True)
    given = data.draw(REQUESTS[service, method])
    theirs = theirs_asking(service, method, given, endpoint)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: moment)
        SigV4Auth(TheirCredentials(*identity), MODELS[service].signing_name, region).add_auth(theirs)
    request = request_of(known, known.operations[method], given)
    ours = signed_headers(endpoint, Credentials(*identity), request, moment.strftime("%Y%m%dT%H%M%SZ"))
    assert ours.pop("Host") == endpoint.authority
    headers = {name.lower(): value for name, value in theirs.headers.items() if value}
    assert {name.lower(): value for name, value in ours.items()} == headers


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


def theirs_of(answered: Answer, shape: Any, protocol: str = "json") -> dict[str, Any]:
    """What botocore reads of an answer of some shape."""
    found = create_parser(protocol).parse(
        {"headers": dict(answered.headers), "status_code": answered.status, "body": answered.body},
        shape,
    )
    return dict(found)


@every_operation
@examples(30)
@given(data=st.data())
def test_an_answer_is_read_as_botocore_reads_it(service, method, data):
    answered, operation = answer(data.draw(ANSWERS[service, method])), SERVICES[service].operations[method]
    shape, protocol = model_of(service, method).output_shape, MODELS[service].metadata["protocol"]
    ours, theirs = content_of(answered, operation), theirs_of(answered, shape, protocol)
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
    ours, of_put = content_of(answered, PUT_ITEM), MODEL.operation_model("PutItem").output_shape
    theirs = {**theirs_of(answered, of_put), **theirs_of(answered, shape)}
    assert ours["Error"] == theirs["Error"]
    modeled = more.keys() & shape.members.keys()
    assert [ours[name] for name in modeled] == [theirs[name] for name in modeled]


OTHER_REFUSALS = [
    (service, shape.name) for service in SERVICES if service != "dynamodb" for shape in MODELS[service].error_shapes
]


@pytest.mark.parametrize("older", ["", "AWS.SimpleQueueService.NonExistentQueue;Sender", "Throttling", ";Sender"])
@for_each(("service", "code"), OTHER_REFUSALS)
def test_each_service_s_refusal_has_botocore_s_code_and_sentence(service, code, older):
    """A JSON protocol says the code in the body, REST's in a header; SQS says the one that it had before, too."""
    protocol = MODELS[service].metadata["protocol"]
    if protocol == "json":
        answered = answer({"__type": f"com.amazonaws.{service}#{code}", "message": "no"}, 400)
    else:
        answered = answer({"Message": "no"}, 409)
        answered.headers["x-amzn-errortype"] = f"{code}:http://internal.amazon.com/coral/"  # type: ignore[index]
    if older and protocol == "json":
        answered.headers["x-amzn-query-error"] = older  # type: ignore[index]
    theirs = theirs_of(answered, None, protocol)["Error"]
    assert content_of(answered, PUT_ITEM)["Error"] == {name: theirs[name] for name in ("Code", "Message")}


REGIONS = [
    (service, region)
    for service in SERVICES
    for partition in ("aws", "aws-cn", "aws-us-gov", "aws-eusc")
    for region in SESSION.get_available_regions(service, partition)
]


@pytest.mark.parametrize("service", SERVICES)
def test_each_region_has_the_endpoint_that_botocore_finds(monkeypatch, service):
    known = SERVICES[service]
    for region in (region for name, region in REGIONS if name == service):
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        ours, theirs = settings.endpoint(known), SESSION.create_client(service, region_name=region).meta.endpoint_url
        assert f"https://{ours.authority}" == theirs
        assert ours == (known.name, region, ours.authority, ours.authority, 443, True)


VARIANTS = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")


@pytest.mark.parametrize("chosen", [VARIANTS[:1], VARIANTS[1:], VARIANTS], ids="+".join)
@pytest.mark.parametrize("service", SERVICES)
def test_each_region_has_the_validated_and_dual_endpoint_that_botocore_finds(monkeypatch, service, chosen):
    for name in chosen:
        monkeypatch.setenv(name, "True")
    session, known = botocore.session.Session(), SERVICES[service]  # that of the others has read its settings
    for region in (region for name, region in REGIONS if name == service):
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        theirs = session.create_client(service, region_name=region).meta.endpoint_url
        assert f"https://{settings.endpoint(known).authority}" == theirs


@pytest.mark.parametrize("name", VARIANTS)
def test_a_server_of_one_s_own_has_no_validated_or_dual_endpoint(monkeypatch, name):
    """The first is refused by botocore as well, which takes no notice of the second."""
    monkeypatch.setenv(name, "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(NotConfigured, match="AWS_ENDPOINT_URL says where"):
        settings.endpoint(SERVICES["sqs"])
    monkeypatch.setenv(name, "false")
    assert settings.endpoint(SERVICES["sqs"]).port == 9


def test_an_address_without_a_port_has_the_usual_one_of_its_scheme(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    places = {
        "https://localhost": ("localhost", 443),
        "https://localhost:443": ("localhost", 443),
        "http://localhost": ("localhost", 80),
        "http://localhost:4566": ("localhost:4566", 4566),
    }
    for address, place in places.items():
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        found = settings.endpoint(SERVICES["sqs"])
        assert (found.authority, found.port) == place, address


def test_more_than_thirty_regions_are_compared():
    assert min(Counter(service for service, _ in REGIONS).values()) > 30


@examples(30)
@given(name=st.text("abcXYZ012-_:", min_size=1, max_size=40), body=st.binary(max_size=40))
def test_a_function_is_invoked_as_botocore_does(name, body):
    known, endpoint = SERVICES["lambda"], Endpoint("s", "r", "example.com", "example.com", 443, is_secure=True)
    given = {"FunctionName": name, "Payload": body}
    ours = request_of(known, known.operations["invoke"], given)
    theirs = theirs_asking("lambda", "invoke", given, endpoint).prepare()
    assert (ours.method, f"https://example.com{ours.path}", ours.body) == (
        theirs.method,
        theirs.url,
        theirs.body or b"",
    )
    assert ours.headers == {}
    assert {"content-type", "x-amz-invocation-type"}.isdisjoint(name.lower() for name in theirs.headers)


@pytest.mark.parametrize("headers", [{}, {"x-amz-function-error": "Unhandled"}])
def test_the_answer_of_a_function_is_its_own(headers):
    content = content_of(Answer(200, headers, b'{"a": 1}'), SERVICES["lambda"].operations["invoke"])
    assert (content["Payload"], content.get("FunctionError")) == (b'{"a": 1}', headers.get("x-amz-function-error"))
