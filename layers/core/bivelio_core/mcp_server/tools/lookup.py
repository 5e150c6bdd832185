"""`search` and `fetch`, in the shapes that ChatGPT asks for.

Source: OpenAI, "Building MCP servers for ChatGPT": `search` answers `{results: [{id, title, url}]}`, `fetch` answers
`{id, title, text, url, metadata}`, each as one text of JSON.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bivelio_core.json_text import to_json
from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import TEXT, Tool, answer_of, object_of, text
from bivelio_core.mcp_server.work import ToolFailed, Work, link

from .people import contact_url
from .selling import invoice_url

MOST_OF_A_KIND = 5


class Source(NamedTuple):
    """A kind of thing that is found: by which operation, in which field, and how one of them is called and shown."""

    lists: str
    rows: str
    reads: str
    id: str
    title: Callable[[Mapping[str, Any]], str]
    url: Callable[[str], str]


def _contact(thing: Mapping[str, Any]) -> str:
    return " · ".join(thing[name] for name in ("name", "email") if thing.get(name))


def _invoice(thing: Mapping[str, Any]) -> str:
    return " · ".join([thing["number"], *([thing["client"]["name"]] if thing.get("client") else [])])


SOURCES = {
    "ct": Source("contacts.list", "contacts", "contacts.get", "id", _contact, contact_url),
    "inv": Source("invoices.list", "invoices", "invoices.get", "id", _invoice, invoice_url),
    "doc": Source(
        *("documents.list", "documents", "documents.get", "document_id"),
        lambda thing: str(thing["filename"]),
        lambda name: link(f"/documents/{name}"),
    ),
    "cs": Source(
        *("cases.list", "cases", "cases.get", "id"),
        lambda thing: f"{thing['number']} · {thing['title']}",
        lambda name: link(f"/cases?id={name}"),
    ),
    "dl": Source(
        *("deals.list", "deals", "deals.get", "id"),
        lambda thing: str(thing["title"]),
        lambda name: link(f"/deals?id={name}"),
    ),
}
"""By the prefix of the id."""


def search(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """What the words find among all that the caller may read."""
    results = []
    for source in SOURCES.values():
        if work.may(source.lists):
            page = work.ask(source.lists, search=arguments["query"], per_page=MOST_OF_A_KIND)
            results += [
                {"id": each[source.id], "title": source.title(each), "url": source.url(each[source.id])}
                for each in page[source.rows]
            ]
    return {"results": results}


def fetch(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """One of the things that were found."""
    name = arguments["id"]
    source = SOURCES.get(name.partition("_")[0])
    if source is None or not work.may(source.reads):
        raise ToolFailed.of("RESOURCE_NOT_FOUND", "There is no such thing. Ids are those that `search` gives.")
    thing = work.ask(source.reads, **{source.id: name})
    return {
        "id": name,
        "title": source.title(thing),
        "text": to_json(thing),
        "url": source.url(name),
        "metadata": {"operation": source.reads},
    }


TOOLS = (
    Tool(
        "search",
        object_of("query", query=text(most=200)),
        answer_of("results"),
        search,
        one_of=tuple(source.lists for source in SOURCES.values()),
        is_plain=True,
    ),
    Tool(
        "fetch",
        object_of("id", id=text(most=60)),
        {
            "type": "object",
            "properties": {**dict.fromkeys(("id", "title", "text", "url"), TEXT), "metadata": {"type": "object"}},
            "required": ["id", "title", "text", "url"],
        },
        fetch,
        one_of=tuple(source.reads for source in SOURCES.values()),
        is_plain=True,
    ),
)
