"""Repairs of nested stacks and of the translation of templates."""

import hashlib
import inspect
import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers, provisioners

from local.emulator.patching import restores, rewrite

KEPT_TRANSLATIONS = 64
"""How many translations are kept: those of eight deployments of eight templates."""


@restores(
    "A nested template may use SAM, and resources that an update does not change keep their attributes.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stack_repairs.py::test_a_nested_template_is_transformed_by_sam",
)
def deploy_nested_stacks_whole() -> None:
    """Transform nested templates by SAM, and keep the attributes of resources that an update does not change.

    Unrepaired, a nested template cannot use SAM, and ``Fn::GetAtt`` of a resource that an update of its nested stack
    did not touch finds nothing. Source: CloudFormation User Guide, "Using nested stacks": any template can be nested.
    """
    source = inspect.getsource(provisioners._cfn_nested_stack_deploy)
    source = rewrite(source, "_parse_template(template_body)", "transformed(_parse_template(template_body))")
    source = rewrite(
        source,
        "old_tagged, new_tagged, child_name, child_logical_id,\n                    )",
        'old_tagged, new_tagged, child_name, child_logical_id, prev.get("Attributes"),\n                    )',
    )
    provisioners.transformed = transformed
    exec(compile(source, provisioners.__file__, "exec"), provisioners.__dict__)  # noqa: S102 - the emulator's own source


def transformed(template: dict[str, Any]) -> dict[str, Any]:
    """Return the template after its transforms.

    Raises:
        ValueError: when a transform refuses it.
    """
    result = engine._apply_transforms(template)
    if isinstance(result, engine._TransformFailed):
        raise ValueError(f"the nested template cannot be transformed: {result.error}")  # noqa: TRY004 - no mistake of a type
    return result  # type: ignore[no-any-return]


@restores(
    "A template that was transformed before is transformed in milliseconds.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stack_repairs.py::test_a_template_is_translated_once",
)
def translate_each_template_once() -> None:
    """Cache SAM's translation of a template by the hash of its input.

    Unrepaired, each deployment imports SAM's translator and translates each template.
    """
    source = inspect.getsource(engine._apply_transforms)
    imported = "from samtranslator.translator.transform import transform as _sam_transform"
    engine.translated = translated
    source = rewrite(source, imported, "_sam_transform = translated")
    exec(compile(source, engine.__file__, "exec"), engine.__dict__)  # noqa: S102 - the emulator's own source
    for module in (changesets, handlers):
        module._apply_transforms = engine._apply_transforms


def translated(template: dict[str, Any], parameters: dict[str, Any], policies: Any) -> dict[str, Any]:
    """Return SAM's translation, from the cache if possible. May change the template, as SAM's own function does."""
    store = Path(os.environ.get("TRANSLATION_FOLDER") or Path(os.environ.get("TMPDIR", "/tmp")) / "translations")  # noqa: S108
    region = os.environ.get("AWS_DEFAULT_REGION")
    made_of = json.dumps([version("aws-sam-translator"), region, template, parameters], default=str)
    file = store / f"{hashlib.sha256(made_of.encode()).hexdigest()[:32]}.json"
    try:
        text = file.read_text()
    except FileNotFoundError:
        translation: dict[str, Any] = _translator()(template, parameters, policies)
        text = json.dumps(translation, default=str)
        if json.loads(text) == translation:  # a key or a value that JSON cannot represent would change on reading
            _keep(file, text)
        return translation
    plain_copy: dict[str, Any] = json.loads(text)
    return plain_copy


@cache
def _translator() -> Any:
    """Return SAM's function, imported on first use because the import takes a third of a second."""
    from samtranslator.translator import transform, translator  # noqa: PLC0415

    cached_factory = cache(translator.make_policy_template_for_function_plugin)  # it validates the same file each time
    translator.make_policy_template_for_function_plugin = cached_factory
    return transform.transform


def _keep(file: Path, text: str) -> None:
    """Write the translation atomically and delete the oldest ones: runtimes that start together share the folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, suffix=".tmp", delete=False) as partial:
        partial.write(text)
    Path(partial.name).replace(file)
    with os.scandir(file.parent) as entries, suppress(FileNotFoundError):  # another runtime may delete the same file
        translations = sorted((each.stat().st_mtime, each.path) for each in entries if each.name.endswith(".json"))
        for _, old in translations[:-KEPT_TRANSLATIONS]:
            Path(old).unlink()
