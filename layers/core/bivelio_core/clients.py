"""AWS clients: made once per process, with our timeouts; every request they send is counted."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from . import aws_calls

if TYPE_CHECKING:
    from .aws.services import Service

_calls = {"count": 0}
_making = threading.Lock()
"""boto3 makes one client at a time: threads share its session."""

AGENT = "bivelio-api"
"""Who calls. Without a text of ours botocore composes one of a dozen parts for every request, twice: a third of the
processor time of a call."""

CONNECTIONS = 20
"""As many threads of a function call a service at once: those of a loop (workflows/execution/in_function.py)."""


_networks: list[Callable[[Any, aws_calls.CallPolicy], Any]] = []


def hand_over_network(network: Callable[[Any, aws_calls.CallPolicy], Any]) -> None:
    """Have our own clients use another network than that of this machine: tests hand over one within their process.

    It makes an `aws.connection.Send` for an endpoint and a policy.
    """
    _networks[:] = [network]


@cache
def client(service: str) -> Any:
    """The client of a service: our own of those that `aws/services.py` has, boto3's of S3, SES and API Gateway.

    Its calls raise `aws_calls.ServiceBusy` when the service still refuses after all retries, or does not answer.
    """
    from .aws.services import SERVICES  # noqa: PLC0415 - by the first request

    description = SERVICES.get(service)
    return _own(description, _waits(service)) if description else of_boto3(service)


def connect(service: str) -> None:
    """Make the client of a service, and open a connection if it is our own: its first request waits for neither.

    A server that does not answer is no failure yet: the first request tries again, and says what went wrong.
    """
    if (open_connection := getattr(getattr(client(service), "send", None), "open", None)) is not None:
        with suppress(OSError):
            open_connection()


def _own(service: "Service", waits: aws_calls.CallPolicy) -> Any:
    """Our client of a service, which has the operations that we use and fails as boto3's does."""
    from .aws import settings  # noqa: PLC0415 - not where boto3's is used
    from .aws.client import Client  # noqa: PLC0415
    from .aws.connection import Connections  # noqa: PLC0415

    endpoint = settings.endpoint(service)
    network = _networks[-1](endpoint, waits) if _networks else None
    send = network or Connections(endpoint, AGENT, waits.connect, waits.read)
    return Client(service, endpoint, waits, send, _count)


def _waits(service: str) -> aws_calls.CallPolicy:
    """The policy of a service here."""
    waits = aws_calls.POLICIES[service]
    slower = aws_calls.SLOWER_UNDER_THE_EMULATOR if os.environ.get("AWS_ENDPOINT_URL") else 1
    return waits._replace(read=waits.read * slower)


def of_boto3(service: str) -> Any:
    """A client of boto3, for a service that ours does not know, and in tests to judge ours.

    boto3 is imported on the first call, so that what needs none of these services loads without it.
    """
    import boto3  # noqa: PLC0415
    import botocore  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    emulator, waits = os.environ.get("AWS_ENDPOINT_URL") or None, _waits(service)
    with _making:
        boto_client = boto3.client(  # type: ignore[call-overload]
            service,
            config=Config(
                connect_timeout=waits.connect,
                read_timeout=waits.read,
                retries={"mode": "standard", "total_max_attempts": 1},  # aws_calls.py sends again
                max_pool_connections=CONNECTIONS,
                tcp_keepalive=True,
                user_agent=f"{AGENT} botocore/{botocore.__version__}",
                signature_version="s3v4" if service == "s3" else None,  # objects under a KMS key want version 4
                # An address we sign then names the bucket's region. S3's general one sends the caller on to another
                # while the bucket is new, where the signature does not hold, and serves no region opened after 2019.
                s3=None if emulator else {"addressing_style": "virtual"},
            ),
            endpoint_url=emulator,
        )
    boto_client.meta.events.register("before-send", _count)
    aws_calls.teach(boto_client, waits)
    return boto_client


def _count(**_: Any) -> None:
    _calls["count"] += 1


def calls_made() -> int:
    """How many requests our clients have sent since the process began (retries included)."""
    return _calls["count"]
