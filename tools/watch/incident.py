"""`make incident DO=open COMPONENT=api STATE=degraded`: what customers read on the status page (docs/status-page.md).

    make incident DO=open COMPONENT=api STATE=down
    make incident DO=update ID=2026-11-30-1 STEP=identified TEXT='{"ca": "...", "es": "...", "en": "..."}'
    make incident DO=resolve ID=2026-11-30-1
    make incident DO=list

Without TEXT each says a usual sentence in three languages. With STACK= it writes to the site's bucket of that stack.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from local.settings import read_settings
from tools.deployed import Deployed, Platform
from tools.watch import status
from tools.watch.status import Document, News

PREFIX = "docs/"
CACHED = "public, max-age=30"
LOCAL_PAGE = "/docs/status/"


class Files(Protocol):
    """Where the document and its feeds are."""

    page: str

    def read(self, name: str) -> bytes | None:
        """A file; None when there is none."""

    def write(self, name: str, content: bytes, content_type: str) -> None:
        """Put a file there."""


class Folder:
    """The local runtime's state folder."""

    def __init__(self, folder: Path, page: str = LOCAL_PAGE) -> None:
        self._folder, self.page = folder, page

    def read(self, name: str) -> bytes | None:
        """See Files."""
        file = self._folder / name
        return file.read_bytes() if file.exists() else None

    def write(self, name: str, content: bytes, content_type: str) -> None:  # noqa: ARG002 - the runtime knows types
        """See Files."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(content)


class Bucket:
    """The bucket of the documentation. A file that another has written meanwhile is not overwritten."""

    def __init__(self, platform: Platform, page: str) -> None:
        self._s3, self._bucket, self.page = platform.client("s3"), platform.resource("SiteBucket"), page
        self._read: dict[str, str] = {}

    def read(self, name: str) -> bytes | None:
        """See Files."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=PREFIX + name)
        except self._s3.exceptions.NoSuchKey:
            return None
        self._read[name] = answer["ETag"]
        body: bytes = answer["Body"].read()
        return body

    def write(self, name: str, content: bytes, content_type: str) -> None:
        """See Files."""
        expected: dict[str, Any] = {"IfMatch": self._read[name]} if name in self._read else {}
        about = {"ContentType": content_type, "CacheControl": CACHED}
        self._s3.put_object(Bucket=self._bucket, Key=PREFIX + name, Body=content, **about, **expected)


def load(files: Files, at: str) -> Document:
    """The document, a fresh one when there is none."""
    text = files.read(status.FILE)
    document: Document = json.loads(text) if text else status.fresh(at)
    return document


def save(files: Files, document: Document) -> None:
    """Write the document and its feeds."""
    files.write(status.FILE, status.text_of(document), "application/json")
    for language, name in status.FEEDS.items():
        files.write(name, status.feed(document, language, files.page), "application/atom+xml")


def carry_out(files: Files, arguments: argparse.Namespace, at: str) -> Document:
    """Do what the command says and return the document. Raises UnknownIncidentError."""
    document = load(files, at)
    news = News(_step(arguments), at, _texts(arguments.text))
    match arguments.do:
        case "open":
            document = status.opened(document, arguments.component, arguments.state, news)
        case "update" | "resolve":
            document = status.updated(document, arguments.id, news, arguments.state)
        case _:
            return document
    save(files, document)
    return document


def _step(arguments: argparse.Namespace) -> status.Step:
    if arguments.do == "resolve":
        return "resolved"
    step: status.Step = arguments.step or "investigating"
    return step


def _texts(text: str) -> Mapping[str, str] | None:
    if not text:
        return None
    texts = json.loads(text)
    if not isinstance(texts, dict) or texts.keys() != set(status.LANGUAGES):
        raise SystemExit("TEXT is JSON with a text for each of ca, es, en")
    return {name: str(each) for name, each in texts.items()}


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command's arguments; exit with a sentence when one is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["open", "update", "resolve", "list"])
    parser.add_argument("--component", choices=list(status.COMPONENTS))
    parser.add_argument("--state", choices=status.STATES)
    parser.add_argument("--step", choices=status.STEPS)
    parser.add_argument("--id")
    parser.add_argument("--text", default="")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    result = parser.parse_args(arguments)
    if result.do == "open" and not (result.component and result.state):
        parser.error("DO=open needs COMPONENT and STATE")
    if result.do in ("update", "resolve") and not result.id:
        parser.error(f"DO={result.do} needs the ID of the incident: DO=list shows them")
    return result


def files_of(stack: str | None) -> Files:
    """Where the document is: of a stack on AWS, or locally."""
    if stack is None:
        settings = read_settings()
        return Folder(settings.state, f"{settings.url}{LOCAL_PAGE}")
    platform = Deployed(stack)
    (about,) = platform.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in about["Outputs"]}
    return Bucket(platform, f"{outputs['DocsSiteUrl']}status/")


def main() -> None:
    """Do it, and print the open incidents."""
    arguments, now = parsed(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        document = carry_out(files_of(arguments.stack), arguments, now)
    except status.UnknownIncidentError as error:
        sys.exit(str(error))
    for each in document["incidents"]:
        if not each["resolved_at"] or arguments.do == "list":
            print(f"{each['id']}  {each['component']}  {each['resolved_at'] or each['state']}  {each['title']['en']}")


if __name__ == "__main__":
    main()
