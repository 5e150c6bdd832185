"""A tenant's files in the documents bucket: keys begin with environment and area, which determine their lifetime."""

import base64
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from bivelio_core import aws_calls, clients, config
from bivelio_core.tenancy import Tenant

READ_BYTES = 262_144
PRECONDITION_FAILED = 412
AREAS = frozenset({"documents", "inbound", "invoices", "knowledge", "transfers", "uploads", "workflows"})
"""Each has a folder for every organisation: holdings.py finds all its files by them."""

_IN_A_HEADER = frozenset(string.ascii_letters + string.digits + " !#$&'()+,-.;=@[]^_`{}~")
"""Characters that a file name in quotes may have without being escaped."""


class FileChanged(Exception):
    """The file was replaced: its content is no longer the requested one."""


class ListedFile(NamedTuple):
    """A file's name, and the time when it was written, in seconds."""

    name: str
    written: float


class FileState(NamedTuple):
    """A file's size in bytes and its tag (S3's ETag), which changes whenever the file is written."""

    size: int
    tag: str


@dataclass(frozen=True, slots=True)
class TenantFiles:
    """The bucket, seen by one tenant."""

    client: Any
    bucket: str
    tenant: Tenant
    area: str

    @classmethod
    def of(cls, tenant: Tenant, area: str) -> "TenantFiles":
        """A tenant's files of one kind in this deployment's bucket. Raises ValueError for an area that has no name."""
        if area not in AREAS:
            raise ValueError(f"no area of the bucket: {area}")
        return cls(clients.client("s3"), config.documents_bucket(), tenant, area)

    def key(self, name: str) -> str:
        """The key of a file in the bucket."""
        return f"{self.tenant.environment}/{self.area}/{self.tenant.organisation}/{name}"

    def put(self, name: str, body: bytes, content_type: str) -> None:
        """Write a whole file."""
        self.client.put_object(Bucket=self.bucket, Key=self.key(name), Body=body, ContentType=content_type)

    def put_stream(self, name: str, body: IO[bytes], content_type: str) -> None:
        """Write a file of any size, in parts."""
        self.client.upload_fileobj(body, self.bucket, self.key(name), ExtraArgs={"ContentType": content_type})

    def begin_parts(self, name: str, content_type: str) -> str:
        """Begin a file that is written in parts, over several invocations; returns the id of the upload."""
        answer = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.key(name), ContentType=content_type)
        return str(answer["UploadId"])

    def put_part(self, name: str, upload: str, number: int, body: bytes) -> str:
        """Write a part, counted from 1, of 5 MiB at least but for the last; the same number again replaces it."""
        answer = self.client.upload_part(
            Bucket=self.bucket, Key=self.key(name), UploadId=upload, PartNumber=number, Body=body
        )
        return str(answer["ETag"])

    def complete_parts(self, name: str, upload: str, tags: Sequence[str]) -> None:
        """Make a file of its parts, which are there from then on."""
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, start=1)]
        self.client.complete_multipart_upload(
            Bucket=self.bucket, Key=self.key(name), UploadId=upload, MultipartUpload={"Parts": parts}
        )

    def state(self, name: str) -> FileState | None:
        """The size and the tag of a file, None when there is none."""
        try:
            answer = self.client.head_object(Bucket=self.bucket, Key=self.key(name))
        except self.client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:
                return None
            raise
        return FileState(int(answer["ContentLength"]), str(answer["ETag"]))

    def read(self, name: str, start: int = 0, *, tag: str | None = None) -> Iterator[bytes]:
        """Yield a file's content from a given byte on, in pieces. Raises FileChanged when the file has another tag.

        Raises ServiceBusy when the pieces stop arriving: a caller that stored its position can continue from there.
        """
        part = {"Range": f"bytes={start}-"} if start else {}  # S3 refuses a range of an empty file
        answer = self.client.get_object(Bucket=self.bucket, Key=self.key(name), **part)
        if tag not in (None, answer["ETag"]):
            raise FileChanged
        pieces = answer["Body"].iter_chunks(READ_BYTES)
        while True:
            with aws_calls.reading():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def whole(self, name: str) -> tuple[bytes, str] | None:
        """The content of a file and its tag, None when there is none. Raises ServiceBusy when it stops arriving."""
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.key(name))
        except self.client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:
                return None
            raise
        with aws_calls.reading():
            return answer["Body"].read(), str(answer["ETag"])

    def listed(self, prefix: str) -> list[ListedFile]:
        """The files whose names begin with a text, in the order of their names."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.key(prefix))
        start = len(self.key(""))
        return [
            ListedFile(each["Key"][start:], each["LastModified"].timestamp())
            for page in pages
            for each in page.get("Contents", ())
        ]

    def copy(self, name: str, into: "TenantFiles", copied: str, *, tag: str, content_type: str) -> None:
        """Copy a file into another area, with another content type. Raises FileChanged when its tag is another."""
        try:
            self.client.copy_object(
                Bucket=self.bucket,
                Key=into.key(copied),
                CopySource={"Bucket": self.bucket, "Key": self.key(name)},
                CopySourceIfMatch=tag,
                ContentType=content_type,
                MetadataDirective="REPLACE",
            )
        except self.client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == PRECONDITION_FAILED:
                raise FileChanged from error
            raise

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        self.client.delete_object(Bucket=self.bucket, Key=self.key(name))

    def download_url(self, name: str, file_name: str, seconds: int, *, content_type: str | None = None) -> str:
        """A URL from which anyone who has it can read the file for this long, under any file name."""
        parameters = {
            "Bucket": self.bucket,
            "Key": self.key(name),
            "ResponseContentDisposition": _attachment(file_name),
            **({"ResponseContentType": content_type} if content_type else {}),
        }
        return str(self.client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds))

    def upload_url(
        self, name: str, content_type: str, seconds: int, *, size: int | None = None, sha256: bytes | None = None
    ) -> str:
        """A URL to which anyone who has it can write the file for this long, with PUT and this content type.

        With a size and the SHA-256 of the content, S3 takes that content only: both are signed (S3 User Guide,
        "Checking object integrity"), and the caller sends the digest as `x-amz-checksum-sha256`, in base64.
        """
        parameters = {
            "Bucket": self.bucket,
            "Key": self.key(name),
            "ContentType": content_type,
            **({} if size is None else {"ContentLength": size}),
            **({} if sha256 is None else {"ChecksumSHA256": base64.b64encode(sha256).decode()}),
        }
        return str(self.client.generate_presigned_url("put_object", Params=parameters, ExpiresIn=seconds))


def _attachment(file_name: str) -> str:
    """Return the header that makes a browser save a file under its name (RFC 6266), in ASCII and in UTF-8."""
    ascii_name = "".join(c if c in _IN_A_HEADER else "_" for c in file_name)
    plain = f'attachment; filename="{ascii_name}"'
    if ascii_name == file_name:
        return plain
    from urllib.parse import quote  # noqa: PLC0415 - few names need it

    return f"{plain}; filename*=UTF-8''{quote(file_name, safe='')}"
