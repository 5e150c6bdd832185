"""gateway/template.yaml, the API as it is deployed: gateway/source.yaml with the handlers' paths.

And the list of these paths, which the function that gets all others names the nearest one from.
`python -m tools.gateway [--check]`. A nested stack cannot add routes to the API of another one, so the paths of all
domains are written here, each with the alias of its function.
"""

import json
import sys
from collections.abc import Iterable

from tools.endpoints import InboundPath, Operation, inbound_paths, operations
from tools.generated import write_or_check
from tools.template import ROOT, Function

FILE = ROOT / "gateway" / "template.yaml"
SOURCE = ROOT / "gateway" / "source.yaml"
PATHS = ROOT / "functions" / "inbound" / "unknown" / "paths.json"
NOTE = "# Generated from source.yaml and the handlers by `make generate`: edit those.\n"
STREAMED = "responseTransferMode: STREAM"
STREAMED_PATH = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Platform}_"
)
"""API Gateway invokes a function whose answer it streams by another operation of Lambda (InvokeWithResponseStream)."""
WITHOUT_PATHS = "        paths: {}\n"


class ClaimedTwiceError(ValueError):
    """Two endpoints declare the same path."""


def text(source: str, endpoints: Iterable[Operation], inbound: Iterable[InboundPath] = ()) -> str:
    """Return the template: the source with a line for each path.

    Raises:
        ClaimedTwiceError: when a path has two endpoints.
    """
    claimed: dict[str, Operation] = {}
    for operation in endpoints:
        for path in operation.endpoint.paths:
            other = claimed.setdefault(path, operation)
            if other is not operation:
                raise ClaimedTwiceError(
                    f"{operation.function.folder}/handler.py declares the path {path}, "
                    f"which {other.function.folder}/handler.py serves: change `paths` in one of them."
                )
    methods = {path: _methods(operation) for path, operation in claimed.items()}
    methods |= {path: _inbound_methods(each) for each in inbound for path in each.declared.paths}
    lines = (f"          {path}: {methods[path]}\n" for path in sorted(methods))
    before, paths, after = source.partition(WITHOUT_PATHS)
    if not paths:
        raise ValueError(f"{SOURCE.relative_to(ROOT)} has no line {WITHOUT_PATHS.strip()!r} for the paths to take.")
    return f"{NOTE}{before}        paths:\n{''.join(lines)}{after}"


def _methods(operation: Operation) -> str:
    """Return a path's methods: API Gateway assumes the template's role to invoke the function's alias."""
    seconds = operation.endpoint.gateway_timeout_seconds
    waits = f", timeoutInMillis: {seconds * 1000}" if seconds else ""
    streams = operation.endpoint.may_stream
    return f"{{post: {{responses: {{}}, {_integration(operation.function, waits, streams=streams)}}}}}"


def _inbound_methods(path: InboundPath) -> str:
    """Return the methods of a path that is no operation; what providers call has no authorizer and no key."""
    security = "" if path.declared.needs_credential else "security: [{NONE: []}, {api_key_false: []}], "
    about = f"{{responses: {{}}, {security}{_integration(path.function)}}}"
    return f"{{{', '.join(f'{method.lower()}: {about}' for method in path.declared.methods)}}}"


def paths(endpoints: Iterable[Operation]) -> str:
    """Return the paths of all operations as JSON, without the short ones: `/contacts` of `/contacts/list`."""
    long_paths = (path for each in endpoints for path in each.endpoint.paths if path.count("/") > 1)
    return json.dumps(sorted(long_paths), indent=1) + "\n"


def _integration(function: Function, waits: str = "", *, streams: bool = False) -> str:
    """Return how API Gateway invokes a function; of one that may stream, in both ways (StreamAnswers)."""
    about = f"type: aws_proxy, httpMethod: POST, credentials: !GetAtt InvokeRole.Arn{waits}"
    alias = f"{function.logical_id}:live"
    at_once = f'{{{about}, uri: !Sub "${{FunctionsPath}}{alias}/invocations"}}'
    if not streams:
        return f"x-amazon-apigateway-integration: {at_once}"
    streamed = f'{{{about}, uri: !Sub "{STREAMED_PATH}{alias}/response-streaming-invocations", {STREAMED}}}'
    return f"x-amazon-apigateway-integration: !If [StreamsAnswers, {streamed}, {at_once}]"


if __name__ == "__main__":
    try:
        write_or_check(FILE, lambda: text(SOURCE.read_text(encoding="utf-8"), operations(), inbound_paths()), "gateway")
        write_or_check(PATHS, lambda: paths(operations()), "gateway")
    except ClaimedTwiceError as twice:
        sys.exit(str(twice))
