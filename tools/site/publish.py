"""Puts the site into the bucket of a deployed stack: `make docs-deploy STACK=NAME`."""

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from tools.deployed import Deployed, Platform
from tools.hosting import Place, outputs, upload
from tools.node import BuildError
from tools.site.build import build
from tools.template import ROOT
from tools.watch import status
from tools.watch.incident import Bucket, save

TEMPLATE = ROOT / "hosting" / "template.yaml"
PLACE = Place("SiteBucket", "SiteDistribution", "docs/", "docs/_astro/", "DocsSite")

STATUS_KEYS = frozenset(f"{PLACE.prefix}{name}" for name in (status.FILE, *status.FEEDS.values()))
"""Files of the status page, which are of no build."""
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/=]+'")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')


def unknown_scripts(site: Path, template: Path = TEMPLATE) -> set[str]:
    """Return the hashes of inline scripts that the distribution's Content-Security-Policy does not allow."""
    allowed = set(_HASH.findall(template.read_text(encoding="utf-8")))
    return scripts_of(site) - allowed


def scripts_of(site: Path) -> set[str]:
    """Return the hashes of the inline scripts of all pages, as their own policies name them."""
    policies = (_POLICY.search(file.read_text(encoding="utf-8")) for file in site.rglob("*.html"))
    return {each for policy in policies if policy for each in _HASH.findall(policy[1])}


def publish(site: Path, platform: Platform, now: datetime | None = None) -> int:
    """Upload a built site, have CloudFront forget the former one, delete what is left of it; return the files' number.

    Raises:
        BuildError: when the stack has no bucket for it, or when CloudFront would block a script; nothing is uploaded.
    """
    if unknown := unknown_scripts(site):
        raise BuildError(
            f"SiteHeaders of hosting/template.yaml must allow {' '.join(sorted(unknown))}: the pages run them"
        )
    count = upload(site, PLACE, platform, now, kept_keys=STATUS_KEYS)
    _begin_status(platform)
    return count


def _begin_status(platform: Platform) -> None:
    """Put a document for the status page where there is none; what incidents say stays."""
    files = Bucket(platform, f"/{PLACE.prefix}status/")
    if files.read(status.FILE) is None:
        save(files, status.fresh(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))


def addresses(platform: Deployed) -> tuple[str, str, str]:
    """Return the stack's addresses of the sandbox, of live and of the site. Raises BuildError when it has no site."""
    values = outputs(platform, "DocsSiteUrl", PLACE.parameter)
    return values["SandboxUrl"], values["LiveUrl"], values["DocsSiteUrl"]


def main() -> None:
    """Build and upload, and print the address; or exit with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", required=True, help="a stack on AWS")
    platform = Deployed(parser.parse_args().stack)
    try:
        sandbox, live, url = addresses(platform)
        site = build(lambda step: print(step, file=sys.stderr, flush=True), environments=(sandbox, live))
        count = publish(site, platform)
    except BuildError as error:
        sys.exit(str(error))
    print(f"{count} files are at {url}; CloudFront shows them everywhere within some minutes")


if __name__ == "__main__":
    main()
