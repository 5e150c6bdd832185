"""Declares custom fields, and makes contacts that have some."""

from typing import Any

from tests.api import Answer, call


def define(name: str, kind: str | None = None, **about: Any) -> Answer:
    """Ask for a definition."""
    return call("contacts.fields_define", {"name": name, **({"type": kind} if kind else {}), **about})


def declared(name: str, kind: str | None = None, **about: Any) -> Any:
    """Declare a field."""
    return define(name, kind, **about).data


def create(**fields: Any) -> Answer:
    """Make a contact with custom fields."""
    return call("contacts.create", {"type": "person", "name": "Maria", "custom_fields": fields})


def faults(answer: Answer) -> list[tuple[str, str]]:
    """What a refusal names."""
    assert answer.status == 422, answer
    return [(each["field"], each["constraint"]) for each in answer.error["details"]["errors"]]
