"""What is packed, under which name, and when it is built again."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.packaging import PackagingError, package

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Function: {Type: AWS::Serverless::Function, Properties: {CodeUri: function/}}
  Twin: {Type: AWS::Serverless::Function, Properties: {CodeUri: twin/}}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  Machine: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: machine.asl.yaml}}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A small tree with one of everything."""
    for folder in ("function/__pycache__", "twin", "layer/python"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "function" / "handler.py").write_text("A = 1\n")
    (tmp_path / "function" / "__pycache__" / "handler.cpython-313.pyc").write_bytes(b"old")
    (tmp_path / "function" / ".hidden").write_text("secret")
    (tmp_path / "twin" / "handler.py").write_text("A = 1\n")
    (tmp_path / "layer" / "python" / "module.py").write_text("B = 2\n")
    (tmp_path / "machine.asl.yaml").write_text("StartAt: Only\nStates: {Only: {Type: Succeed}}\n")
    file = tmp_path / "template.yaml"
    file.write_text(TEMPLATE)
    return file


def test_archives_hold_sources_and_nothing_else(template: Path, tmp_path: Path):
    document, archives = package(template, "bucket", tmp_path / "cache")
    contents = {archive.key: zipfile.ZipFile(io.BytesIO(archive.content)).namelist() for archive in archives}
    uri = document["Resources"]["Function"]["Properties"]["CodeUri"]
    assert contents[uri.removeprefix("s3://bucket/")] == ["handler.py"]
    assert ["python/module.py"] in contents.values()


def test_equal_folders_are_one_archive(template: Path, tmp_path: Path):
    resources, archives = (
        package(template, "bucket", tmp_path)[0]["Resources"],
        package(template, "bucket", tmp_path)[1],
    )
    assert resources["Function"]["Properties"] == resources["Twin"]["Properties"]
    assert len(archives) == 2


def test_a_key_changes_with_the_content_only(template: Path, tmp_path: Path):
    before = keys(template, tmp_path)
    (template.parent / "function" / "handler.py").touch()
    assert keys(template, tmp_path) == before
    (template.parent / "function" / "handler.py").write_text("A = 2\n")
    after = keys(template, tmp_path)
    assert after["Function"] != before["Function"]
    assert after["Twin"] == before["Twin"]


def test_definitions_of_state_machines_move_into_the_template(template: Path, tmp_path: Path):
    machine = package(template, "bucket", tmp_path)[0]["Resources"]["Machine"]["Properties"]
    assert machine == {"Definition": {"StartAt": "Only", "States": {"Only": {"Type": "Succeed"}}}}


NESTED = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Environment: {Variables: {RELEASE: unstamped}}}}
Resources:
  Inner: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../twin/}}
"""


@pytest.fixture
def nesting(template: Path) -> Path:
    """The same, with a stack nested in it."""
    (template.parent / "nested").mkdir()
    (template.parent / "nested" / "template.yaml").write_text(NESTED)
    template.write_text(
        TEMPLATE + "  Nested: {Type: AWS::Serverless::Application, Properties: {Location: nested/template.yaml}}\n"
    )
    return template


def inner(template: Path, cache: Path, **values: str) -> dict[str, Any]:
    """The nested template as it is packed."""
    document, archives = package(template, "bucket", cache, values)
    location = document["Resources"]["Nested"]["Properties"]["Location"]
    (nested,) = [json.loads(a.content) for a in archives if location == f"https://s3.amazonaws.com/bucket/{a.key}"]
    made: dict[str, Any] = nested
    return made


def test_a_nested_template_is_an_archive_with_its_own_paths_replaced(nesting: Path, tmp_path: Path):
    twin = keys(nesting, tmp_path)["Twin"]
    assert inner(nesting, tmp_path)["Resources"]["Inner"]["Properties"] == {"CodeUri": twin}


def test_a_changed_layer_or_parameter_changes_every_function_and_changed_code_only_its_own(nesting, tmp_path: Path):
    def stamp(**values: str) -> str:
        return str(inner(nesting, tmp_path, **values)["Globals"]["Function"]["Environment"]["Variables"]["RELEASE"])

    before = stamp(LogLevel="INFO")
    (nesting.parent / "function" / "handler.py").write_text("A = 2\n")
    assert stamp(LogLevel="INFO") == before
    assert stamp(LogLevel="DEBUG") != before
    (nesting.parent / "layer" / "python" / "module.py").write_text("B = 3\n")
    assert stamp(LogLevel="INFO") != before


def test_a_layer_that_is_built_is_made_of_the_folder_that_the_template_names(template: Path, tmp_path: Path):
    (template.parent / "layers" / "own").mkdir(parents=True)
    (template.parent / "layers" / "own" / "ours.py").write_text("C = 3\n")
    own = (
        "{Type: AWS::Serverless::LayerVersion, Metadata: {BuildMethod: makefile}, Properties: {ContentUri: layers/own}}"
    )
    template.write_text(f"{TEMPLATE}  Own: {own}\n")
    _, archives = package(template, "bucket", tmp_path / "cache")
    assert any("python/ours.py" in zipfile.ZipFile(io.BytesIO(archive.content)).namelist() for archive in archives)


def test_a_missing_folder_is_named(template: Path, tmp_path: Path):
    (template.parent / "twin" / "handler.py").unlink()
    (template.parent / "twin").rmdir()
    with pytest.raises(PackagingError, match="Twin: there is no folder twin/"):
        package(template, "bucket", tmp_path)


def keys(template: Path, cache: Path) -> dict[str, str]:
    resources = package(template, "bucket", cache)[0]["Resources"]
    return {name: resources[name]["Properties"]["CodeUri"] for name in ("Function", "Twin")}
