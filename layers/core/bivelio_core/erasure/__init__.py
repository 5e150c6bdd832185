"""Erasure of a person or an organisation: everything that names them, in steps that can be repeated.

Where the parts are: erasures.py (the item: a job while it is under way, then the list that is applied after a restore),
work.py (its steps), organisations.py and persons.py (what goes), kept.py (what the law orders to keep), files.py (the
bucket, with its versions), applied.py (after a restore).
"""
