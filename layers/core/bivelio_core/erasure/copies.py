"""Mails to others of which a person got a copy: they stay, without the person's address."""

from collections.abc import Collection
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Key, Update, present

FIELDS = ("cc", "bcc")


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


def keep(table: Table, message: Item) -> int:
    """Write a message without copies; how many items have changed. What is still to be sent goes to the others."""
    left_out = {"left_out": message["left_out"]} if "left_out" in message else {}
    change = Update(set={"content": message["content"], **left_out}, remove=[] if left_out else ["left_out"])
    try:
        table.update(Key(message["PK"], message["SK"]), change, present())
    except ConditionFailed:  # it is gone
        return 0
    return 1
