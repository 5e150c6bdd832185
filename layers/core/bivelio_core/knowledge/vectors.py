"""Vectors of passages and questions, as small as they still tell which are near: eight bits a number, and one.

A vector is kept as whole numbers from -127 to 127, a byte each. Its signs alone, a bit each, say roughly how near
another one is: by how many of them differ. So a search counts bits for all passages, and multiplies for the best ones.
"""

import math
from collections.abc import Sequence
from operator import mul

from bivelio_core.language_models import DIMENSIONS

LARGEST = 127
SIGN_BYTES = DIMENSIONS // 8
_SIGNS = bytes(b"1"[0] if byte <= LARGEST else b"0"[0] for byte in range(256))


def in_bytes(values: Sequence[float]) -> bytes:
    """A vector in bytes, of which the largest number is 127 or -127."""
    factor = LARGEST / max(map(abs, values))
    return bytes(round(value * factor) & 0xFF for value in values)


def numbers_of(vector: bytes) -> memoryview:
    """The numbers of a vector in bytes."""
    return memoryview(vector).cast("b")


def signs_of(vector: bytes) -> int:
    """Its signs, a bit each."""
    return int(vector.translate(_SIGNS), 2)


def length_of(vector: bytes) -> float:
    """Its length."""
    numbers = numbers_of(vector)
    return math.sqrt(sum(map(mul, numbers, numbers)))


def product(one: Sequence[int], other: Sequence[int]) -> int:
    """The scalar product of two."""
    return sum(map(mul, one, other))
