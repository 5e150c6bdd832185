"""Functions for all repairs: check the emulator's version, register why a repair exists, rewrite source code."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

EMULATOR_VERSION = "1.5.33"


@dataclass(frozen=True)
class About:
    """Why a repair exists.

    Attributes:
        behaviour: what AWS does, and the emulator does not.
        needed_at: the version of MiniStack at which this was last seen.
        shown_by: the test whose part about the unrepaired emulator fails once MiniStack behaves like AWS.
    """

    behaviour: str
    needed_at: str
    shown_by: str


ABOUT: dict[str, About] = {}
"""Why each repair exists, by its name."""


def restores(behaviour: str, *, needed_at: str, shown_by: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register why a repair exists."""

    def note(repair: Callable[[], None]) -> Callable[[], None]:
        ABOUT[repair.__name__] = About(behaviour, needed_at, shown_by)
        return repair

    return note


class EmulatorChangedError(RuntimeError):
    """The installed emulator is not the version that the repairs were written for."""


def require_version() -> None:
    """Raise EmulatorChangedError unless the installed MiniStack is exactly the version that the repairs fit."""
    try:
        installed = version("ministack")
    except PackageNotFoundError as missing:
        raise EmulatorChangedError(
            f"MiniStack is not installed. Install 'ministack[full]=={EMULATOR_VERSION}' (requirements/dev.txt has it)."
        ) from missing
    if installed != EMULATOR_VERSION:
        raise EmulatorChangedError(
            f"MiniStack {installed} is installed, but local/emulator repairs {EMULATOR_VERSION}. "
            f"Install 'ministack[full]=={EMULATOR_VERSION}', or check every repair against the new version "
            "(tests/local shows which are still needed) and change EMULATOR_VERSION."
        )


def rewrite(source: str, old: str, new: str) -> str:
    """Replace the only occurrence of ``old``; raise EmulatorChangedError when there is not exactly one."""
    occurrences = source.count(old)
    if occurrences != 1:
        raise EmulatorChangedError(f"expected {old!r} once in the emulator's source, found it {occurrences} times")
    return source.replace(old, new)


def rewrite_between(source: str, start: str, end: str, new: str) -> str:
    """Replace what is between the only occurrences of ``start`` (included) and ``end`` (not included)."""
    before, _, rest = source.partition(start)
    if not before or end not in rest:
        raise EmulatorChangedError(f"the emulator's source does not have {end!r} after {start!r}")
    return rewrite(source, start + rest.partition(end)[0] + end, new + end)
