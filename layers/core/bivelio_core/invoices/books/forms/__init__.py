"""AEAT's forms as data: which amounts of the books each box takes."""
