"""Batches of contacts: a request for each, and a result for each in the same order."""

from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidatorFunctionWrapHandler
from pydantic import ValidationError as PydanticError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bivelio_core.contacts.models import Contact, CreateContact, UpdateContact
from bivelio_core.contacts.upsert_models import UpsertContact
from bivelio_core.faults import Fault
from bivelio_core.model_faults import faults_of
from bivelio_core.models import Request, Response

MAXIMUM_CONTACTS = 100


class Faulty(NamedTuple):
    """A request of a batch that cannot be read; the others are carried out."""

    faults: tuple[Fault, ...]


class _Each:
    """Takes an item that its model refuses as Faulty, so that it refuses no other item."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validated(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
            try:
                return validate(value)
            except PydanticError as error:
                return Faulty(tuple(faults_of(error, source)))

        written = core_schema.plain_serializer_function_ser_schema(_plain)
        return core_schema.no_info_wrap_validator_function(validated, handler(source), serialization=written)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)


def _plain(value: BaseModel | Faulty) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return {"faults": [[fault.field, fault.constraint] for fault in value.faults]}


_CONTACTS = Field(min_length=1, max_length=MAXIMUM_CONTACTS, description="A request for each contact: 100 at most.")


class BatchCreateContacts(Request):
    """New people and companies, each as `contacts/create` takes it."""

    contacts: Annotated[list[Annotated[CreateContact, _Each()]], _CONTACTS]


class BatchUpdateContacts(Request):
    """Changes of contacts, each as `contacts/update` takes it; those of one contact are made in their order."""

    contacts: Annotated[list[Annotated[UpdateContact, _Each()]], _CONTACTS]


class BatchUpsertContacts(Request):
    """Contacts by what they are known by, each as `contacts/upsert` takes it.

    Those that name the same address, number or external id are carried out in their order.
    """

    contacts: Annotated[list[Annotated[UpsertContact, _Each()]], _CONTACTS]


class BatchError(Response):
    """Why one request of a batch was refused: the error that it would have had alone."""

    code: str = Field(description="The code of the error, for programs.")
    status: int = Field(description="The status that the request would have been answered with alone.")
    message: str = Field(description="A sentence for people, in the language of the request.")
    details: dict[str, Any] | None = Field(
        None,
        description="As of the error alone; paths of fields begin with the place in the batch, `contacts[3].email`.",
    )
    retryable: bool = Field(description="Whether the same request can succeed later.")
    remedy: str = Field(description="What the caller can do.")


class BatchResult(Response):
    """What became of one request of a batch: a contact, or an error."""

    ok: bool = Field(description="Whether it was carried out.")
    contact: Contact | None = Field(None, description="The contact as it is now, if it was.")
    created: bool | None = Field(None, description="Of an upsert, whether it made the contact.")
    error: BatchError | None = Field(None, description="Why it was refused, if it was.")


class ContactBatch(Response):
    """The results of a batch, one for each request and in the same order."""

    results: list[BatchResult] = Field(description="A result for each request, in the order of the requests.")
    succeeded: int = Field(description="How many were carried out.")
    failed: int = Field(description="How many were refused.")
