"""Load a message's file, from a URL through the egress guard or from a document, and judge it by its bytes."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from bivelio_core import egress, file_names
from bivelio_core.documents import storage
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.faults import register
from bivelio_core.providers.messaging.failures import Refused, Unavailable
from bivelio_core.providers.messaging.port import Channel, Media
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.tenant_store import TenantStore

from .content import MEDIA, MEDIA_LIMITS, MediaLimit

FETCH_SECONDS = 6.0
REDIRECTS = 3
FETCHED = range(200, 300)
OCTETS = "application/octet-stream"

Loaded = TypeVar("Loaded")

NOT_FETCHED = register("messages", "file_not_available")
WRONG_TYPE = register("messages", "media_type")

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
)
"""How files begin: what a server says of its file is not believed for these."""


class StoredFile(NamedTuple):
    """A file of another domain in the tenant's bucket: its area and name there, its type, its display name."""

    area: str
    name: str
    content_type: str
    file_name: str


def content_of(store: TenantStore, file: StoredFile) -> Media:
    """The content of such a file."""
    content = b"".join(TenantFiles.of(store.tenant, file.area).read(file.name))
    return Media(content, file.content_type, file.file_name)


def media_of(store: TenantStore, channel: Channel, content: Mapping[str, Any]) -> Media | None:
    """The file of a message, None for content without one.

    Raises Unprocessable when there is no such file, or when the channel does not take it.
    """
    part, field = (content["header"], "message.header") if "header" in content else (content, "message")
    if part["type"] not in MEDIA:
        return None
    limit = MEDIA_LIMITS[channel][part["type"]]
    file, field = _loaded(store, part, limit, field)
    if limit.content_types and file.content_type not in limit.content_types:
        raise Unprocessable.of(field, WRONG_TYPE, expected=", ".join(sorted(limit.content_types)))
    return _renamed(file, part.get("filename"))


def _loaded(store: TenantStore, part: Mapping[str, Any], limit: MediaLimit, field: str) -> tuple[Media, str]:
    """The file that a part of a message names, and the field that names it."""
    if "document_id" in part:
        field = f"{field}.document_id"
        return _of_document(store, part["document_id"], limit, field), field
    field = f"{field}.url"
    return _fetched(part["url"], limit, field), field


def _renamed(file: Media, name: str | None) -> Media:
    return file if name is None else Media(file.content, file.content_type, name)


def files_of(store: TenantStore, content: Mapping[str, Any]) -> list[Media]:
    """The files that go with the text of a mail, together no larger than one may be. Raises Unprocessable."""
    bytes_left, files = MEDIA_LIMITS["email"]["document"].maximum_bytes, list[Media]()
    for place, part in enumerate(content.get("files", ())):
        file, field = _loaded(store, part, MediaLimit(bytes_left), f"message.files[{place}]")
        bytes_left -= len(file.content)
        if bytes_left < 0:
            raise Unprocessable.of(field, "max_bytes", limit=MEDIA_LIMITS["email"]["document"].maximum_bytes)
        files.append(_renamed(file, part.get("filename")))
    return files


def of_item(store: TenantStore, item: Item) -> Media | None:
    """The file of a stored message, for a later try. Raises Refused or Unavailable."""
    if "attached" in item:
        return content_of(store, StoredFile(**item["attached"]))
    return media_again(store, item["channel"], item["content"])


def media_again(store: TenantStore, channel: Channel, content: Mapping[str, Any]) -> Media | None:
    """The same for a later try. Raises Refused or Unavailable."""
    return _load_again(lambda: media_of(store, channel, content))


def files_again(store: TenantStore, content: Mapping[str, Any]) -> list[Media]:
    """The files of a mail for a later try. Raises Refused or Unavailable."""
    return _load_again(lambda: files_of(store, content))


def _load_again(load: Callable[[], Loaded]) -> Loaded:
    try:
        return load()
    except Unprocessable as error:
        if error.details["constraint"] == NOT_FETCHED:
            raise Unavailable("provider_unavailable", "the file cannot be downloaded") from error
        raise Refused("media_rejected") from error


def _fetched(url: str, limit: MediaLimit, field: str) -> Media:
    try:
        answer = egress.fetch(
            "GET",
            url,
            timeout_seconds=FETCH_SECONDS,
            maximum_bytes=limit.maximum_bytes,
            redirects=REDIRECTS,
        )
    except egress.EgressRefused as refusal:
        raise Unprocessable.of(field, "url_not_allowed") from refusal
    except egress.EgressFailed as failure:
        if failure.kind == "too_large":
            raise Unprocessable.of(field, "max_bytes", limit=limit.maximum_bytes) from failure
        raise Unprocessable.of(field, NOT_FETCHED) from failure
    if answer.status not in FETCHED or not answer.body:
        raise Unprocessable.of(field, NOT_FETCHED)
    told = answer.headers.get("content-type", OCTETS).partition(";")[0].strip().lower()
    return Media(answer.body, content_type(answer.body, told), _name(unquote(urlsplit(answer.url).path)))


def _of_document(store: TenantStore, document_id: str, limit: MediaLimit, field: str) -> Media:
    try:
        item = store.find(DOCUMENT, document_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of(field, "not_found") from error
    if item["status"] != "stored" or "file" not in item:
        raise Unprocessable.of(field, "not_found")
    if item.get("size_bytes", 0) > limit.maximum_bytes:
        raise Unprocessable.of(field, "max_bytes", limit=limit.maximum_bytes)
    content = b"".join(storage.documents_of(store.tenant).read(storage.file_of(item)))
    return Media(content, content_type(content, item.get("mime_type", OCTETS)), item["filename"])


def content_type(content: bytes, claimed: str) -> str:
    """Return a file's content type, by its first bytes, else as declared if the declaration is well-formed."""
    for offset, beginning, kind in MAGIC:
        if content[offset : offset + len(beginning)] == beginning:
            return kind
    is_form = re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", claimed)
    is_claim = claimed.startswith(("image/", "audio/", "video/"))
    return claimed if is_form and not is_claim else OCTETS


def _name(path: str) -> str:
    return file_names.cleaned(path.rpartition("/")[2]) or "file"
