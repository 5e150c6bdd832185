"""The constraints of books and figures, in Catalan, Spanish and English."""

from bivelio_core.faults import register

QUARTER_OR_MONTH = register("invoices/books", "quarter_or_month")
FORM_OF_A_YEAR = register("invoices/books", "form_of_a_year")
NO_ADVISER = register("invoices/books", "no_adviser")
RECEIVED_BEFORE_ISSUE = register("invoices/books", "received_before_issue")
FORM_OF_A_QUARTER = register("invoices/books", "form_of_a_quarter")
