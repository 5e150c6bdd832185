"""Secrets: the models of requests and responses. The value is in one request only."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import EXACTLY, ListRequest, Pagination, Request, Response, Timestamp

MAXIMUM_BYTES = 4_096
"""What KMS encrypts itself."""


def _storable(value: str) -> str:
    if len(value.encode()) > MAXIMUM_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_BYTES)
    return value


Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=40,
        description="How templates name it: `{{ secrets.<name> }}`.",
        examples=["erp_token"],
    ),
]
Host = Annotated[
    str,
    Field(
        max_length=260,
        pattern=r"^(?:\*\.[a-z0-9-]+\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$",
        examples=["api.example.com"],
    ),
]
"""A host in small letters; `*.example.com` is every host below it. Without a port it is HTTPS's own."""


class SetSecret(Request):
    """A secret: a token, a password, a key."""

    name: Name
    value: Annotated[str, EXACTLY, Field(min_length=4, max_length=MAXIMUM_BYTES), AfterValidator(_storable)] = Field(
        description="The value, at most 4,096 bytes. It is sealed, and never shown again."
    )
    allowed_hosts: Annotated[list[Host], Field(min_length=1, max_length=20)] = Field(
        description="The only hosts that it is sent to; `*.example.com` is every host below `example.com`."
    )


class ListSecrets(ListRequest):
    """Which page of the secrets to list."""


class DeleteSecret(Request):
    """Which secret to remove."""

    name: Name


class Secret(Response):
    """A secret without its value."""

    name: str = Field(description="How templates name it.")
    allowed_hosts: list[str] = Field(description="The only hosts that it is sent to.")
    created_at: Timestamp = Field(description="When the secret was first set.")
    updated_at: Timestamp = Field(description="When it was last set.")


class SecretPage(Response):
    """A page of the secrets, by name."""

    secrets: list[Secret] = Field(description="The secrets, in the order of their names.")
    pagination: Pagination


class DeletedSecret(Response):
    """A removed secret."""

    name: str = Field(description="The name that it had.")
    deleted: Literal[True] = Field(True, description="Always true.")
