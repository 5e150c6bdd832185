"""What is worth telling about a contact without refusing it."""

from bivelio_core.context import Context
from bivelio_core.faults import Text
from bivelio_core.store.codec import Item

from .fields import has_valid_tax_number
from .models import ContactWarning

TAX_NUMBER_FIELDS = ("nif", "cif", "vat")

CHECKSUM: Text = {
    "ca": "El NIF '{value}' no supera la comprovació del dígit de control.",
    "es": "El NIF '{value}' no supera la comprobación del dígito de control.",
    "en": "The tax number '{value}' fails its check digit.",
}


def warnings_about(item: Item, ctx: Context) -> list[ContactWarning]:
    """A wrong check digit in a tax number."""
    found = []
    for name in TAX_NUMBER_FIELDS:
        value = item["custom_fields"].get(name)
        if isinstance(value, str) and value and not has_valid_tax_number(value):
            message = CHECKSUM[ctx.language].format(value=value)
            found.append(ContactWarning(code="tax_number_checksum", field=f"custom_fields.{name}", message=message))
    return found
