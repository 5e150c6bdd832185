"""Repairs of nested stacks."""

import inspect
from typing import Any

from ministack.services.cloudformation import engine, provisioners

from local.emulator.patching import restores, rewrite


@restores(
    "A nested template is transformed like its parent's, and what an update leaves alone keeps its attributes.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stack_repairs.py::test_a_nested_template_is_transformed_by_sam",
)
def deploy_nested_stacks_whole() -> None:
    """A nested template is transformed by SAM like its parent's, and what an update leaves alone keeps its attributes.

    Stock, a nested template must be without SAM, and ``Fn::GetAtt`` of a resource that an update of its nested stack
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
    """The template after its transforms.

    Raises:
        ValueError: when a transform refuses it.
    """
    made = engine._apply_transforms(template)
    if isinstance(made, engine._TransformFailed):
        raise ValueError(f"the nested template cannot be transformed: {made.error}")  # noqa: TRY004 - no mistake of a type
    return made  # type: ignore[no-any-return]
