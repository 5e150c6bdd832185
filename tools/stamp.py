"""Stamp the output of `sam build` before `sam deploy`: `python -m tools.stamp [environment]`, part of `make deploy`.

SAM publishes a version of a function when its code or the text of its properties changes. A layer with new content or
a parameter with a new value changes neither: the alias `live` would keep the version with the old layer. So the hash of
the layers, the templates and the parameters is written into every function's environment, where a change is a change of
the function itself.
"""

import argparse
import hashlib
import os
import re
import tomllib
from pathlib import Path

from tools.template import ROOT

BUILT = ROOT / ".aws-sam" / "build"
STAMP = re.compile(r"^( +(?:- )?RELEASE: )\S+$", re.MULTILINE)
"""In the environment of the functions, and in the alarm on what a release fails at."""
CONTENT = re.compile(r"^ +ContentUri: (\S+)$", re.MULTILINE)


def stamp(built: Path, parameters: str) -> str:
    """Write the build's hash into its templates and return it. Raises FileNotFoundError when there is no build."""
    root = built / "template.yaml"
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(built.glob("**/template.yaml"))}
    if root not in texts:
        raise FileNotFoundError(f"there is no {root}: run `make build` first")
    digest = hashlib.sha256(parameters.encode())
    for text in texts.values():
        digest.update(STAMP.sub(r"\1", text).encode())
    for layer in CONTENT.findall(texts[root]):
        for file in sorted(each for each in (built / layer).rglob("*") if each.is_file()):
            digest.update(file.relative_to(built).as_posix().encode() + b"\0" + file.read_bytes())
    release = digest.hexdigest()[:16]
    for file, text in texts.items():
        file.write_text(STAMP.sub(rf"\g<1>'{release}'", text), encoding="utf-8")
    return release


def parameters_of(environment: str, config: Path = ROOT / "samconfig.toml") -> str:
    """The parameters of an environment's stack: of samconfig.toml, then those of the variable PARAMETERS."""
    settings = tomllib.loads(config.read_text(encoding="utf-8"))
    if environment not in settings:
        raise LookupError(f"{config.name} has no environment {environment!r}")
    written = str(settings[environment]["deploy"]["parameters"].get("parameter_overrides", ""))
    return f"{written} {os.environ.get('PARAMETERS', '')}".strip()


def main() -> None:
    """Stamp the build, or only print the parameters."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", nargs="?", default="default", help="a section of samconfig.toml")
    parser.add_argument("--parameters", action="store_true", help="only print the parameters of the environment")
    options = parser.parse_args()
    parameters = parameters_of(options.environment)
    print(parameters if options.parameters else f"release {stamp(BUILT, parameters)}")


if __name__ == "__main__":
    main()
