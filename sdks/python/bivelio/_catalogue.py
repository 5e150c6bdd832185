"""The operations as data, for a program that offers them all, such as a command line. Cheap: it loads no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Optional

if TYPE_CHECKING:
    from collections.abc import Iterator


class Parameter(NamedTuple):
    """A parameter of an operation.

    `field` is its name in the request, `keyword` that in Python. `kind` is `string`, `integer`, `number`, `boolean`,
    `date`, `date-time`, one of these with `[]` for a list of them, or `json` for anything else. `choices` are the
    values of an enum, of the items in a list, as texts.
    """

    field: str
    keyword: str
    kind: str
    choices: tuple[str, ...]
    is_required: bool
    description: str


class Described(NamedTuple):
    """An operation: `contacts.list` is the method `list` of the resource `contacts`.

    `answer` is the name of its class in `bivelio.models`; `items` the field that has the items, when it is a list;
    `positional` the keyword of the parameter that may be given without its name.
    """

    name: str
    path: str
    method: str
    summary: str
    answer: str
    items: Optional[str]  # noqa: UP045 - evaluated by NamedTuple, also on Python 3.9
    positional: Optional[str]  # noqa: UP045
    takes_key: bool
    may_stream: bool
    parameters: tuple[Parameter, ...]

    @property
    def resource(self) -> str:
        """The resource that has the method."""
        return self.name.partition(".")[0]

    def method_of(self, client: Any) -> Any:
        """Return the method of a client, synchronous or not."""
        return getattr(getattr(client, self.resource), self.method)


def resources() -> dict[str, str]:
    """Return the resources, with a sentence about each."""
    from ._operations import RESOURCES

    return dict(RESOURCES)


def described(name: str) -> Described:
    """Return an operation by its name. Raises KeyError."""
    from ._operations import OPERATIONS

    *plain, parameters = OPERATIONS[name]
    return Described._make((name, *plain, tuple(Parameter(*one) for one in parameters)))


def of(resource: str) -> Iterator[Described]:
    """Yield the operations of a resource."""
    from ._operations import OPERATIONS

    for name in OPERATIONS:
        if name.partition(".")[0] == resource:
            yield described(name)
