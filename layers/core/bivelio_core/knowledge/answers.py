"""An answer by hand as a passage: the question is its heading, since people ask with its words."""

from bivelio_core.store.codec import Item

from .cutting.passages import Cut
from .packing import Passage, passages_of


def passages_of_answer(item: Item) -> list[Passage]:
    """The one passage of an answer."""
    return passages_of(item["title"], [Cut(item["answer"], (item["question"],), None)])
