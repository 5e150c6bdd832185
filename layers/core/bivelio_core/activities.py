"""What is an activity with a contact, as domains declare it: by kind, a function that reads one change of the table.

A contact has the time of its last one, to the day (contacts/activity.py). `of(change)` gives the activity that a change
is, None for one that is none. It may be asked about the same change again.
"""

from typing import NamedTuple


class Activity(NamedTuple):
    """Something that happened with a contact, known by its sort key or its id, and when: a `clock.timestamp`."""

    contact: str
    at: str
