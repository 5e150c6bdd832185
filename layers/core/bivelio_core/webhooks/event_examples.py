"""An example of the data of each event about webhooks."""

from typing import Any

FAILING: dict[str, Any] = {
    "webhook_id": "wh_o8p9q0r1",
    "host": "el-teu-servidor.com",
    "failures": 5,
    "since": "2026-04-07T13:05:00Z",
}
DISABLED: dict[str, Any] = {
    "webhook_id": "wh_o8p9q0r1",
    "host": "el-teu-servidor.com",
    "reason": "failures",
    "since": "2026-04-07T14:17:30Z",
}
