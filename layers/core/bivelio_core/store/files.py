"""A tenant's files in the documents bucket: keys begin with environment and area, which determine their lifetime."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from bivelio_core import clients, config, patience
from bivelio_core.tenancy import Tenant

READ_BYTES = 262_144


class FileChanged(Exception):
    """The file's content is no longer the content that was asked for."""


class FileState(NamedTuple):
    """A file's size in bytes and its tag (S3's ETag): a file that is written again has another tag."""

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
        """A tenant's files of one kind in this deployment's bucket."""
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
        """A file's content from a byte on, piece by piece. Raises FileChanged when its tag is not the one asked for.

        Raises ServiceBusy when the pieces stop arriving: a caller that stored its position can continue from there.
        """
        part = {"Range": f"bytes={start}-"} if start else {}  # S3 refuses a range of an empty file
        answer = self.client.get_object(Bucket=self.bucket, Key=self.key(name), **part)
        if tag not in (None, answer["ETag"]):
            raise FileChanged
        pieces = answer["Body"].iter_chunks(READ_BYTES)
        while True:
            with patience.reading():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def download_url(self, name: str, file_name: str, seconds: int) -> str:
        """A URL from which anyone who has it can read the file for this long."""
        parameters = {
            "Bucket": self.bucket,
            "Key": self.key(name),
            "ResponseContentDisposition": f'attachment; filename="{file_name}"',
        }
        return str(self.client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds))

    def upload_url(self, name: str, content_type: str, seconds: int) -> str:
        """A URL to which anyone who has it can write the file for this long, with PUT and this content type."""
        parameters = {"Bucket": self.bucket, "Key": self.key(name), "ContentType": content_type}
        return str(self.client.generate_presigned_url("put_object", Params=parameters, ExpiresIn=seconds))
