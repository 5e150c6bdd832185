"""Makes contacts through their endpoint, and what is noted about them, for tests of notes, tasks and associations."""

from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.table import Table

from tests.api import ORGANISATION, call

OTHER: dict[str, str] = {"organisation": "org_1111111111111111"}


def contact(name: str = "Empresa ABC S.L.", **about: Any) -> str:
    """The id of a new contact."""
    return str(call("contacts.create", {"type": "company", "name": name, **about}).data["id"])


def note(contact_id: str, text: str = "Trucada.", **about: Any) -> Any:
    """A new note."""
    return call("contacts.notes_create", {"contact_id": contact_id, "text": text, **about}).data


def texts(contact_id: str, **about: Any) -> list[str]:
    """The texts of a contact's notes, newest first."""
    listed = call("contacts.notes_list", {"contact_id": contact_id, **about}).data["notes"]
    return [each["text"] for each in listed]


def member(table: Table, user: str = "usr_a1b2c3d4e5f6g7h8") -> str:
    """The id of a member of the organisation."""
    key = keys.organisation_member(ORGANISATION, user)
    table.put({"PK": key.pk, "SK": key.sk, "user": user, "organisation": ORGANISATION, "role": "member"})
    return user


def task(title: str = "Trucar", **about: Any) -> Any:
    """A new task."""
    return call("contacts.tasks_create", {"title": title, **about}).data


def titles(**about: Any) -> list[str]:
    """The titles of tasks, as they are listed."""
    return [each["title"] for each in call("contacts.tasks_list", about).data["tasks"]]


def associated(contact_id: str, **about: Any) -> list[tuple[str, str]]:
    """How a contact's associations read, and with whom."""
    data = {"contact_id": contact_id, **about}
    return [
        (each["reads_as"], each["name"])
        for each in call("contacts.associations_list", data, headers={"Accept-Language": "en"}).data["associations"]
    ]
