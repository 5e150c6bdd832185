"""What may be None in general, and is there in the test at hand."""

from typing import TypeVar

Value = TypeVar("Value")


def there(value: Value | None) -> Value:
    """The value; a test that lacks it fails here."""
    assert value is not None
    return value
