"""The terms by which the messages of an organisation are listed, and its conversations: by their newest messages."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.terms import Indexed, Term
from bivelio_core.store.keys import MESSAGE

CHANNEL, NEWEST = index_terms.facet("channel"), index_terms.facet("newest")
STATE, ASSIGNEE = index_terms.facet("conversation_state"), index_terms.facet("conversation_assignee")
LABEL, UNREAD = index_terms.facet("conversation_label"), index_terms.facet("conversation_unread")
OF_CONVERSATIONS = (STATE, ASSIGNEE, LABEL, UNREAD)

ANYBODY = "*"
"""In place of an assignee: conversations that have one."""


def _terms(item: Item) -> Iterator[Term]:
    yield Term(CHANNEL, item["channel"])
    if item.get("is_newest"):
        yield Term(NEWEST, "yes")
        yield from _of_conversation(item)


def _of_conversation(item: Item) -> Iterator[Term]:
    """What is usual has no term: an open conversation that nobody has taken and everybody has read costs none."""
    if state := item.get("state"):
        yield Term(STATE, state)
    if assignee := item.get("assignee"):
        yield Term(ASSIGNEE, assignee)
        yield Term(ASSIGNEE, ANYBODY)
    for label in item.get("labels", ()):
        yield Term(LABEL, label)
    if item.get("is_unread"):
        yield Term(UNREAD, "yes")


MESSAGES = Indexed(MESSAGE, _terms, (CHANNEL, NEWEST, *OF_CONVERSATIONS), added=OF_CONVERSATIONS)
