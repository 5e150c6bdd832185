"""POST /v1/deals/pipelines/list keeps its promises."""

import pytest

from tests.api import call
from tests.functions.deals.made import pipeline

pytestmark = pytest.mark.usefixtures("table")


def pipelines(language="ca", **criteria):
    return call("deals.pipelines_list", criteria, headers={"Accept-Language": language}).data["pipelines"]


@pytest.mark.parametrize(
    ("language", "name", "stage"),
    [("ca", "Vendes", "Guanyada"), ("es", "Ventas", "Ganada"), ("en", "Sales", "Won")],
)
def test_the_default_pipeline_is_there_in_each_language_and_nothing_is_written(table, language, name, stage):
    before = list(table.query("org_0000000000000000#live#PLN"))
    (given,) = pipelines(language)
    names = {each["id"]: each["name"] for each in given["stages"]}
    assert (given["id"], given["name"], names["won"], given["version"]) == ("default", name, stage, 0)
    assert list(table.query("org_0000000000000000#live#PLN")) == before == []


def test_the_default_pipeline_comes_first_and_archived_ones_apart():
    own, archived = pipeline(), pipeline(name="Antiga", archived=True)
    assert [each["id"] for each in pipelines()] == ["default", own["id"]]
    assert pipelines(archived=True) == [archived]
