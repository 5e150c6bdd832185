"""What stands in brackets behind a value, or over all that there is: `[0]`, `[1:3]`, `[*]`, `[]`, `[?a]`."""

import re

from .nodes import CALL, PATH, Node, Unclear, node, written_name
from .place import Place
from .words import content


def bracket(reader: Place) -> Node:
    """`[0]`, `[1:3]`, `[*]`, `[]`, `[?a]`, or a name in brackets. `sign` is "fields" of a filter that reads fields.

    What is in brackets behind a value and is a value itself, `input.list[item.place]`, is a call, whose sign is "get".
    """
    opening = reader.take().text
    if opening == "[]":
        return node("[]", PATH, is_list=True)
    if opening == "[?":
        condition = reader.inside(reader.pipe)
        reader.expect("]")
        names = re.sub(r"'(?:[^'\\]|\\[\s\S])*+(?:'|\\?\Z)|`(?:[^`\\]|\\[\s\S])*+(?:`|\\?\Z)", "", condition.text)
        reads_fields = re.search(r"(?<![\w.@])[A-Za-z_]\w*(?![\w(])", names) is not None
        return node(f"[?{condition.text}]", PATH, sign="fields" if reads_fields else "", is_list=True)
    written = ""
    while (token := reader.next) is not None and (token.kind == "number" or token.text in ("-", ":", "*")):
        written += reader.take().text
    if not written and token is not None and token.kind in ("raw", "quoted"):
        name = content(reader.take().text)
        reader.expect("]")
        reader.mend("bracket_name")
        return node(f".{written_name(name)}", PATH)
    if not written and token is not None and token.kind == "name":
        inner = reader.pipe()
        reader.expect("]")
        reader.mend("bracket_value")
        return node(inner.text, CALL, sign="get")
    reader.expect("]")
    if not written:
        raise Unclear
    return node(f"[{written}]", PATH, is_list=written == "*" or ":" in written)
