"""Messages of queues outlive a release: what an older or a newer one has queued can be read."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

Message = TypeVar("Message")


def read(kind: type[Message], body: Mapping[str, Any]) -> Message:
    """The message of a dataclass. Fields that a newer release added are left out, so a release can be taken back.

    A field that is added needs a default, which is what messages of the release before have.
    """
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass, which has no type of its own
    return kind(**{name: value for name, value in body.items() if name in known})
