"""The certificate of an issuer: the models of requests and responses. Neither key nor password is ever shown."""

from typing import Annotated

from pydantic import Field

from bivelio_core.models import Request, Response, Timestamp

MAXIMUM_TEXT = 60_000
"""Base64 of a PKCS #12 file with its chain."""


class UploadCertificate(Request):
    """A certificate with its private key, as a PKCS #12 file. It replaces the one before."""

    pkcs12: Annotated[str, Field(min_length=1, max_length=MAXIMUM_TEXT)] = Field(
        description="The file (.p12 or .pfx), in base64."
    )
    password: Annotated[str, Field(max_length=200)] = Field("", description="The file's password; it is not kept.")
    as_representative: bool = Field(
        False,
        description="Whether the holder is another person, who is empowered at AEAT to submit for you.",
    )


class GetCertificate(Request):
    """Nothing is asked for: an organisation has one certificate."""


class DeleteCertificate(Request):
    """Nothing is asked for: an organisation has one certificate."""


class IssuerCertificate(Response):
    """The certificate, without its key."""

    holder: str = Field(description="Whose it is (the subject's common name).")
    nif: str = Field(description="The tax number of the holder, of a representative that of the company.")
    issued_by: str = Field(description="Which authority has issued it.")
    serial_number: str = Field(description="Its serial number, in hexadecimal.")
    valid_from: Timestamp = Field(description="Since when it is valid.")
    expires_at: Timestamp = Field(description="Until when it is valid.")
    as_representative: bool = Field(description="Whether the holder submits for you as your representative.")
    is_seal: bool = Field(description="Whether it is an electronic seal, for which AEAT has a host of its own.")
    uploaded_at: Timestamp = Field(description="When it was uploaded.")


class DeletedCertificate(Response):
    """A certificate that was removed, with its key."""

    serial_number: str = Field(description="The serial number of the certificate, by which its issuer knows it.")
