"""Contacts, with imports and exports of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, overload

from .. import _transport
from .._files import Target, content_of
from .._omit import OMIT, Omit
from .._waiting import LONGEST_WAIT_SECONDS, Pauses
from ..errors import ConfigurationError
from .resources import contacts as generated

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .. import models
    from .._files import File

_LARGEST_IN_A_REQUEST = 1_000_000


class AsyncContacts(generated.AsyncContacts):
    __doc__ = generated.AsyncContacts.__doc__

    async def import_file(
        self,
        file: File,
        *,
        dry_run: bool | Omit = OMIT,
        on_progress: Callable[[models.Import], object] | None = None,
        wait_seconds: float = LONGEST_WAIT_SECONDS,
    ) -> models.Import:
        """Import contacts from a CSV file, up to 50 MB, and wait until it is done: `import_file("contacts.csv")`.

        Scope: `write`. Raises WaitTimeoutError, with the import in `instance`; it goes on.

        Args:
            file: A path, the content as bytes, or a file that is open for reading bytes.
            dry_run: Only validate; write nothing.
            on_progress: Called with the import each time that its progress was asked for.
            wait_seconds: How long to wait at most, by default an hour.
        """
        content, _ = content_of(file, "contacts.csv")
        state = await self._start_import(content, dry_run=dry_run)
        pauses = Pauses(wait_seconds)
        while True:
            if on_progress is not None:
                on_progress(state)
            if state.status in {"completed", "failed"}:
                return state
            message = f"The import {state.id} goes on after {wait_seconds:g} seconds: ask contacts.import_status()."
            await _transport.async_sleep(pauses.before_asking_again(state, message))
            state = await self.import_status(state.id)

    @overload
    async def download_export(self, id: str, to: None = None) -> bytes: ...

    @overload
    async def download_export(self, id: str, to: str | os.PathLike[str]) -> Path: ...

    async def download_export(self, id: str, to: str | os.PathLike[str] | None = None) -> bytes | Path:
        """Get the file of an export that is completed: its content, or the path that it was written to.

        Scope: `read`. At `to` is the whole file or, when the download fails, what was there before.

        Args:
            id: The id of the export, of `contacts.export()`.
            to: Where to write it; its folder must be there.
        """
        target = Target(to)
        export = await self.export_status(id)
        if export.url is None:
            raise ConfigurationError(f"The export {id} has no file yet: its status is {export.status}.")
        await self._client.fetch(export.url, target)
        return target.outcome

    async def _start_import(self, content: bytes, *, dry_run: bool | Omit) -> models.Import:
        try:
            text = content.decode("utf-8") if len(content) <= _LARGEST_IN_A_REQUEST else None
        except UnicodeDecodeError:
            text = None  # the platform reads other encodings, in a file
        if text is not None:
            return await self.import_(csv=text, dry_run=dry_run)
        contact_import = await self.import_(dry_run=dry_run)
        if contact_import.upload is None:
            raise ConfigurationError(
                f"The import {contact_import.id} takes no file: its status is {contact_import.status}."
            )
        await self._client.put(contact_import.upload.url, content, {"Content-Type": contact_import.upload.content_type})
        return await self.import_(id=contact_import.id, dry_run=dry_run)
