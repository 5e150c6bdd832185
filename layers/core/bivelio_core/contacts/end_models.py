"""The requests of the end of contacts: archiving, restoring, deleting, erasing."""

from pydantic import Field

from bivelio_core.models import Request

from .models import ContactId


class ArchiveContact(Request):
    """Which contact to archive."""

    id: ContactId = Field(description="The id of the resource.")


class RestoreContact(Request):
    """Which archived contact to take back into the lists."""

    id: ContactId = Field(description="The id of the resource.")


class DeleteContact(Request):
    """Which archived contact to delete, for good."""

    id: ContactId = Field(description="The id of the resource.")


class EraseContact(Request):
    """Which contact to erase, for good."""

    id: ContactId = Field(description="The id of the resource.")
