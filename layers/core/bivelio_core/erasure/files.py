"""Delete files for good: every version of them, and uploads in parts that were begun. All of it can be repeated."""

from collections.abc import Iterator
from typing import Any

from bivelio_core import clients, config

AT_ONCE = 1_000
"""As many versions as S3 lists and deletes in a request."""


def versions(prefix: str) -> Iterator[list[dict[str, str]]]:
    """Yield the versions and delete markers of all files under a prefix, a page of them at a time."""
    client, marks = clients.client("s3"), dict[str, str]()
    while True:
        page = client.list_object_versions(Bucket=config.documents_bucket(), Prefix=prefix, **marks)
        both = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        if both:
            yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in both]
        if not page.get("IsTruncated"):
            return
        marks = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def erase(prefix: str) -> Iterator[int]:
    """Delete all versions under a prefix, a page at a time, and yield how many there were."""
    client = clients.client("s3")
    for page in versions(prefix):
        for start in range(0, len(page), AT_ONCE):
            _delete(client, page[start : start + AT_ONCE])
        yield len(page)
    _abort_uploads(client, prefix)


def erase_one(key: str) -> int:
    """Delete all versions of one file; how many there were."""
    client, count = clients.client("s3"), 0
    for page in versions(key):
        own = [each for each in page if each["Key"] == key]
        if own:
            _delete(client, own)
        count += len(own)
    return count


def _delete(client: Any, own: list[dict[str, str]]) -> None:
    answer = client.delete_objects(Bucket=config.documents_bucket(), Delete={"Objects": own, "Quiet": True})
    if answer.get("Errors"):
        raise FileNotErased(answer["Errors"][0].get("Code", ""))


def _abort_uploads(client: Any, prefix: str) -> None:
    answer = client.list_multipart_uploads(Bucket=config.documents_bucket(), Prefix=prefix)
    for upload in answer.get("Uploads", ()):
        client.abort_multipart_upload(Bucket=config.documents_bucket(), Key=upload["Key"], UploadId=upload["UploadId"])


class FileNotErased(Exception):
    """S3 has refused to delete a version; the message is its code. The job comes again."""
