"""Documents as data: their text, the rows of tables (CSV, XLSX), and JSON.

Files are read in a process of their own within limits of memory and time, as those that data are extracted from
(docs/adr/0029-read-documents-in-a-process-of-their-own.md).
"""
