"""Products: the models of requests and responses."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bivelio_core.invoices.draft_models import MAXIMUM_DESCRIPTION, Category, ProductId, Unit
from bivelio_core.invoices.fields import TEXT, Amount, Percent
from bivelio_core.invoices.taxes import Kind
from bivelio_core.models import (
    LINE,
    NAME,
    NOT_NULL,
    ONE_DIRECTION,
    ListRequest,
    Pagination,
    Request,
    Response,
    Timestamp,
)

Code = Annotated[str, Field(min_length=1, max_length=50), LINE, ONE_DIRECTION]
Name = Annotated[str, Field(min_length=1, max_length=200), NAME]
Description = Annotated[str, Field(min_length=1, max_length=MAXIMUM_DESCRIPTION), TEXT]
Price = Annotated[Amount, Field(ge=Decimal(0))]
Version = Annotated[int, Field(ge=1)]

PRICE = "The price of one, up to 8 decimals."
INCLUDES = "Whether the price is with tax; an invoice takes it if its prices are of the same kind."


class Descriptions(Request):
    """What lines of invoices say, by the language of the invoice."""

    ca: Description | None = Field(None, description="In Catalan.")
    es: Description | None = Field(None, description="In Spanish.")
    en: Description | None = Field(None, description="In English.")


class CreateProduct(Request):
    """A new product or service of the price list."""

    name: Name = Field(description="The name; lines say it where there is no description in their language.")
    code: Code | None = Field(None, description="Your own code, which no other product has; case is ignored.")
    descriptions: Descriptions | None = Field(None, description="What lines say, by language.")
    kind: Kind = Field("goods", description="Goods or services.")
    unit_price: Price = Field(description=PRICE)
    price_includes_tax: bool = Field(default=False, description=INCLUDES)
    tax_category: Category | None = Field(None, description="How it is taxed; by default as a line without one.")
    tax_rate: Percent | None = Field(None, description="The rate of IVA in percent; by default that of the settings.")
    unit: Unit | None = Field(None, description="What is counted: `hour`, `kg`, ... or a code of UN/ECE 20 or 21.")


class UpdateProduct(Request):
    """A change of a product: only what is sent changes. Invoices keep what they said.

    null clears what may be absent; `descriptions` are replaced as a whole. With `version` the change is refused (409)
    if somebody else changed the product since it was read.
    """

    id: ProductId = Field(description="The id of the product.")
    name: Annotated[Name | None, NOT_NULL] = Field(
        None, description="What invoices call it where there is no description."
    )
    code: Code | None = Field(None, description="Your own code.")
    descriptions: Descriptions | None = Field(None, description="What lines say, by language.")
    kind: Annotated[Kind | None, NOT_NULL] = Field(None, description="Goods or services.")
    unit_price: Annotated[Price | None, NOT_NULL] = Field(None, description=PRICE)
    price_includes_tax: Annotated[bool | None, NOT_NULL] = Field(None, description=INCLUDES)
    tax_category: Category | None = Field(None, description="How it is taxed.")
    tax_rate: Percent | None = Field(None, description="The rate of IVA in percent.")
    unit: Unit | None = Field(None, description="What is counted.")
    archived: Annotated[bool | None, NOT_NULL] = Field(None, description="Whether new lines may no more name it.")
    version: Version | None = Field(None, description="The version the change is based on; 409 if there is another.")


class GetProduct(Request):
    """Which product to read."""

    id: ProductId = Field(description="The id of the product.")


class DeleteProduct(Request):
    """Which product to delete; its code is free then."""

    id: ProductId = Field(description="The id of the product.")


class DeletedProduct(Response):
    """A product that is gone."""

    id: str = Field(description="The id of the product.")
    deleted: bool = Field(default=True, description="That it is deleted.")


class ListProducts(ListRequest):
    """Which page of products: those that match all that is given, newest first.

    Each word of `search` must begin a word of the name, the code or a description; accents and case are ignored.
    """

    kind: Kind | None = Field(None, description="Only goods or only services.")
    archived: bool = Field(default=False, description="The archived ones in place of the others.")
    search: Annotated[str, Field(max_length=200, examples=["consultoria"])] | None = Field(
        None, description="Words of the name, the code or a description."
    )


class Product(Response):
    """A product or service of the price list. Prices of more than 15 digits are texts."""

    id: str = Field(description="The id of the product.")
    name: str = Field(description="What invoices call it where there is no description.")
    code: str | None = Field(None, description="Your own code.")
    descriptions: dict[str, str] | None = Field(None, description="What lines say, by language.")
    kind: Kind = Field(description="Goods or services.")
    unit_price: int | float | str = Field(description="The price of one.")
    price_includes_tax: bool = Field(description="Whether the price is with tax.")
    tax_category: str | None = Field(None, description="How it is taxed.")
    tax_rate: float | None = Field(None, description="The rate of IVA in percent.")
    unit: str | None = Field(None, description="What is counted, as it was sent.")
    archived: bool = Field(description="Whether new lines may no more name it.")
    version: int = Field(description="The version of the product; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class ProductPage(Response):
    """A page of products."""

    products: list[Product] = Field(description="The products of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
