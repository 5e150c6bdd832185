"""A row whose height is told is the row that typst would have measured, to the byte."""

import unicodedata

from bivelio_core.invoices.pdf import columns
from bivelio_core.invoices.pdf.rendering import TEMPLATE, render, typeset
from bivelio_core.invoices.pdf.texts import BREAK_HERE, COMPOSED, breakable, plain
from bivelio_core.invoices.pdf.view import view
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.invoices.papers import invoice, line

LONGEST, SHORTEST = 75, 25
KNOWN = st.text(st.sampled_from(sorted(columns.EMS)), min_size=SHORTEST, max_size=LONGEST)
AMOUNTS = st.decimals(-(10**6), 10**6, places=4)


def measured(paper_invoice):
    """The PDF with every row laid out twice, as all were before."""
    texts = view(paper_invoice)
    rows = texts["lines"]["rows"]
    lines = {**texts["lines"], "single": [False] * len(rows)}
    return typeset(TEMPLATE, {**texts, "lines": lines}, paper_invoice.timestamp, {})


def single(paper_invoice):
    """Which lines of an invoice are known to take one line of text."""
    return view(paper_invoice)["lines"]["single"]


@examples(25)
@given(st.lists(st.tuples(KNOWN, AMOUNTS, AMOUNTS), min_size=1, max_size=12), st.sampled_from(["ca", "es", "en"]))
def test_a_row_that_is_not_measured_is_where_and_as_high_as_if_it_were(rows, language):
    made = invoice([line(text, quantity, price) for text, quantity, price in rows], language=language)
    assert render(made) == measured(made)


def test_so_it_is_at_the_ends_of_pages():
    for count in range(20, 80, 6):
        made = invoice([line(f"Article {number:02d}: peça de recanvi", number % 7 + 1) for number in range(count)])
        assert all(single(made))
        assert render(made) == measured(made)


def test_no_character_is_wider_than_it_is_said_to_be():
    """Columns that are full of one character, up to what is said to fit, still take one line."""
    longest = view(invoice([line("a", 100)]))["lines"]["characters"]
    rest = [""] * len(longest)

    def full_of(character):
        texts = [" ".join([character * 8] * 20)[:count].strip() for count in range(1, 100)]
        return [text for text in texts if columns.single([text, *rest], longest)][-1]

    visible = sorted(character for character in columns.EMS if not character.isspace())
    made = invoice([line(full_of(character), 100) for character in visible])
    assert all(single(made))
    assert render(made) == measured(made)


def test_what_may_take_more_lines_or_another_font_is_measured():
    usual = "Manteniment mensual del lloc web"
    others = (f"{usual}\nsegona línia", usual * 3, "Ελληνικά", "חוברת", "漢字", "W" * 60, "a" * 30)
    made = invoice([line(usual), *map(line, others)])
    assert single(made) == [True, *[False] * len(others)]


def test_the_amounts_of_usual_lines_do_not_make_them_be_measured():
    lines = [
        line("Consultoria tècnica - 20 hores", 20, 150, 21),
        line("Llicència de software mensual", "1.5", "1234567.89", 10, discount=10),
        line("Sabates", 1000, "39.9", 21, recargo="5.2"),
    ]
    for language in ("ca", "es", "en"):
        assert all(single(invoice(lines, language=language)))


def test_a_long_word_still_breaks_where_it_may_and_only_then_the_page_looks_for_it():
    word = "0123456789" * 8
    assert BREAK_HERE in breakable(word)
    assert BREAK_HERE not in breakable("Paraules curtes")


def test_texts_of_western_and_central_europe_are_shown_as_others_are_composed():
    for number in range(0x20, 0x250):
        character = chr(number)
        if COMPOSED.fullmatch(character):
            assert unicodedata.normalize("NFC", character) == character
            assert plain(f"a{character}b") == f"a{character}b", hex(number)
    assert breakable("  a\u00a0 b\tc  ") == "a b c"
    assert breakable("soft\u00adhyphen") == "softhyphen"
