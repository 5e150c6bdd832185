"""The messages of a definition's faults, in our three languages. Importing this module registers them."""

from bivelio_core.faults import register

DUPLICATE_ID = register("workflows", "duplicate_id")
TOO_MANY_DAYS = register("workflows", "too_many_days")
DATE_ORDER = register("workflows", "date_order")
UNKNOWN_STEP = register("workflows", "unknown_step")
NOT_EARLIER = register("workflows", "not_earlier")
CYCLE = register("workflows", "cycle")
EXPRESSION = "expression"
NO_ELEMENT = register("workflows", "no_element")
SECRET_PLACE = register("workflows", "secret_place")
UNKNOWN_SECRET = register("workflows", "unknown_secret")
SECRET_HOST = register("workflows", "secret_host")
CRON = register("workflows", "cron")
TIME_ZONE = register("workflows", "time_zone")
EXACTLY_ONE = register("workflows", "exactly_one")
POINTLESS = register("workflows", "not_for_this_type")
SIGNED = register("workflows", "signed")
SIGNED_ID = register("workflows", "signed_id")
PLACEHOLDER = register("workflows", "unknown_placeholder")
ONE_HEADER = register("workflows", "one_header")
SAME_HEADER = register("workflows", "same_header")
HAS_SEPARATOR = register("workflows", "has_separator")
ONLY_HMAC = register("workflows", "only_hmac")
KEY_BASE64 = register("workflows", "key_base64")
NOT_WITH_PRESET = register("workflows", "not_with_preset")
ONLY_META = register("workflows", "only_meta")
