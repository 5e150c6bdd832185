"""The tokens that another service gave for an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a service gave: `repr` shows none of it. Google gives `refresh` once, others a new one each time."""

    access: str
    lifetime_seconds: int
    refresh: str | None = None
    email: str | None = None

    def __repr__(self) -> str:
        return "Tokens(...)"
