"""What simulated messengers ask of the platform, and how Meta names people and their choices."""

import urllib.error
import urllib.request
from typing import Any

ANSWER_SECONDS = 30


def named(who: str, phone: str, user: str) -> dict[str, str]:
    """How Meta names somebody: by phone and user id, or, written as `ES.123`, by the id of who shares no phone."""
    return {phone: who, user: f"ES.{who}"} if who.isdecimal() else {user: who}


def choice_of(interactive: dict[str, Any], choice: str) -> tuple[str, dict[str, str]]:
    """What Meta calls an answer to buttons or to a list, and which one was chosen."""
    action = interactive["action"]
    if interactive["type"] == "button":
        return "button_reply", next(each["reply"] for each in action["buttons"] if each["reply"]["id"] == choice)
    rows = [row for section in action["sections"] for row in section["rows"]]
    return "list_reply", next(row for row in rows if row["id"] == choice)


def digits(phone: str) -> str:
    """The digits of a phone."""
    return "".join(filter(str.isdecimal, phone))


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Report something to the platform."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        answer.read()


def get(url: str) -> str:
    """What a URL answers, or why it does not."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - ours
            return str(answer.read(1_000), "ascii", "replace")
    except urllib.error.URLError as error:
        return str(error)
