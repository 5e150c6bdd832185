"""Asserts that an optional value is set, for tests that know it is."""

from typing import TypeVar

Value = TypeVar("Value")


def there(value: Value | None) -> Value:
    """The value; a test that lacks it fails here."""
    assert value is not None
    return value
