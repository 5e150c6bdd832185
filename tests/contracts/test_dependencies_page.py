"""docs/dependencies.md is true: its lines are counted, its judges exist, and every package of a layer has a word."""

import pytest

from tools import dependencies_page
from tools.dependencies_page import PACKAGES, PARTS
from tools.template import ROOT

pytestmark = pytest.mark.fix("Change tools/home_made.yaml, then run `make dependencies`.")


def test_the_page_is_that_of_the_files_as_they_are():
    assert dependencies_page.FILE.read_text(encoding="utf-8") == dependencies_page.page()


def test_every_part_has_files_where_it_says():
    missing = {each.name: pattern for each in PARTS for pattern in each.files if not [*ROOT.glob(pattern)]}
    assert not missing


def test_every_judge_is_a_file_with_tests():
    assert [judge for each in PARTS for judge in each.judges if "def test_" not in (ROOT / judge).read_text()] == []


def test_every_part_says_what_would_end_it():
    assert [each.name for each in PARTS if not (each.why and each.judged_by and each.judges and each.ends)] == []


def test_no_file_is_counted_twice():
    counted = [path for each in PARTS for path in dependencies_page.files(each)]
    assert len(counted) == len(set(counted))


def test_every_package_that_a_layer_names_is_explained():
    named = set().union(*map(dependencies_page.named_in, ROOT.glob("layers/*/requirements.in")))
    assert named <= PACKAGES.keys()


def test_no_package_is_explained_that_nobody_names():
    everywhere = [*ROOT.glob("layers/*/requirements.in"), ROOT / "requirements" / "dev.in"]
    assert PACKAGES.keys() <= set().union(*map(dependencies_page.named_in, everywhere))


@pytest.mark.parametrize(("count", "shown"), [(7, "7"), (94, "94"), (171, "170"), (2455, "2,500"), (12_345, "12,000")])
def test_lines_are_shown_with_two_digits(count, shown):
    assert dependencies_page.rounded(count) == shown
