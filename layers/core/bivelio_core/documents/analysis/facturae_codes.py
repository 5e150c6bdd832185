"""Codes of Facturae 3.2.2 beside those of EN 16931: units of measure and means of payment.

A unit that Facturae has no code for is `OTHER_UNIT`, with `UNIT_NOTE` in the line's additional information; a means of
payment without one is a special one.
"""

import re

OTHER_UNIT = "05"
UNITS = {
    "01": "C62",
    "02": "HUR",
    "03": "KGM",
    "04": "LTR",
    "06": "XBX",
    "07": "XDS",
    "08": "XBA",
    "09": "XJY",
    "10": "XBG",
    "11": "XCO",
    "12": "XBO",
    "13": "XCI",
    "15": "CLT",
    "16": "CMT",
    "17": "XBI",
    "18": "DZN",
    "19": "XCS",
    "20": "XDJ",
    "21": "GRM",
    "22": "KMT",
    "23": "XCA",
    "24": "XBH",
    "25": "MTR",
    "26": "MMT",
    "28": "XPK",
    "30": "XRO",
    "31": "XEN",
    "32": "XTB",
    "33": "MTQ",
    "34": "SEC",
    "35": "WTT",
    "36": "KWH",
}
"""UnitOfMeasure by codes of UN/ECE Recommendations 20 and 21 (BT-130)."""
UNIT_NOTE = "UN/ECE: {code}"
UNIT_NOTED = re.compile(r"^UN/ECE: ([A-Z0-9]{2,3})$")
MEANS = {
    "01": "10",
    "02": "59",
    "04": "58",
    "09": "60",
    "10": "60",
    "11": "20",
    "13": "1",
    "16": "20",
    "17": "20",
    "19": "48",
}
"""PaymentMeans by codes of UNTDID 4461 (BT-81)."""
METHODS = {
    "cash": "01",
    "direct_debit": "02",
    "transfer": "04",
    "promissory_note": "09",
    "cheque": "11",
    "card": "19",
    "bizum": "13",
    "other": "13",
}
"""PaymentMeans by our words of an invoice's `payment_method`."""
