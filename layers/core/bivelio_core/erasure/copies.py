"""What was written with others and names a person: it stays, without the person.

A copy of a mail is left out. In texts, what names the person is masked and the rest is the other's: whom it was written
with, and the organisation's own records (GDPR, articles 17(1) and 15(4): a right that is not to touch those of others).
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Key, Update, absent, all_of, equals, present

FIELDS = ("cc", "bcc")
TEXTS = frozenset({"body", "subject", "html", "caption"})
"""The fields of messages that people write in."""


def without(message: Item, texts: Collection[str]) -> Item:
    """A message without the copies whose addresses are among the texts, folded; the same where there are none."""
    content = message.get("content")
    if not isinstance(content, dict):
        return message
    rest: dict[str, Any] = {name: value for name, value in content.items() if name not in FIELDS}
    for field in FIELDS:
        if addresses := [each for each in content.get(field, ()) if each.casefold() not in texts]:
            rest[field] = addresses
    left_out = [each for each in message.get("left_out", ()) if each["address"].casefold() not in texts]
    others = {name: value for name, value in message.items() if name != "left_out"}
    return {**others, "content": rest, **({"left_out": left_out} if left_out else {})}


def masked(item: Item, texts: Collection[str], mask: str) -> Item:
    """An item with a mask in place of each of the texts that people have written into it, in any case of letters."""
    longest_first = sorted(texts, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return {name: _masked(name, value, pattern, mask) for name, value in item.items()}


def _masked(name: str, value: Any, pattern: re.Pattern[str], mask: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(mask, value) if name in TEXTS else value
    if isinstance(value, Mapping):
        return {key: _masked(key, part, pattern, mask) for key, part in value.items()}
    if isinstance(value, list):
        return [_masked(name, part, pattern, mask) for part in value]
    return value


def keep(table: Table, before: Item, after: Item) -> int:
    """Write what has changed of an item; how many have. What is still to be sent goes to the others."""
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    gone = [name for name in before if name not in after]
    if not changed and not gone:
        return 0
    unchanged = [equals(name, before[name]) if name in before else absent(name) for name in (*changed, *gone)]
    try:
        table.update(Key(before["PK"], before["SK"]), Update(set=changed, remove=gone), all_of(present(), *unchanged))
    except ConditionFailed as failed:  # somebody was at it: the job comes again, unless it is gone
        return 0 if failed.item is None else 1
    return 1
