"""Sign an invoice in Facturae as XAdES-EPES 1.3.2, enveloped, under the policy of Facturae v3.1.

The policy is that of the Orden PRE/2971/2007 (annex, sections 4 to 6): RSA with SHA-256, inclusive C14N, a signed time,
the signing certificate by its digest and its issuer's whole name, and the role of who signs. Three things are signed:
the document without the signature, these properties, and the certificates. It needs the layer `signing`.
"""

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import NameOID, ObjectIdentifier
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.xades.xades import XAdESDataObjectFormat, XAdESSignaturePolicy, XAdESSigner

from .credentials import Credentials

POLICY = XAdESSignaturePolicy(
    Identifier=(
        "http://www.facturae.es/politica_de_firma_formato_facturae/politica_de_firma_formato_facturae_v3_1.pdf"
    ),
    Description="Política de Firma FacturaE v3.1",
    DigestMethod=DigestAlgorithm.SHA1,
    DigestValue="Ohixl6upD6av8N7pEvDABhEL6hM=",
)
"""The policy, with the digest of its PDF: SHA-1 is what the policy itself is named by."""
DS, XADES = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"
ISSUER_SIGNS = "emisor"
"""The role of a seller who signs their own invoice (section 5.3.2 of the policy)."""
SHORT_NAMES: Mapping[ObjectIdentifier, str] = {
    NameOID.EMAIL_ADDRESS: "EMAILADDRESS",
    NameOID.SERIAL_NUMBER: "SERIALNUMBER",
    NameOID.GIVEN_NAME: "GIVENNAME",
    NameOID.SURNAME: "SURNAME",
    NameOID.TITLE: "T",
}
"""Names of parts of a distinguished name beside those of RFC 4514, as verifiers in Java write them."""


def sign(document: bytes, credentials: Credentials, at: datetime) -> bytes:
    """Return the document with its signature as the last element of its root."""
    signer = _FacturaeSigner(at)
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    signed = signer.sign(root, key=credentials.key, cert=[credentials.certificate, *credentials.chain])
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


class _FacturaeSigner(XAdESSigner):
    """signxml's signer, with the certificate as XAdES 1.3.2 has it and the time that we say."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            signature_policy=POLICY,
            claimed_roles=[ISSUER_SIGNS],
            data_object_format=XAdESDataObjectFormat(Description="Factura electrónica", MimeType="text/xml"),
            signature_algorithm=SignatureMethod.RSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
        )
        self._at = at

    def add_signing_time(self, signed_signature_properties: Any, sig_root: Any, signing_settings: Any) -> None:  # noqa: ARG002 - as signxml calls it
        time = etree.SubElement(signed_signature_properties, f"{XADES}SigningTime")
        time.text = self._at.astimezone(UTC).isoformat(timespec="seconds")

    def add_signing_certificate(self, signed_signature_properties: Any, sig_root: Any, signing_settings: Any) -> None:  # noqa: ARG002 - as signxml calls it
        """Add SigningCertificate of the first certificate: FACe refuses an issuer whose name is not whole."""
        certificate = signing_settings.cert_chain[0]
        holder = etree.SubElement(signed_signature_properties, f"{XADES}SigningCertificate")
        element = etree.SubElement(holder, f"{XADES}Cert")
        digest = etree.SubElement(element, f"{XADES}CertDigest")
        etree.SubElement(digest, f"{DS}DigestMethod", Algorithm=DigestAlgorithm.SHA256.value)
        etree.SubElement(digest, f"{DS}DigestValue").text = b64encode(certificate.fingerprint(SHA256())).decode()
        issuer = etree.SubElement(element, f"{XADES}IssuerSerial")
        name = certificate.issuer.rfc4514_string(SHORT_NAMES)
        etree.SubElement(issuer, f"{DS}X509IssuerName").text = name
        etree.SubElement(issuer, f"{DS}X509SerialNumber").text = str(certificate.serial_number)
