"""Assign the numbers of a series in a year: the next, the free, and the final number of an issued invoice. Pure.

The numbers 1 to `issued` are final. Above them, up to `last`, each number is a draft's or free. An issued invoice
always takes `issued + 1`, whatever number its draft had; the draft that holds that number gets the number that becomes
free.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

MAXIMUM_FREE = 1_000
"""How many numbers of deleted drafts may wait for the next ones."""


class SeriesYear(NamedTuple):
    """A series in a year, such as FAC in 2026."""

    series: str
    year: int

    def text(self, number: int) -> str:
        """A number as invoices show it: FAC-2026-043."""
        return f"{self.series}-{self.year}-{number:03d}"


class State(NamedTuple):
    """The numbers of a series. `issued_on` is the day of the last issued invoice, as 2026-04-01."""

    issued: int = 0
    last: int = 0
    free: tuple[int, ...] = ()
    issued_on: str | None = None
    version: int = 0
    began_after: int = 0
    """The last number that another program issued: this one began with the next."""


class Taken(NamedTuple):
    """The final number of an invoice, the new number of the draft that held it, if any, and the new state."""

    number: int
    moved_to: int | None
    after: State


class NotAtItsStart(Exception):
    """A series has issued invoices or drafts already, or began elsewhere; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyFree(Exception):
    """So many drafts were deleted that their free numbers cannot be stored; new drafts use them up."""


def state_from(state: State, next_number: int) -> State:
    """Return the state of a series that another program has issued up to the number before the next one.

    From there on no number is missing. Raises NotAtItsStart: `series_issued`, `series_has_drafts`, `series_set`.
    """
    if state.began_after and state.began_after != next_number - 1:
        raise NotAtItsStart("series_set")
    if state.issued > state.began_after:
        raise NotAtItsStart("series_issued")
    if state.began_after:
        return state
    if state.last - len(state.free):
        raise NotAtItsStart("series_has_drafts")
    return state._replace(issued=next_number - 1, last=next_number - 1, free=(), began_after=next_number - 1)


def continued(state: State, number: int) -> State:
    """Return the state of a series after an invoice of another program has this number.

    Raises NotAtItsStart for a number that an invoice or a draft here has, or is going to have.
    """
    if number <= state.began_after:
        return state
    if state.issued > state.began_after:
        raise NotAtItsStart("series_issued")
    if state.last - state.issued - len(state.free):
        raise NotAtItsStart("series_has_drafts")
    return state._replace(issued=number, last=number, free=(), began_after=number)


def drafted(state: State) -> tuple[int, State]:
    """Return the lowest free number for a new draft, and the new state."""
    if state.free:
        return state.free[0], state._replace(free=state.free[1:])
    return state.last + 1, state._replace(last=state.last + 1)


def released(state: State, number: int) -> State:
    """Return the state after a draft's number was freed for the next draft. Raises TooManyFree."""
    free, last = {*state.free, number}, state.last
    while last in free:
        free.remove(last)
        last -= 1
    if len(free) > MAXIMUM_FREE:
        raise TooManyFree
    return state._replace(free=tuple(sorted(free)), last=last)


def issuing(state: State, held: int | None, on: str) -> Taken:
    """Make the next number final, for the draft that has `held`, or for an invoice that had none, on a day.

    Raises TooManyFree.
    """
    number = state.issued + 1
    is_free, is_new = number in state.free, number > state.last
    state = state._replace(issued=number, issued_on=on, last=max(state.last, number))
    if is_free:
        state = state._replace(free=tuple(each for each in state.free if each != number))
    if held == number:
        return Taken(number, None, state)
    if is_free or is_new:
        return Taken(number, None, state if held is None else released(state, held))
    if held is not None:
        return Taken(number, held, state)
    moved_to, state = drafted(state)
    return Taken(number, moved_to, state)


def series_of(main: Mapping[str, Any]) -> SeriesYear:
    """The series and year of an invoice."""
    return SeriesYear(main["series"], main["year"])
