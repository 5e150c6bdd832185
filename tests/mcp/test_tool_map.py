"""A connection's own names for tools and parameters."""

import pytest
from bivelio_core.mcp.tool_map import server_call, with_counts

SPLIT = {
    "read_range": {
        "tool": "get",
        "parameters": {"spreadsheet_id": "path"},
        "ranges": {"range": {"sheet": "tab", "cells": "a1"}},
    }
}


@pytest.mark.parametrize(
    ("range_", "expected"),
    [
        ("Sheet1!A1:D50", {"tab": "Sheet1", "a1": "A1:D50"}),
        ("'It''s mine'!B2", {"tab": "It's mine", "a1": "B2"}),
        ("'a!b'!A1", {"tab": "a!b", "a1": "A1"}),
        ("A1:D50", {"a1": "A1:D50"}),
        ("A:C", {"a1": "A:C"}),
        ("$A$1:$D$50", {"a1": "$A$1:$D$50"}),
        ("Full nou", {"tab": "Full nou"}),
        ("Sheet1!", {"tab": "Sheet1"}),
        ("", {}),
        (7, {"a1": 7}),
    ],
)
def test_a_range_is_handed_on_in_two_parts(range_, expected):
    assert server_call(SPLIT, "read_range", {"range": range_}).arguments == expected


def test_parameters_are_renamed_and_others_keep_their_names():
    call = server_call(SPLIT, "read_range", {"spreadsheet_id": "x", "mode": "values"})
    assert call == ("get", {"path": "x", "mode": "values"})


def test_without_a_map_everything_keeps_its_name():
    assert server_call({}, "read_range", {"range": "A1"}) == ("read_range", {"range": "A1"})


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"values": [[1, 2], [3]]}, {"values": [[1, 2], [3]], "rows_count": 2, "columns_count": 2}),
        ({"values": []}, {"values": [], "rows_count": 0, "columns_count": 0}),
        ({"values": [1]}, {"values": [1]}),
        ({"values": "a"}, {"values": "a"}),
        ({}, {}),
    ],
)
def test_rows_and_columns_are_counted(result, expected):
    assert with_counts(result) == expected
