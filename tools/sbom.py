"""The packages of a release as a CycloneDX document: `make sbom`, part of the pipeline's build.

What is deployed is locked: the requirements of the layers, and the package-lock.json of the dashboard, the site and the
client in JavaScript without what only develops them. Nothing is asked of a registry, so the same commit has the same
packages.
"""

import base64
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.licences_page import shipped
from tools.template import ROOT

NPM = ("dashboard", "site", "sdks/javascript")


def document() -> Bom:
    """Return the packages of what this commit deploys and publishes, all named by what we ship."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    own = Component(name="bivelio-api", version=version, type=ComponentType.APPLICATION, bom_ref="bivelio-api")
    packages = {str(each.purl): each for each in (*_of_layers(), *_of_npm())}
    bom = Bom(components=packages.values())
    bom.metadata.component = own
    bom.register_dependency(own, packages.values())
    return bom


def _of_layers() -> Iterator[Component]:
    for name, (version, expression, _) in shipped().items():
        yield _library(PackageURL("pypi", name=name, version=version), expression)


def _of_npm() -> Iterator[Component]:
    for folder in NPM:
        locked = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        for place, about in locked.items():
            if not place or about.get("dev") or about.get("link"):
                continue
            scope, _, name = place.rpartition("node_modules/")[2].rpartition("/")
            purl = PackageURL("npm", namespace=scope or None, name=name, version=about["version"])
            yield _library(purl, about.get("license", ""), about.get("integrity", ""))


def _library(purl: PackageURL, expression: str, integrity: str = "") -> Component:
    """A package; `integrity` is npm's, a hash in base64 after the name of its algorithm."""
    algorithm, _, digest = integrity.partition("-")
    hashes = [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())]
    return Component(
        type=ComponentType.LIBRARY,
        group=purl.namespace,
        name=purl.name,
        version=purl.version,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=[LicenseExpression(expression)] if expression else [],
        hashes=hashes if algorithm == "sha512" else [],
    )


def main() -> None:
    """Write the document to the file of the command line."""
    file, bom = Path(sys.argv[1]), document()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")
    print(f"{len(bom.components)} packages in {file}")


if __name__ == "__main__":
    main()
