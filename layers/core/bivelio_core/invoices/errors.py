"""The constraints of invoices that concern several fields, in Catalan, Spanish and English."""

from bivelio_core.faults import register

UNKNOWN_RATE = register("invoices", "tax_rate")
RATE_OF_CATEGORY = register("invoices", "category_rate")
UNKNOWN_RECARGO = register("invoices", "recargo_rate")
OTHER_REGIME = register("invoices", "tax_regime")
ZERO_QUANTITY = register("invoices", "not_zero")
NEGATIVE_WHOLE = register("invoices", "not_negative")
DUE_DATES_ORDER = register("invoices", "due_dates_order")
DUE_DATES_SUM = register("invoices", "due_dates_sum")
NO_EXCHANGE_RATE = register("invoices", "exchange_rate_missing")
ARCHIVED_PRODUCT = register("invoices", "product_archived")
PRICE_OF_OTHER_KIND = register("invoices", "product_price")
RATE_OF_EURO = register("invoices", "exchange_rate_of_euro")
TOTAL_TOO_LARGE = register("invoices", "total_maximum")
ARCHIVED_CLIENT = register("invoices", "archived")
CLIENT_WITHOUT_NIF = register("invoices", "nif_missing")
NIF_OR_SIMPLIFIED = register("invoices", "nif_missing_or_simplified")
TOO_LARGE_FOR_SIMPLIFIED = register("invoices", "simplified_maximum")
DUE_BEFORE_ISSUE = register("invoices", "due_before_issue")
RANGE = register("invoices", "date_range")
BEFORE_LAST_ISSUED = register("invoices", "before_last_issued")
BEFORE_RECTIFIED = register("invoices", "before_rectified")
IN_THE_FUTURE = register("invoices", "in_the_future")
SETTING_MISSING = register("invoices", "setting_missing")
RESERVED_SERIES = register("invoices", "reserved_series")
NIF_IN_USE = register("invoices", "nif_in_use")
NO_RECORDS = register("invoices", "no_records")
TOO_MANY_RECORDS = register("invoices", "records_maximum")
VERIFACTU_DECIDED = register("invoices", "verifactu_decided")
VERIFACTU_ENDED = register("invoices", "verifactu_ended")
VERIFACTU_COMPULSORY = register("invoices", "verifactu_compulsory")
VERIFACTU_UNDECIDED = register("invoices", "verifactu_undecided")
VERIFACTU_YEAR_END = register("invoices", "verifactu_year_end")
VERIFACTU_PRODUCER = register("invoices", "verifactu_producer")
DISCOUNT_TOO_LARGE = register("invoices", "discount_maximum")
CREDIT_TOO_LARGE = register("invoices", "credit_maximum")
NOTHING_LEFT = register("invoices", "nothing_left")
PAID_TOO_MUCH = register("invoices", "payment_maximum")
WRONG_SIGN = register("invoices", "payment_sign")
WRONG_CODE = register("invoices", "rectification_code")
NOT_AN_IMAGE = register("invoices", "logo_format")
NOT_RECORDABLE = register("invoices", "not_recordable")
TOO_MANY = register("invoices", "too_many")
NO_RECEIPT = register("invoices", "no_receipt")
SUM_DIFFERS = register("invoices", "sum_differs")
NOT_SUBMITTED = register("invoices", "not_submitted")
NOTHING_TO_CORRECT = register("invoices", "nothing_to_correct")
CERTIFICATE_FILE = register("invoices", "certificate_file")
CERTIFICATE_KEY = register("invoices", "certificate_key")
CERTIFICATE_DATES = register("invoices", "certificate_dates")
CERTIFICATE_HOLDER = register("invoices", "certificate_holder")
CERTIFICATE_CHAIN = register("invoices", "certificate_chain")
NOT_A_PDF = register("invoices", "not_a_pdf")
NO_ADDRESS = register("invoices", "no_email_address")
NO_CERTIFICATE = register("invoices", "certificate_missing")

REGIME_UNFIT = register("invoices", "regime_unfit")
NOT_REPLACEABLE = register("invoices", "not_replaceable")
OTHER_TOTAL = register("invoices", "replaced_total")
SELF_BILLED_NUMBER = register("invoices", "self_billed_number")
KEPT_BY_TYPE = register("invoices", "kept_by_type")
NOT_ALIKE = register("invoices", "not_alike")
OSS_CLIENT = register("invoices", "oss_client")
PURCHASE_PRICE_MISSING = register("invoices", "purchase_price_missing")
PURCHASE_PRICE_UNFIT = register("invoices", "purchase_price_unfit")
WRONG_CAUSE = register("invoices", "cause_of_category")

UNFIT = {
    "vat_number_needed": register("invoices", "vat_number_needed"),
    "goods_only": register("invoices", "goods_only"),
    "export_at_home": register("invoices", "export_at_home"),
    "export_within_eu": register("invoices", "export_within_eu"),
    "export_of_services": register("invoices", "export_of_services"),
    "reverse_charge_private": register("invoices", "reverse_charge_private"),
    "reverse_charge_islands": register("invoices", "reverse_charge_islands"),
    "reverse_charge_goods": register("invoices", "reverse_charge_goods"),
    "rule_of_place_needed": register("invoices", "rule_of_place_needed"),
    "not_simplified": register("invoices", "not_simplified"),
}
"""The constraint of each refusal of `categories`."""
NOT_RSA = register("invoices", "certificate_not_rsa")
NO_CANCELLATION = register("invoices", "no_cancellation")
NO_CANCELLATION_IN_PEPPOL = register("invoices", "no_cancellation_peppol")
