"""Read the definitions of custom fields."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination

from . import definitions
from .definitions import Definition
from .models import CustomField, FieldCheck, FieldOption, FieldPage, IndexStatus, ListFields
from .values import EURO, HOME, schema_of


def fields_list(request: ListFields, ctx: Context) -> FieldPage:
    """A page of the custom fields, by name. All are read: there are at most a hundred."""
    every = definitions.read(ctx.store).by_name
    visible = [every[name] for name in sorted(every) if request.archived or every[name].is_active]
    return FieldPage(
        fields=[show(each, ctx.language) for each in request.slice_of(visible)],
        pagination=Pagination.of(request, len(visible)),
    )


def show(definition: Definition, language: str) -> CustomField:
    """A definition as the API shows it to a caller of a language."""
    options = [FieldOption(value=value, label=label) for value, label in definition.options.items()]
    return CustomField(
        name=definition.name,
        type=definition.type,
        label=definition.labels.get(language) or definition.label or definition.name,
        labels=dict(definition.labels) or None,
        description=definition.description,
        options=options or None,
        currency=(definition.currency or EURO) if definition.type == "currency" else None,
        country=(definition.country or HOME) if definition.type == "tax_number" else None,
        required=definition.required,
        default=definition.default,
        index=index_status(definition),
        value_schema=schema_of(definition),
        check=FieldCheck(**definition.check) if definition.check else None,
        created_at=definition.created_at,
        updated_at=definition.updated_at,
        archived_at=definition.archived_at,
    )


def index_status(definition: Definition) -> IndexStatus:
    """Whether contacts are found by the values of a field."""
    if not definition.is_indexed:
        return "none"
    return "building" if definition.building else "ready"
