"""Read a document, without any AWS service: its text, its structured invoice, its fields and its category.

`reader.read` turns the bytes of a file into a `Reading` (text of each page, structured invoice if the file has one) or
raises `Refused`. `extraction.extract_by_rules` finds fields in a reading, `classification.classify_by_rules` its
category, `checks.checks` what in the fields contradicts itself.
"""
