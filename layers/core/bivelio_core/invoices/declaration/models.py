"""The declaration of responsibility: the models of the request and the response."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.invoices.models import Language
from bivelio_core.invoices.settings.models import VeriFactu
from bivelio_core.models import Request, Response

DeclarationFormat = Literal["text", "pdf"]


class GetDeclaration(Request):
    """Which declaration to read."""

    version: Annotated[str, Field(min_length=1, max_length=20)] | None = Field(
        None, description="Of which version of the program; by default the one that runs.", examples=["1.0"]
    )
    language: Language = Field("es", description="The language. What is declared is the Spanish text.")
    format: DeclarationFormat = Field("text", description="`text`, or `pdf`: also as a file.")


class DeclarationItem(Response):
    """One of the things that a declaration has to say."""

    letter: str = Field(description="Its letter in Orden HAC/1177/2024, article 15.1: `a` to `l`.")
    heading: str = Field(description="What it is about.")
    text: str = Field(description="What is declared.")


class DeclaredIssuer(Response):
    """Who issues invoices by this account."""

    legal_name: str | None = Field(None, description="The registered name of who makes the software.")
    nif: str | None = Field(None, description="The tax number.")
    verifactu: VeriFactu = Field(description="Whether it issues under VERI*FACTU.")


class Declaration(Response):
    """The producer's declaration of responsibility for a version of the program."""

    version: str = Field(description="The version of the program.")
    is_current: bool = Field(description="Whether that version runs.")
    versions: list[str] = Field(description="The versions that have a declaration, the latest first.")
    is_signed: bool = Field(description="Whether the producer has signed it; without, this is a demonstration.")
    signed_on: str | None = Field(None, description="When it was signed.")
    title: str = Field(description="The heading of the declaration.")
    items: list[DeclarationItem] = Field(description="What is declared, in the order of the law.")
    text: str = Field(description="The whole declaration.")
    issuer: DeclaredIssuer = Field(description="Who issues invoices by this account.")
    filename: str | None = Field(None, description="A name for the PDF.")
    content_base64: str | None = Field(None, description="The PDF in base64.")
