"""Messages of queues outlive a release: messages that an older or a newer release has sent can be read."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

Message = TypeVar("Message")


def read(kind: type[Message], body: Mapping[str, Any]) -> Message:
    """The message of a dataclass. Fields that a newer release added are ignored, so a release can be rolled back.

    A new field needs a default, which messages of the previous release get.
    """
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass, which has no type of its own
    return kind(**{name: value for name, value in body.items() if name in names})
