"""Cron expressions are read as people write them and written as EventBridge Scheduler wants them."""

import pytest
from bivelio_core.workflows.definitions.cron import CronError, to_scheduler


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0 9 1 * *", "cron(0 9 1 * ? *)"),
        ("*/15 * * * *", "cron(*/15 * * * ? *)"),
        ("* * * * *", "cron(* * * * ? *)"),
        ("0 9 * * MON-FRI", "cron(0 9 ? * MON,TUE,WED,THU,FRI *)"),
        ("0 9 * * 1-5", "cron(0 9 ? * MON,TUE,WED,THU,FRI *)"),
        ("0 9 * * 0", "cron(0 9 ? * SUN *)"),
        ("0 9 * * 7", "cron(0 9 ? * SUN *)"),
        ("0 9 * * 5-7", "cron(0 9 ? * SUN,FRI,SAT *)"),
        ("0 9 * * */2", "cron(0 9 ? * SUN,TUE,THU,SAT *)"),
        ("0 9 * * 7/2", "cron(0 9 ? * SUN *)"),
        ("0 9 * * 5/1", "cron(0 9 ? * FRI,SAT *)"),
        ("0 9 29 2 *", "cron(0 9 29 2 ? *)"),
        ("0 9 31 2/2 *", "cron(0 9 31 2/2 ? *)"),
        ("0 9 30,31 */3 *", "cron(0 9 30,31 */3 ? *)"),
        ("0 9 */2 2 *", "cron(0 9 */2 2 ? *)"),
        ("0 0 1 jan,jul *", "cron(0 0 1 JAN,JUL ? *)"),
        ("0 9 L * *", "cron(0 9 L * ? *)"),
        ("0 9 lw * *", "cron(0 9 LW * ? *)"),
        ("0 9 15W * *", "cron(0 9 15W * ? *)"),
        ("0 9 * * 1#1", "cron(0 9 ? * 2#1 *)"),
        ("0 9 * * MON#1", "cron(0 9 ? * 2#1 *)"),
        ("0 9 * * 7#3", "cron(0 9 ? * 1#3 *)"),
        ("0 9 * * 5L", "cron(0 9 ? * 6L *)"),
    ],
)
def test_an_expression_keeps_its_meaning(written, kept):
    assert to_scheduler(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "0 9 * *", "0 9 1 * 1", "61 * * * *", "0 24 * * *", "0 9 0 * *", "0 9 * 13 *", "a * * * *", "5-1 * * * *",
     "*/0 * * * *", "*-5 * * * *", "0 9 * * XYZ", "0 9 L-3 * *", "0 9 * * 8", "1,,2 * * * *",
     "0 9 * * L", "0 9 1,L * *", "0 9 31W * *", "0 9 0W * *", "0 9 1W,15W * *", "0 9 W * *", "0 9 1#1 * *", "L * * * *",
     "0 9 * * 1#0", "0 9 * * 1#6", "0 9 * * 1#1,3#1", "0 9 * * 5L,1", "0 9 * * 8L", "0 9 * * 15W", "0 9 L * 1",
     "0 9 30 2 *", "0 9 31 4,6,9,nov *", "0 9 31 2-2 *", "0 9 30,31 2 *"],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(written):
    with pytest.raises(CronError):
        to_scheduler(written)
