"""Tables: CSV that is read and written, and objects made of pairs."""

import csv
import io

import pytest
from bivelio_core.expressions.values import ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.expressions.test_functions import JSON, TEXTS, refused, value
from tests.for_each import for_each

NAMES = st.text(st.sampled_from("abcçñ =+-@'\";,|1"), min_size=1, max_size=5).map(str.strip).filter(bool)
CELLS = st.text(st.sampled_from("ab=+-@'\";,|\n\r\t 1€"), max_size=8)
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
FORMULAS = ("=1+1", "+34 600", "-x", "@me", "\t=1", "\r=1", "'=1", "＝1")  # noqa: RUF001


@st.composite
def tables(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, CELLS)), max_size=5))
    return names, [row for row in rows if any(cell.strip() for cell in row.values())]


@given(tables(), SEPARATORS)
def test_what_is_written_as_csv_is_read_again(table, separator):
    names, rows = table
    written = value("to_csv(input.rows, input.names, input.by)", rows=rows, names=names, by=separator)
    assert value("parse_csv(input.text, input.by)", text=written, by=separator) == rows


@given(tables(), SEPARATORS)
def test_csv_is_what_other_readers_read_and_has_no_formulas(table, separator):
    names, rows = table
    written = value("to_csv(input.rows, input.names, input.by)", rows=rows, names=names, by=separator)
    for cells in csv.reader(io.StringIO(written, newline=""), delimiter=separator, strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@for_each("text", FORMULAS)
def test_a_cell_that_would_be_a_formula_has_an_apostrophe(text):
    (_, (cell,)) = csv.reader(io.StringIO(value("to_csv([{a: input.text}])", text=text), newline=""))
    assert cell == f"'{text}"


READ = {
    "a,b\n1,2": [{"a": "1", "b": "2"}],
    "\ufeffa;b\r\n1,5;2\r\n": [{"a": "1,5", "b": "2"}],
    'a\tb\n"x\ty"\t"say ""hi"""\n': [{"a": "x\ty", "b": 'say "hi"'}],
    "a,b\n\n1\n,\n  ,\n2,3\n\n": [{"a": "1", "b": ""}, {"a": "2", "b": "3"}],
    '"a;b","c;d;e"\n1,2': [{"a;b": "1", "c;d;e": "2"}],
    '"two\nlines",b\n1,2': [{"two\nlines": "1", "b": "2"}],
    " a , b \n 1 , 2 ": [{"a": " 1 ", "b": " 2 "}],
    "a\n'=1+1": [{"a": "=1+1"}],
    "a": [],
    "": [],
    "\n\n": [],
}


@for_each(("text", "rows"), READ.items())
def test_csv_as_spreadsheets_write_it_is_read(text, rows):
    assert value("parse_csv(input.text)", text=text) == rows


WRONG = {
    "a,a\n1,2": "repeats one",
    "a,\n1,2": "has no name",
    "a,b\n1,2,3": "line 2 of the CSV has 3 cells",
    'a,b\n"1,2': "is no CSV (line 2)",
    'a\n"x"y': "is no CSV (line 2)",
    "a\n" + "x" * 200_000: "is no CSV",
}


@for_each(("text", "said"), WRONG.items())
def test_csv_that_is_none_says_where(text, said):
    with pytest.raises(ExpressionError) as error:
        value("parse_csv(input.text)", text=text)
    assert said in str(error.value)


def test_columns_are_those_of_all_rows_or_those_that_are_named():
    rows = [{"b": 1}, {"a": True, "b": None}, {"c": [1, {"x": "ç"}]}]
    assert value("to_csv(input.rows)", rows=rows) == 'b,a,c\r\n1,,\r\n,true,\r\n,,"[1,{""x"":""ç""}]"\r\n'
    assert value("to_csv(input.rows, ['c', 'nobody'])", rows=rows[:1]) == "c,nobody\r\n,\r\n"
    assert value("to_csv(input.rows, ['a'])", rows=[]) == "a\r\n"
    assert value("to_csv(input.rows)", rows=[]) == ""
    assert value("to_csv([{n: `-5`, x: `20.50`}])") == "n,x\r\n-5,20.5\r\n"
    with pytest.raises(ExpressionError, match="element 2 must be an object and is a number"):
        value("to_csv([{a: `1`}, `5`])")


@for_each("expression", ["parse_csv(input.a, ':')", "to_csv(input.a, input.b, '\"')", "parse_csv(input.a, '')"])
def test_a_separator_that_separates_nothing_is_refused_when_it_is_saved(expression):
    assert "does not separate cells" in refused(expression)


@given(st.dictionaries(TEXTS, JSON, max_size=6))
def test_an_object_is_made_of_its_pairs_however_they_are_written(fields):
    pairs = [[name, part] for name, part in fields.items()]
    objects = [{"key": name, "value": part} for name, part in fields.items()]
    assert value("from_items(input.pairs)", pairs=pairs) == fields
    assert value("from_items(input.pairs)", pairs=objects) == fields


def test_of_pairs_with_one_name_the_last_counts_and_other_things_are_no_pairs():
    assert value('from_items(`[["a", 1], ["a", 2]]`)') == {"a": 2}
    assert value("from_items([{key: 'a'}])") == {"a": None}
    for wrong in ('[["a"]]', '[["a", 1, 2]]', '["a"]', '[{"name": "a"}]', "[[1, 2]]", '[{"key": null, "value": 1}]'):
        with pytest.raises(ExpressionError, match="from_items: "):
            value(f"from_items(`{wrong}`)")


@examples(60)
@given(st.text(st.sampled_from("ab,;\"\n\r\t|'=\ufeff "), max_size=30))
def test_any_text_is_rows_or_an_expression_error(text):
    try:
        rows = value("parse_csv(input.text)", text=text)
    except ExpressionError:
        return
    assert all(isinstance(row, dict) for row in rows)
