"""Which resource of a request is not there: its kind, its id, and the field that names it."""

from pydantic import BaseModel

from bivelio_core import ids
from bivelio_core.errors import NoSuchResource, ResourceNotFound

ANY_KIND = "resource"
"""The kind of what an id does not tell."""

_KINDS = {prefix: kind for kind, prefix in ids.PREFIXES.items()}


def naming(error: ResourceNotFound, request: BaseModel) -> ResourceNotFound:
    """Return the failure with what the request has named, as far as that is certain; else without any name.

    The store tells which id it looked up, which may be one that the caller never sent. Where a service has looked by
    itself, it was after the `id` of the request, or after the only field that can name a resource.
    """
    if type(error) is not ResourceNotFound:
        return error
    sent = {name: value for name, value in request if isinstance(value, str) and _is_id(name)}
    if public := error.details.get("id"):
        field = next((name for name, value in sent.items() if value == public), None)
    else:
        fields = [name for name in type(request).model_fields if _is_id(name)]
        field = "id" if "id" in sent else fields[0] if len(fields) == 1 and fields[0] in sent else None
    if field is None:
        return ResourceNotFound()
    kind = error.details.get("kind") or _KINDS.get(sent[field].partition("_")[0], ANY_KIND)
    return NoSuchResource(details={"kind": kind, "id": sent[field], "field": field})


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith("_id")
