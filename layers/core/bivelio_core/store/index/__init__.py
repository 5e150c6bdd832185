"""The index of lists: exact totals, any page, any combination of terms, at a cost that does not grow with the tenant.

Declare a kind's terms (`Indexed`), write its items through `write`, list them with `list_page`; docs/lists.md has the
five lines a domain needs. How it works: bits.py (bitmaps), layout.py (items), head.py (why a list is right at once),
reader.py, writer.py, mend.py (repair).
"""
