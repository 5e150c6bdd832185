"""The field types of documents: file names, folders, tags and days."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken, register
from bivelio_core.models import DISTINCT, LINE, ONE_DIRECTION

MAXIMUM_TAGS = 20

PATH_IN_NAME = register("documents", "file_name")
FOLDER_FORMAT = register("documents", "folder")

_FOLDER_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


def _file_name(text: str) -> str:
    if "/" in text or "\\" in text or text in (".", ".."):
        raise broken(PATH_IN_NAME)
    return unicodedata.normalize("NFC", text)


def _folder(text: str) -> str:
    if not all(part and _FOLDER_CHARACTERS.issuperset(part) for part in text.split("/")):
        raise broken(FOLDER_FORMAT)
    return text


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


FileName = Annotated[
    str,
    Field(min_length=1, max_length=255, examples=["contracte_client_abc.pdf"]),
    LINE,
    ONE_DIRECTION,
    AfterValidator(_file_name),
]
Folder = Annotated[str, Field(min_length=1, max_length=200, examples=["contracts/2026"]), AfterValidator(_folder)]
Tag = Annotated[str, Field(min_length=1, max_length=50), LINE, AfterValidator(_normalised)]
Tags = Annotated[list[Tag], Field(max_length=MAXIMUM_TAGS), DISTINCT]

Category = Annotated[str, Field(min_length=1, max_length=60), LINE]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["invoice_number"])]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["ca"])]

ExtractionId = Annotated[str, Field(min_length=1, max_length=100, examples=["ext_m1n2o3p4"])]
DocumentId = Annotated[str, Field(min_length=1, max_length=100, examples=["doc_q5r6s7t8"])]
