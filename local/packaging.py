"""Packs the templates' folders into archives named by their content, so that only changed ones are deployed."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.contents import files, fingerprint
from local.layers import Builds, archive_of
from tools.intrinsics import parse

_FIXED_TIME = (2020, 1, 1, 0, 0, 0)
_FUNCTION, _LAYER = "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"
_STATE_MACHINE, _NESTED = "AWS::Serverless::StateMachine", "AWS::Serverless::Application"
_STAMP = "RELEASE"


class PackagingError(RuntimeError):
    """A folder that a template names cannot be packed."""


@dataclass(frozen=True)
class Archive:
    """A zip file and the key it is stored under, which names its content."""

    key: str
    content: bytes


@dataclass(frozen=True)
class Package:
    """What is deployed.

    Attributes:
        template: the template with every local path replaced.
        archives: the archives that it names.
        builds: the builds of its layers, which go on: what is deployed names their folders.
    """

    template: dict[str, Any]
    archives: list[Archive]
    builds: Builds


def package(template: Path, bucket: str, cache: Path, values: Mapping[str, str] | None = None) -> Package:
    """Pack all that a template names.

    Functions are packed as they are. Layers with a ``BuildMethod`` are built for this machine's interpreter and kept
    in ``cache`` until their sources change (`local/layers.py`); others are packed as they are. Definitions of state
    machines move into the template. Nested templates are archives too, packed in the same way. The hash of the layers,
    the templates and ``values``, the stack's parameters, is stamped into the functions' environment (tools/stamp.py).
    ``DeploymentPreference`` is left out, because the emulator has no CodeDeploy.
    """
    archives: dict[str, Archive] = {}
    builds = Builds(cache)
    templates = _with_nested(template)
    for file, document in templates.items():
        for name, resource in document["Resources"].items():
            for archive in _packed(file, name, resource, bucket, builds):
                archives[archive.key] = archive
    layers = [key for document in templates.values() for key in _layers(document)]
    texts = [file.read_text() for file in templates]
    stamp = _digest(json.dumps([layers, texts, dict(values or {})], sort_keys=True).encode())
    for file, document in reversed(templates.items()):  # nested templates before those that name them
        _stamp(document, stamp)
        document.get("Globals", {}).get("Function", {}).pop("DeploymentPreference", None)
        for resource in document["Resources"].values():
            if resource["Type"] == _NESTED:
                place = file.parent / resource["Properties"]["Location"]
                nested = json.dumps(templates[place], default=str, sort_keys=True).encode()
                archive = Archive(f"{_digest(nested)}.json", nested)
                archives[archive.key] = archive
                resource["Properties"]["Location"] = f"https://s3.amazonaws.com/{bucket}/{archive.key}"
    return Package(templates[template], list(archives.values()), builds)


def _with_nested(template: Path) -> dict[Path, dict[str, Any]]:
    """Return the template and those it nests, by file, outer before inner."""
    document: dict[str, Any] = parse(template.read_text())
    templates = {template: document}
    for resource in document["Resources"].values():
        if resource["Type"] == _NESTED:
            templates |= _with_nested(template.parent / resource["Properties"]["Location"])
    return templates


def _packed(template: Path, name: str, resource: dict[str, Any], bucket: str, builds: Builds) -> Iterable[Archive]:
    """Replace a resource's local paths by archives, and return these."""
    kind, properties = resource["Type"], resource.get("Properties", {})
    if kind == _FUNCTION and isinstance(properties.get("CodeUri"), str):
        archive = _pack(_folder(template, name, properties["CodeUri"]))
        properties["CodeUri"] = f"s3://{bucket}/{archive.key}"
        yield archive
    elif kind == _LAYER and isinstance(properties.get("ContentUri"), str):
        folder = _folder(template, name, properties["ContentUri"])
        archive = _layer(builds.begin(folder)) if resource.get("Metadata", {}).get("BuildMethod") else _pack(folder)
        properties["ContentUri"] = f"s3://{bucket}/{archive.key}"
        yield archive
    elif kind == _STATE_MACHINE and isinstance(properties.get("DefinitionUri"), str):
        definition = template.parent / properties.pop("DefinitionUri")
        properties["Definition"] = parse(definition.read_text())


def _layers(document: dict[str, Any]) -> list[str]:
    """Return the locations of the template's layers, which are named by their content."""
    layers = [each for each in document["Resources"].values() if each["Type"] == _LAYER]
    return [str(each["Properties"].get("ContentUri")) for each in layers]


def _stamp(document: dict[str, Any], stamp: str) -> None:
    variables = document.get("Globals", {}).get("Function", {}).get("Environment", {}).get("Variables", {})
    if _STAMP in variables:
        variables[_STAMP] = stamp


def _folder(template: Path, resource: str, uri: str) -> Path:
    folder = template.parent / uri
    if not folder.is_dir():
        raise PackagingError(f"{resource}: there is no folder {uri}")
    return folder


def _layer(folder: Path) -> Archive:
    return Archive(f"{folder.parent.name}-{folder.name}.zip", archive_of(folder))


def _pack(folder: Path) -> Archive:
    return Archive(f"{fingerprint(folder)}.zip", _zip(folder))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _zip(folder: Path) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files(folder):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.external_attr = (0o755 if file.stat().st_mode & 0o100 else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return target.getvalue()
