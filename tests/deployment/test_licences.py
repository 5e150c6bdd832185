"""Every package of every layer has a licence that allows distribution and imposes no conditions on our code."""

from email.message import Message
from importlib.metadata import PackageMetadata
from typing import cast

import pytest

from tools import licences_page
from tools.template import ROOT


def about(**headers: str | list[str]) -> PackageMetadata:
    """A package's metadata."""
    made = Message()
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            made[name.replace("_", "-")] = one
    return cast("PackageMetadata", made)  # it lacks only `json`, which is not asked for


def test_the_page_names_every_package_with_its_version_and_an_allowed_licence():
    page = licences_page.FILE.read_text(encoding="utf-8")
    assert page == licences_page.page(), "make licences"
    packages = licences_page.locked(ROOT / "layers" / "dependencies" / "requirements.txt")
    assert len(packages) > 20
    assert all(f"| {name} | {version} | " in page for name, version in packages)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"License_Expression": "MIT", "Classifier": ["License :: OSI Approved :: BSD License"]}, "MIT"),
        ({"Classifier": ["License :: OSI Approved :: MIT License", "Topic :: Software"]}, "MIT"),
        (
            {
                "Classifier": [
                    "License :: OSI Approved :: BSD License",
                    "License :: OSI Approved :: Apache Software License",
                ]
            },
            "Apache-2.0 OR BSD-3-Clause",
        ),
        ({"License": "Apache License 2.0"}, "Apache-2.0"),
        (
            {"Classifier": "License :: OSI Approved :: GNU Affero General Public License v3"},
            "GNU Affero General Public License v3",
        ),
    ],
)
def test_a_licence_is_what_the_newest_kind_of_metadata_says(headers, expected):
    assert licences_page.licence(about(Name="p", **headers)) == expected


def test_a_package_that_names_no_licence_is_refused():
    with pytest.raises(ValueError, match="p names no licence"):
        licences_page.licence(about(Name="p", Classifier="Topic :: Software"))


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND (BSD-3-Clause)", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("Proprietary", False),
    ],
)
def test_of_several_licences_one_may_be_chosen_but_all_that_hold_together_count(expression, allowed):
    assert licences_page.is_allowed(expression) is allowed
