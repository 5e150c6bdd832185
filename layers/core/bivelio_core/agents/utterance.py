"""Something that was said in a conversation."""

from typing import NamedTuple


class Utterance(NamedTuple):
    """Something that was said: by whom, what, and its place in the conversation."""

    is_ours: bool
    text: str
    place: str
