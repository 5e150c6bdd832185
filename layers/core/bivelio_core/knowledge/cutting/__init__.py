"""Texts to passages: files to lines in a process of their own (child.py), lines to passages (passages.py).

A line is `[level, text, page]`: level 0 is text, 1 to 6 are headings, -1 ends a paragraph; the page is null where a
file has none.
"""
