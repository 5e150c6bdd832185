"""Documents, with their files."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, List, overload

from .. import _transport
from .._files import Target, content_of
from .._omit import OMIT, Omit
from .._waiting import LONGEST_WAIT_SECONDS, Pauses
from ..errors import ConfigurationError
from .resources import documents as generated

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from typing_extensions import Unpack

    from .. import models
    from .._files import File
    from .._settings import RequestOptions

_LARGEST_IN_A_REQUEST = 4_000_000


class Documents(generated.Documents):
    __doc__ = generated.Documents.__doc__

    def upload(
        self,
        file: File | None = None,
        *,
        filename: str | Omit = OMIT,
        content_base64: str | Omit = OMIT,
        folder: str | Omit = OMIT,
        tags: List[str] | Omit = OMIT,
        auto_classify: bool | Omit = OMIT,
        auto_extract: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        **request_options: Unpack[RequestOptions],
    ) -> models.Document:
        """Upload a document, up to 20 MB, and optionally process it: `upload("factura.pdf")`.

        Scope: `write`; above 4 MB, `read` too. Such a file goes to an address of its own, and is waited for until it
        was taken; classify or extract it afterwards.

        Args:
            file: A path, the content as bytes, or a file that is open for reading bytes.
            filename: The name of the file, without a path; by default that of `file`.
            content_base64: Instead of `file`, the content in base64 (RFC 4648, padded, without line breaks).
            folder: The folder: lower-case letters, digits, `_` and `-`, with `/` between folders.
            tags: Tags.
            auto_classify: Classify it too, for the price of a classification.
            auto_extract: Extract its data too, for the price of an extraction.
            idempotency_key: the same key has its effect once; each call makes its own by default.
            request_options: `timeout`, `max_retries` and `extra_headers` of each request of the API.
        """
        if (file is None) == isinstance(content_base64, Omit):
            raise ConfigurationError("Give upload a file: a path, bytes or an open file; or content_base64.")
        if file is not None:
            content, filename = content_of(file, None if isinstance(filename, Omit) else filename)
            if len(content) > _LARGEST_IN_A_REQUEST:
                if auto_classify or auto_extract:
                    raise ConfigurationError(
                        "A file above 4 MB is not processed while it is uploaded: upload it without auto_classify and "
                        "auto_extract, then call documents.classify or documents.extract with its document_id."
                    )
                return self._put(content, filename, folder, tags, idempotency_key, request_options)
            content_base64 = base64.b64encode(content).decode()
        if isinstance(filename, Omit) or isinstance(content_base64, Omit):
            raise ConfigurationError("The file has no name: pass filename=...")
        return super().upload(
            filename=filename,
            content_base64=content_base64,
            folder=folder,
            tags=tags,
            auto_classify=auto_classify,
            auto_extract=auto_extract,
            idempotency_key=idempotency_key,
            **request_options,
        )

    @overload
    def download(self, document_id: str, to: None = None) -> bytes: ...

    @overload
    def download(self, document_id: str, to: str | os.PathLike[str]) -> Path: ...

    def download(self, document_id: str, to: str | os.PathLike[str] | None = None) -> bytes | Path:
        """Get the file of a document: its content, or the path that it was written to.

        Scope: `read`. At `to` is the whole file or, when the download fails, what was there before.

        Args:
            document_id: The id of the document.
            to: Where to write it; its folder must be there.
        """
        target = Target(to)
        document = self.get(document_id)
        if document.url is None:
            raise ConfigurationError(f"The document {document_id} has no file yet: its status is {document.status}.")
        self._client.fetch(document.url, target)
        return target.outcome

    def _put(
        self,
        content: bytes,
        filename: str,
        folder: str | Omit,
        tags: List[str] | Omit,
        idempotency_key: str | None,
        options: RequestOptions,
    ) -> models.Document:
        awaited = self.upload_url(
            filename=filename,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            folder=folder,
            tags=tags,
            idempotency_key=idempotency_key,
            **options,
        )
        self._client.put(awaited.upload.url, content, awaited.upload.headers)
        pauses = Pauses(LONGEST_WAIT_SECONDS)
        while True:
            document = self.get(awaited.document_id, **options)
            if document.status != "awaiting_upload":
                return document
            message = f"The file of {document.document_id} was uploaded and is not taken yet: ask documents.get()."
            _transport.sleep(pauses.before_asking_again(document, message))
