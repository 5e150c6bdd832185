"""What a part of an expression gives over shapes."""

from typing import NamedTuple

from .shape import Shape


class Seen(NamedTuple):
    """What a part of an expression gives, and its path from the root of the data, if it has one."""

    shape: Shape
    path: str | None = None
