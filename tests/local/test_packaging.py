"""What is packed, under which name, and when it is built again."""

import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local import layers
from local.layers import LayerError, folder_named_in
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
    made = package(template, "bucket", tmp_path / "cache")
    contents = {archive.key: zipfile.ZipFile(io.BytesIO(archive.content)).namelist() for archive in made.archives}
    uri = made.template["Resources"]["Function"]["Properties"]["CodeUri"]
    assert contents[uri.removeprefix("s3://bucket/")] == ["handler.py"]
    assert ["python/module.py"] in contents.values()


def test_equal_folders_are_one_archive(template: Path, tmp_path: Path):
    made = package(template, "bucket", tmp_path)
    resources = made.template["Resources"]
    assert resources["Function"]["Properties"] == resources["Twin"]["Properties"]
    assert len(made.archives) == 2


def test_a_key_changes_with_the_content_only(template: Path, tmp_path: Path):
    before = keys(template, tmp_path)
    (template.parent / "function" / "handler.py").touch()
    assert keys(template, tmp_path) == before
    (template.parent / "function" / "handler.py").write_text("A = 2\n")
    after = keys(template, tmp_path)
    assert after["Function"] != before["Function"]
    assert after["Twin"] == before["Twin"]


def test_definitions_of_state_machines_move_into_the_template(template: Path, tmp_path: Path):
    machine = package(template, "bucket", tmp_path).template["Resources"]["Machine"]["Properties"]
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
    made = package(template, "bucket", cache, values)
    location = made.template["Resources"]["Nested"]["Properties"]["Location"]
    (nested,) = [json.loads(a.content) for a in made.archives if location == f"https://s3.amazonaws.com/bucket/{a.key}"]
    inner_template: dict[str, Any] = nested
    return inner_template


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


@pytest.fixture
def layered(template: Path) -> Path:
    """The same, with two layers that are built."""
    names = ("own", "other")
    for name in names:
        (template.parent / "layers" / name).mkdir(parents=True)
        (template.parent / "layers" / name / f"{name}_module.py").write_text("C = 3\n")
    built = "Type: AWS::Serverless::LayerVersion, Metadata: {BuildMethod: makefile}"
    template.write_text(
        TEMPLATE + "".join(f"  {n}: {{{built}, Properties: {{ContentUri: layers/{n}}}}}\n" for n in names)
    )
    return template


def test_a_layer_that_is_built_is_made_of_the_folder_that_the_template_names(layered: Path, tmp_path: Path):
    own, other = package(layered, "bucket", tmp_path / "cache").builds.finish()
    assert [file.name for file in own.rglob("*.py")] == ["own_module.py"]
    assert [file.name for file in other.rglob("*.py")] == ["other_module.py"]


def test_the_archive_of_a_built_layer_stands_for_its_folder_in_the_cache(layered: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    made = package(layered, "bucket", cache)
    folders = made.builds.finish()
    named = [folder_named_in(archive.content, cache / "layers") for archive in made.archives]
    assert {folder for folder in named if folder} == set(folders)
    shutil.rmtree(folders[0])
    with pytest.raises(LayerError, match="start the platform again"):
        [folder_named_in(archive.content, cache / "layers") for archive in made.archives]


def test_only_layers_whose_sources_changed_are_built_again(layered: Path, tmp_path: Path):
    own, other = package(layered, "bucket", tmp_path / "cache").builds.finish()
    before = other.stat().st_ctime_ns
    (layered.parent / "layers" / "own" / "own_module.py").write_text("C = 4\n")
    changed, same = package(layered, "bucket", tmp_path / "cache").builds.finish()
    assert (same, same.stat().st_ctime_ns) == (other, before)
    assert changed != own
    assert (changed / "python" / "own_module.py").read_text() == "C = 4\n"


def test_the_newest_states_of_a_layer_are_kept_and_the_one_in_use_is_among_them(layered: Path, tmp_path, monkeypatch):
    monkeypatch.setattr(layers, "_KEPT_STATES", 2)
    states = []
    for number in range(4):
        (layered.parent / "layers" / "own" / "own_module.py").write_text(f"C = {number}\n")
        own, other = package(layered, "bucket", tmp_path / "cache").builds.finish()
        states.append(own)
        os.utime(own, (number, number))
    assert [each.exists() for each in (*states, other)] == [False, False, True, True, True]


def test_a_layer_that_cannot_be_built_is_named_with_the_reason(layered: Path, tmp_path: Path):
    (layered.parent / "layers" / "own" / "requirements.txt").write_text("no-hash==1.0\n")
    with pytest.raises(LayerError, match=r"(?s)layer own cannot be built:.*hash"):
        package(layered, "bucket", tmp_path / "cache").builds.finish()


def test_layers_are_compiled_once_for_the_paths_of_lambda(layered: Path, tmp_path: Path):
    folders = package(layered, "bucket", tmp_path / "cache").builds.finish()
    assert [file for folder in folders for file in folder.rglob("*.pyc")] == []
    layers.main([str(folder) for folder in folders])
    compiled = [file for folder in folders for file in folder.rglob("*.pyc")]
    assert all(b"/opt/python/" in file.read_bytes() for file in compiled)
    assert len(compiled) == len(folders)
    before = [file.stat().st_mtime_ns for file in compiled]
    layers.main([str(folder) for folder in folders])
    assert [file.stat().st_mtime_ns for file in compiled] == before


def test_a_missing_folder_is_named(template: Path, tmp_path: Path):
    (template.parent / "twin" / "handler.py").unlink()
    (template.parent / "twin").rmdir()
    with pytest.raises(PackagingError, match="Twin: there is no folder twin/"):
        package(template, "bucket", tmp_path)


def keys(template: Path, cache: Path) -> dict[str, str]:
    resources = package(template, "bucket", cache).template["Resources"]
    return {name: resources[name]["Properties"]["CodeUri"] for name in ("Function", "Twin")}
