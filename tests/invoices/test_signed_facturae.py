"""A signed Facturae is what other programs verify: xmlsec1, xadesjs and signxml, each by code of its own."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from bivelio_core.invoices.exports import facturae
from bivelio_core.invoices.signing import xades
from lxml import etree
from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature
from signxml.xades.xades import XAdESVerifier

from tests.invoices.certificates import holder, pem_of
from tests.invoices.papers import invoice, line
from tests.invoices.schemas import faults, schema_of_facturae
from tests.judges import programs
from tests.samples import needs_samples

AT = datetime(2026, 11, 30, 9, 30, 15, tzinfo=UTC)
NAMES = {"ds": "http://www.w3.org/2000/09/xmldsig#", "xades": "http://uri.etsi.org/01903/v1.3.2#"}
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def signed(document=None):
    """An invoice with its signature."""
    return xades.sign(document or facturae.write(invoice()), holder(), AT)


def xmlsec1(document, folder):
    """What xmlsec1 says of a signature, which it checks up to the root."""
    if not (program := shutil.which("xmlsec1")):
        pytest.skip("xmlsec1 is absent: apt install xmlsec1")
    file = folder / "invoice.xsig"
    file.write_bytes(document)
    trusted = pem_of(holder().chain[-1], folder / "root.pem")
    ids = ["--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo"]
    command = [program, "--verify", "--enabled-key-data", "x509", "--trusted-pem", str(trusted), *ids, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def xadesjs(document):
    """What xadesjs says of it."""
    programs.present(programs.HERE / "node_modules" / "xadesjs")
    script = str(programs.HERE / "verify_xades.mjs")
    run = subprocess.run([programs.node(), script], input=document, capture_output=True, check=True)
    return json.loads(run.stdout)


def signxml(document):
    """The three parts that signxml finds signed."""
    return XAdESVerifier().verify(
        document, ca_pem_file=None, x509_cert=holder().certificate, expect_signature_policy=xades.POLICY
    )


def changes(document):
    """The document with a byte changed: in what is invoiced, in a signed property, in the certificate, in the value."""
    text = document.decode()
    return {
        "content": re.sub(
            r"(<InvoiceTotal>\d+)(\d)(\.)", lambda found: f"{found[1]}{9 - int(found[2])}{found[3]}", text
        ),
        "role": text.replace(">emisor<", ">emisoR<"),
        "time": text.replace("09:30:15", "09:30:16"),
        "chain": re.sub(r"(<ds:X509Certificate>)(.)", lambda found: found[1] + ("N" if found[2] == "M" else "M"), text),
        "value": re.sub(r"(<ds:SignatureValue>)(.)", lambda found: found[1] + ("B" if found[2] == "A" else "A"), text),
    }


def test_xmlsec1_verifies_all_three_references_up_to_the_root(tmp_path):
    verdict = xmlsec1(signed(), tmp_path)
    assert verdict.returncode == 0, verdict.stderr
    assert "SignedInfo References (ok/all): 3/3" in verdict.stderr + verdict.stdout


def test_xadesjs_verifies_it_and_reads_policy_role_and_time():
    assert xadesjs(signed()) == {
        "isValid": True,
        "reason": "",
        "policy": xades.POLICY.Identifier,
        "role": "emisor",
        "time": "2026-11-30T09:30:15.000Z",
        "references": 3,
    }


def test_signxml_verifies_the_document_the_properties_and_the_certificates():
    tags = [etree.QName(part.signed_xml).localname for part in signxml(signed())]
    assert tags == ["Facturae", "SignedProperties", "KeyInfo"]


@pytest.mark.parametrize("place", ["content", "role", "time", "chain", "value"])
def test_a_changed_byte_is_found_by_each_of_them(place, tmp_path):
    document = signed()
    changed = changes(document)[place].encode()
    assert changed != document
    with pytest.raises((InvalidDigest, InvalidSignature, InvalidInput, ValueError)):
        signxml(changed)
    assert xmlsec1(changed, tmp_path).returncode != 0


@pytest.mark.parametrize("place", ["content", "role", "time", "value"])
def test_a_changed_byte_is_found_by_xadesjs(place):
    assert not xadesjs(changes(signed())[place].encode())["isValid"]


def test_the_signature_is_what_the_policy_of_facturae_asks_for():
    root = etree.fromstring(signed())
    (signature,) = root.findall("ds:Signature", NAMES)
    assert root[-1] is signature, "the signature is the last element (Facturae 3.2.2)"

    def text(path):
        return signature.findtext(f".//{path}", namespaces=NAMES)

    def algorithm(path):
        return next(iter(signature.iterfind(f".//{path}", NAMES))).get("Algorithm")

    assert algorithm("ds:CanonicalizationMethod") == C14N
    assert algorithm("ds:SignatureMethod") == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    assert text("xades:SigPolicyHash/ds:DigestValue") == "Ohixl6upD6av8N7pEvDABhEL6hM="
    assert algorithm("xades:SigPolicyHash/ds:DigestMethod") == "http://www.w3.org/2000/09/xmldsig#sha1"
    assert text("xades:ClaimedRole") == "emisor"
    assert text("xades:MimeType") == "text/xml"
    assert text("xades:SigningTime") == "2026-11-30T09:30:15+00:00"
    assert signature.find(".//xades:SigningCertificateV2", NAMES) is None
    issuer = text("xades:IssuerSerial/ds:X509IssuerName")
    assert issuer == "CN=AC Representación\\, S.A.,2.5.4.97=VATES-Q2826004J,OU=CERES,O=FNMT-RCM,C=ES"
    assert text("xades:IssuerSerial/ds:X509SerialNumber") == str(holder().certificate.serial_number)
    assert len(signature.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMES)) == 3, "the full chain"


@needs_samples
def test_what_is_signed_is_still_facturae_and_reads_as_before():
    document = facturae.write(invoice([line("Ús de «l'eina» & <més>", 3, "19.99"), line("Segon")]))
    root = etree.fromstring(signed(document))
    root.remove(root[-1])
    assert faults(schema_of_facturae(), etree.tostring(root)) == []
    assert etree.tostring(root, method="c14n") == etree.tostring(etree.fromstring(document), method="c14n")
