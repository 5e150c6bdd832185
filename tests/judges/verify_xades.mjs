// Verifies the signature of an XML document from standard input with xadesjs, and writes what it found in it as JSON.
import { webcrypto } from 'node:crypto';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import xpath from 'xpath';
import * as xmlCore from 'xml-core';
import * as XAdES from 'xadesjs';

xmlCore.setNodeDependencies({ XMLSerializer, DOMParser, xpath });
XAdES.Application.setEngine('NodeJS', webcrypto);

let text = '';
for await (const part of process.stdin) text += part;
const document = XAdES.Parse(text);
const element = document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0];
const signature = new XAdES.SignedXml(document);
signature.LoadXml(element);
let isValid = false;
let reason = '';
try {
  isValid = await signature.Verify();
} catch (error) {
  reason = error.message;
}
const properties = signature.Properties?.SignedProperties?.SignedSignatureProperties;
console.log(JSON.stringify({
  isValid,
  reason,
  policy: properties?.SignaturePolicyIdentifier?.SignaturePolicyId?.SigPolicyId?.Identifier?.Value,
  role: properties?.SignerRole?.ClaimedRoles?.Item(0)?.Value,
  time: properties?.SigningTime?.Value,
  references: signature.XmlSignature.SignedInfo.References.Count,
}));
