"""XML of unknown origin, parsed without entities, document types and network."""

from xml.parsers import expat

from lxml import etree

from .refusals import Refused

CHUNK_BYTES = 65_536
ENDED_EARLY = "Premature end of data"
"""libxml2's message for a document that ends inside an element."""


class _RootReached(Exception):
    """The prolog is over and declared no document type."""


def parse(content: bytes) -> etree._Element:
    """Return the root of a document. Raises Refused: hostile_xml, truncated, unreadable."""
    require_no_document_type(content)
    # Without a document type there are no entities to expand, so the limits of libxml2 would only refuse long
    # attachments in base64. The process that reads has limits of its own.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        ended_early = ENDED_EARLY in error.msg or not content.rstrip(b"\x00 \t\r\n").endswith(b">")
        raise Refused("truncated" if ended_early else "unreadable", f"XML: {error.msg}"[:200]) from error
    except ValueError as error:
        raise Refused("unreadable", "XML: unknown encoding") from error


def require_no_document_type(content: bytes) -> None:
    """Raise Refused (hostile_xml) when a document declares a type, which is where entities are declared."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        for start in range(0, len(content), CHUNK_BYTES):
            parser.Parse(content[start : start + CHUNK_BYTES], False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        early = isinstance(error, expat.ExpatError) and error.code in {3, 5}  # no element, unclosed token
        raise Refused("truncated" if early else "unreadable", "XML: malformed prolog") from error


def _refuse(*_: object) -> None:
    raise Refused("hostile_xml", "XML: a document type is declared")


def _stop(*_: object) -> None:
    raise _RootReached
