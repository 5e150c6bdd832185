"""What tests of knowledge share: calls, the worker that reads and orders, and small files of each format."""

import base64
import io
import json
import zipfile
from typing import Any

import boto3
from bivelio_core import config
from bivelio_core.knowledge import packs

from tests.api import ORGANISATION, Answer, call, load
from tests.services import received

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def define(collection: str = "botiga", **about: Any) -> str:
    """Make a collection; its name."""
    assert call("knowledge.collections_define", {"collection": collection, "title": "La botiga", **about}).status == 200
    return collection


def add(collection: str = "botiga", **about: Any) -> Any:
    """Add a source; the source."""
    answer = call("knowledge.add", {"collection": collection, **about})
    assert answer.status == 200, answer.body
    return answer.data


def add_file(content: bytes, filename: str, collection: str = "botiga") -> Any:
    """Upload a document and add it; the source."""
    encoded = base64.b64encode(content).decode()
    document = call("documents.upload", {"filename": filename, "content_base64": encoded}).data
    return add(collection, document_id=document["document_id"])


def serve(message: dict[str, Any]) -> bool:
    """Have the worker serve one message; whether it was taken."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(message)}]}
    return bool(load("workers/read_knowledge").handler(event, None) == {"batchItemFailures": []})


def work(collection: str = "botiga") -> int:
    """Read all that waits to be read, then put the collection in order; how many messages were served."""
    count = 0
    while messages := [each for each in received("knowledge") if each["kind"] == "read"]:
        count += len(messages)
        assert all(serve(each) for each in messages)
    assert order(collection)
    return count


def order(collection: str = "botiga") -> bool:
    """Put a collection in order now, as the message does that comes some seconds later."""
    about = {"organisation": ORGANISATION, "environment": "live", "day": None}
    return serve({"kind": "pack", "collection": collection, "source": "", **about})


def orders_to_come() -> int:
    """How many messages wait for their time to come, which put collections in order."""
    url = config.queue_url("knowledge")
    about = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return int(about["Attributes"]["ApproximateNumberOfMessagesDelayed"])


def search(query: str, collection: str = "botiga", **about: Any) -> Answer:
    """The answer to a question."""
    return call("knowledge.search", {"collection": collection, "query": query, **about})


def texts(query: str, collection: str = "botiga", **about: Any) -> list[str]:
    """The passages that answer a question."""
    return [each["text"] for each in search(query, collection, **about).data["passages"]]


def sources(collection: str = "botiga", **about: Any) -> list[dict[str, Any]]:
    """The sources of a collection."""
    listed: list[dict[str, Any]] = call("knowledge.list", {"collection": collection, **about}).data["sources"]
    return listed


def forget() -> None:
    """Begin as a new process of the search does."""
    packs.forget()


def docx(*paragraphs: tuple[int, str], rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A Word document of headings (their level) and paragraphs (0), whose styles have Catalan ids, and a table."""
    body = "".join(_paragraph(level, text) for level, text in paragraphs)
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(0, cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    styles = "".join(f'<w:style w:styleId="Ttol{n}"><w:name w:val="heading {n}"/></w:style>' for n in range(1, 4))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>')
        text = f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:tbl>{table}</w:tbl></w:body></w:document>'
        archive.writestr("word/document.xml", text)
    return file.getvalue()


def _paragraph(level: int, text: str) -> str:
    style = f'<w:pPr><w:pStyle w:val="Ttol{level}"/></w:pPr>' if level else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
