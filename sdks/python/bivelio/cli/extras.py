"""What the commands of resources have beyond their operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import lazy
    from .operations import Special

SPECIAL: dict[str, Special] = {}
"""Operations whose command does more, by name."""

ADDED: dict[str, dict[str, lazy.Entry]] = {}
"""Commands of resources that are no operation."""
