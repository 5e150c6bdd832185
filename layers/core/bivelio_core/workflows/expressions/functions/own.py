"""The functions that JMESPath has itself (jmespath.org, "Built-in Functions"): what the checker must know of them."""

from collections.abc import Iterator

from jmespath.functions import Functions

from .declared import Function, Parameter

GROUP = "JMESPath"

_ABOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "abs": (("value",), ("number",), "The number without its sign."),
    "ceil": (("value",), ("number",), "The next larger whole number."),
    "contains": (("subject", "search"), ("boolean",), "Whether a list has an element, or a text a part."),
    "ends_with": (("text", "end"), ("boolean",), "Whether the text ends with another."),
    "floor": (("value",), ("number",), "The next smaller whole number."),
    "join": (("glue", "list"), ("string",), "The texts of a list, with another text between them."),
    "keys": (("object",), ("array",), "The names of the fields."),
    "length": (("value",), ("number",), "The number of characters, elements or fields."),
    "map": (("expression", "list"), ("array",), "The value of the expression for each element, null included."),
    "max": (("list",), ("number", "string", "null"), "The largest element; null of an empty list."),
    "max_by": (("list", "expression"), (), "The element with the largest value of the expression."),
    "merge": (("object",), ("object",), "The fields of all objects; of several with one name, the last one."),
    "min": (("list",), ("number", "string", "null"), "The smallest element; null of an empty list."),
    "min_by": (("list", "expression"), (), "The element with the smallest value of the expression."),
    "not_null": (("value",), (), "The first argument that is not null."),
    "reverse": (("value",), ("array", "string"), "The list or the text in the opposite order."),
    "sort": (("list",), ("array",), "The texts or numbers in order."),
    "sort_by": (("list", "expression"), ("array",), "The elements in the order of the expression's values."),
    "starts_with": (("text", "beginning"), ("boolean",), "Whether the text starts with another."),
    "to_array": (("value",), ("array",), "The value in a list, unless it is a list."),
    "to_number": (("value",), ("number", "null"), "The number that a text is; null when it is none."),
    "to_string": (("value",), ("string",), "The value as a text: a text itself, or its JSON."),
    "type": (("value",), ("string",), "`string`, `number`, `boolean`, `array`, `object` or `null`."),
    "values": (("object",), ("array",), "The values of the fields."),
}


def functions() -> Iterator[Function]:
    """What jmespath itself carries out; those of its functions that we replace are not among them."""
    for name, (names, result, summary) in _ABOUT.items():
        signature = Functions.FUNCTION_TABLE[name]["signature"]
        parameters = tuple(
            Parameter(given, tuple(about["types"])) for given, about in zip(names, signature, strict=True)
        )
        yield Function(name, GROUP, parameters, result, summary, repeats=bool(signature[-1].get("variadic")))
