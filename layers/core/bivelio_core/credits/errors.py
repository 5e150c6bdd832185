"""The failures of operations that cost credits."""

from bivelio_core.errors import ApiError


class CreditsExhausted(ApiError):
    """Fewer AI credits are left than the operation costs; `details` has `required` and `available`."""

    code, status = "CREDITS_EXHAUSTED", 402

    def __init__(self, *, required: int, available: int) -> None:
        super().__init__(details={"required": required, "available": available})
