"""The functions of expressions give what Python's datetime, zoneinfo and Decimal give, or an ExpressionError."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from bivelio_core.expressions.functions.catalogue import FUNCTIONS
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.functions.own import GROUP
from bivelio_core.expressions.references import VOLATILE, check
from bivelio_core.expressions.rendering import evaluate, render
from bivelio_core.expressions.values import ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tools import expressions_page

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
EXAMPLES = [(name, expression, value) for name, f in FUNCTIONS.items() for expression, value in f.examples.items()]

DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
INSTANTS = st.integers(86_400, 4_102_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
CHANGES = st.sampled_from([date(year, month, 31 - (5 * year // 4 + plus) % 7)
                           for year in range(2000, 2090) for month, plus in ((3, 4), (10, 1))])  # fmt: skip
"""The last Sundays of March and October, when the clocks of Madrid change."""

ON_CHANGES = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes),
    CHANGES,
    st.integers(-1_440, 1_440),
)
MOMENTS = INSTANTS | ON_CHANGES
AMOUNTS = st.decimals(-(10**9), 10**9, places=2).map(float)


def value(expression: str, **given: Any) -> Any:
    """The value of an expression that could be saved, over an input."""
    check(expression)
    return evaluate(expression, {"input": given}, EvaluationContext(AT, "a step"))


def text(moment: date) -> str:
    """A moment as expressions have it."""
    return moment.isoformat().replace("+00:00", "Z")


def refused(expression: str) -> str:
    """What is said about an expression that may not be saved."""
    with pytest.raises(ExpressionError) as refusal:
        check(expression)
    return str(refusal.value)


@pytest.mark.parametrize(("name", "expression", "expected"), EXAMPLES)
def test_an_example_of_the_reference_has_its_value(name, expression, expected):
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)


def test_every_function_of_ours_is_explained_and_has_an_example():
    for function in FUNCTIONS.values():
        assert function.summary.endswith(".")
        assert function.examples or function.group == GROUP, function.name
    assert expressions_page.FILE.read_text(encoding="utf-8") == expressions_page.page()


# time


@given(MOMENTS, st.integers(-800, 800))
def test_days_later_the_clock_of_madrid_shows_the_same_time(instant, days):
    later = datetime.fromisoformat(
        value("add_days(input.at, input.days, 'Europe/Madrid')", at=text(instant), days=days)
    )
    wall = instant.astimezone(MADRID) + timedelta(days=days)
    assert later == wall.astimezone(UTC)
    exists = wall.astimezone(UTC).astimezone(MADRID).replace(tzinfo=None) == wall.replace(tzinfo=None)
    assert not exists or later.replace(tzinfo=None) == wall.replace(tzinfo=None)


@given(MOMENTS, st.integers(-2_000, 2_000))
def test_hours_pass_as_they_really_do(instant, hours):
    for zone in ("", ", 'Europe/Madrid'", ", 'America/New_York'"):
        later = value(f"add_hours(input.at, input.hours{zone})", at=text(instant), hours=hours)
        assert datetime.fromisoformat(later) == instant + timedelta(hours=hours)


@given(DAYS, st.integers(-600, 600))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = date.fromisoformat(value("add_months(input.day, input.months)", day=text(day), months=months))
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert later.day <= day.day


@given(MOMENTS, MOMENTS)
def test_the_difference_is_that_of_the_days_in_the_zone(first, second):
    days = value("diff_days(input.a, input.b, 'Europe/Madrid')", a=text(first), b=text(second))
    assert days == (second.astimezone(MADRID).date() - first.astimezone(MADRID).date()).days


@given(MOMENTS, st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]))
def test_the_start_of_a_unit_is_the_last_one_before(instant, unit):
    start = datetime.fromisoformat(
        value("start_of(input.at, input.unit, 'Europe/Madrid')", at=text(instant), unit=unit)
    )
    length = {"hour": 1, "day": 25, "week": 169, "month": 745, "quarter": 2_209, "year": 8_785}[unit]
    assert timedelta(0) <= instant - start < timedelta(hours=length)
    assert (start.minute, start.second) == (0, 0)
    assert unit == "hour" or start.hour == 0
    assert unit not in ("month", "quarter", "year") or start.day == 1
    assert unit != "week" or start.weekday() == 0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("add_days('2026-03-28T02:30:00+01:00', `1`, 'Europe/Madrid')", "2026-03-29T03:30:00+02:00"),
        ("add_hours('2026-03-29T01:30:00+01:00', `1`, 'Europe/Madrid')", "2026-03-29T03:30:00+02:00"),
        ("add_hours('2026-10-25T02:30:00+02:00', `1`, 'Europe/Madrid')", "2026-10-25T02:30:00+01:00"),
        ("add_days('2026-10-24T02:30:00+02:00', `1`, 'Europe/Madrid')", "2026-10-25T02:30:00+02:00"),
        ("start_of('2026-10-25T02:30:00+01:00', 'hour', 'Europe/Madrid')", "2026-10-25T02:00:00+01:00"),
        ("start_of('2026-10-25T22:00:00Z', 'day', 'Europe/Madrid')", "2026-10-25T00:00:00+02:00"),
        ("diff_days('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'Europe/Madrid')", 1),
        ("today('Europe/Madrid')", "2026-03-02"),
        ("format_date('2026-03-29T01:00:00Z', 'HH:mm XXX', 'Europe/Madrid')", "03:00 +02:00"),
        ("parse_date('29/03/2026 02:30', 'dd/MM/yyyy HH:mm', 'Europe/Madrid')", "2026-03-29T03:30:00+02:00"),
    ],
)
def test_the_days_on_which_the_clocks_of_madrid_change(expression, expected):
    assert value(expression) == expected


@given(MOMENTS)
def test_a_date_is_written_as_strftime_writes_it_and_read_again(instant):
    local = instant.astimezone(MADRID)
    pattern = "yyyy-MM-dd HH:mm:ss D ww"
    written = value(f"format_date(input.at, '{pattern}', 'Europe/Madrid')", at=text(instant))
    assert written == local.strftime("%Y-%m-%d %H:%M:%S ") + f"{local.timetuple().tm_yday} {local.strftime('%V')}"
    day = value("format_date(input.at, 'd/M/yyyy', 'Europe/Madrid')", at=text(instant))
    assert value("parse_date(input.day, 'd/M/yyyy')", day=day) == local.date().isoformat()


@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_long_date_has_no_numbers_for_names(language, month):
    written = value(f"format_date('2026-{month:02d}-01', 'full', 'UTC', '{language}')")
    assert written.count("1") == 1
    assert "MMM" not in written


@pytest.mark.parametrize(("region", "subdivision"), [("ES", None), ("ES-CT", "CT")])
def test_working_days_are_those_that_the_boe_and_the_generalitat_leave(region, subdivision):
    """Against the package holidays, which was checked with the official calendars of 2008 to 2026."""
    known = holidays.country_holidays("ES", subdiv=subdivision, years=range(2008, 2033))
    day = date(2008, 1, 1)
    while day < date(2033, 1, 1):
        expected = day.weekday() < 5 and day not in known
        assert value("is_working_day(input.day, input.region)", day=text(day), region=region) is expected, day
        day += timedelta(days=1)


@given(DAYS, st.integers(-300, 300).filter(bool), st.sampled_from(["ES", "ES-CT"]))
def test_between_a_day_and_so_many_working_days_later_there_are_so_many(day, number, region):
    about = {"day": text(day), "number": number, "region": region}
    later = date.fromisoformat(value("add_working_days(input.day, input.number, input.region)", **about))
    step = timedelta(days=1 if number > 0 else -1)
    passed, at = 0, day
    while at != later:
        at += step
        passed += value("is_working_day(input.day, input.region)", day=text(at), region=region)
    assert passed == abs(number)
    assert value("is_working_day(input.day, input.region)", day=text(later), region=region)


def test_now_today_and_uuid_are_those_of_the_step_and_every_uuid_is_another():
    template = {"at": "{{ now() }}", "day": "{{ today() }}", "ids": ["{{ uuid() }}", "{{ [uuid(), uuid()] }}"]}
    first = render(template, {}, EvaluationContext(AT, "wfi_1:a#0"))
    assert first == render(template, {}, EvaluationContext(AT, "wfi_1:a#0"))
    assert first["ids"] != render(template, {}, EvaluationContext(AT, "wfi_1:a#1"))["ids"]
    assert len({first["ids"][0], *first["ids"][1]}) == 3
    assert {name for name in VOLATILE if check(f"{name}()").volatile} == VOLATILE
    assert not check("add_days(input.day, `1`)").volatile


# numbers


@given(st.lists(AMOUNTS, min_size=2, max_size=30))
def test_sums_of_amounts_are_exact(amounts):
    exact = float(sum(Decimal(repr(amount)) for amount in amounts))
    assert value("sum(input.amounts)", amounts=amounts) == exact
    assert value("add(input.a, input.b)", a=amounts[0], b=amounts[1]) == float(
        Decimal(repr(amounts[0])) + Decimal(repr(amounts[1]))
    )


@given(st.floats(-1e12, 1e12), st.integers(-6, 12))
def test_a_half_is_rounded_away_from_zero(number, digits):
    rounded = value("round(input.number, input.digits)", number=number, digits=digits)
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert rounded == float(exact)
    assert value("round(`0`)") == 0


@given(AMOUNTS, AMOUNTS)
def test_arithmetic_is_that_of_decimals(first, second):
    a, b = Decimal(repr(first)), Decimal(repr(second))
    assert value("subtract(input.a, input.b)", a=first, b=second) == float(a - b)
    assert value("multiply(input.a, input.b)", a=first, b=second) == pytest.approx(float(a * b), rel=1e-15)
    if second:
        assert value("divide(input.a, input.b)", a=first, b=second) == pytest.approx(first / second)


@given(AMOUNTS, st.sampled_from(["ca", "es", "en"]))
def test_money_can_be_read_as_the_amount_that_it_was(amount, language):
    written = value("format_money(input.amount, 'EUR', input.language)", amount=amount, language=language)
    group, point = (",", ".") if language == "en" else (".", ",")
    digits = written.replace("€", "").replace("\u00a0", "").replace(group, "").replace(point, ".")
    assert Decimal(digits) == Decimal(repr(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)


# texts and lists

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "1", "ç"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.fixed_dictionaries({"k": SCALARS, "n": st.integers()}), max_size=20))
def test_groups_have_every_element_once_under_its_key(elements):
    groups = value("group_by(input.list, &k)", list=elements)
    assert [one for group in groups for one in group["items"]] == sorted(
        elements, key=lambda one: [json.dumps(group["key"]) for group in groups].index(json.dumps(one["k"]))
    )
    assert all(json.dumps(one["k"]) == json.dumps(group["key"]) for group in groups for one in group["items"])
    assert value("unique_by(input.list, &k)", list=elements) == [group["items"][0] for group in groups]


@given(st.lists(st.integers(), max_size=30), st.integers(1, 10))
def test_chunks_are_the_list_cut_and_flatten_joins_them(elements, size):
    chunks = value("chunk(input.list, input.size)", list=elements, size=size)
    assert all(len(chunk) == size for chunk in chunks[:-1])
    assert value("flatten(input.chunks)", chunks=chunks) == elements


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_json_comes_back_from_its_text(document):
    assert value("from_json(to_json(input.document))", document=document) == document
    assert value("from_json(input.text)", text=f"```json\n{json.dumps(document)}\n```") == document


@given(TEXTS, st.integers(-50, 50), st.integers(0, 50))
def test_a_part_of_a_text_is_pythons_slice(whole, start, length):
    part = value("substring(input.text, input.start, input.length)", text=whole, start=start, length=length)
    begin = start if start >= 0 else max(0, len(whole) + start)
    assert part == whole[begin : begin + length]


# what is refused


NEVER_RIGHT = [
    ("input.amount > 500", "input.amount > `500`"),
    ("input.lines[0].price >= 1.5 && input.lines[1:2]", "input.lines[0].price >= `1.5` && input.lines[1:2]"),
    ("add(input.a, -5)", "add(input.a, `-5`)"),
    ("input.list[?n == 3].x", "input.list[?n == `3`].x"),
    ("[1, input.a]", "[`1`, input.a]"),
    ('input.type == "company"', "'company'"),
    ("input.active == true", "`true`"),
    ("  upper(input.a) && uper(input.b)", "'uper' (position 19); did you mean 'upper'?"),
    ("input.x.add_day(@, `1`)", "no function 'add_day' (position 9)"),
    ("join(', ', [upper(`5`)])", "argument 1 of 'upper' (position 13) is a number: upper(text: string) -> string"),
    ("round(input.a, '2')", "argument 2 of 'round' (position 1) is a string"),
    ("upper(sum(input.amounts))", "is a number: upper(text: string) -> string"),
    ("length(input.a == 'b')", "is a boolean or null: length(value: string | array | object) -> number"),
    ("add(input.a)", "is given 1 arguments: add(first: number, second: number, ...) -> number"),
    ("today('Europe/Madird')", "'Europe/Madird' is no IANA time zone"),
    ("today('localtime')", "'localtime' is no IANA time zone"),
    ("add_days('30/02/2026', `1`)", "'30/02/2026' is no date or time"),
    ("add_days('2026-03-02T10:00', `1`)", "has no offset"),
    ("format_date(now(), 'YYYY-mm-jj')", "'jj' in 'YYYY-mm-jj'"),
    ("parse_date(input.a, 'MM/yyyy')", "needs year, month and day"),
    ("is_working_day(input.a, 'ES-MD')", "the holidays of 'ES-MD' are not known"),
    ("format_money(input.a, 'euros')", "no code of a currency"),
    ("matches(input.a, '(a')", "missing )"),
    ("matches(input.a, '(a)\\1')", "invalid escape sequence"),
    ("matches(input.a, '((a{100}){100}){100}')", "is none of RE2"),
    ("group_by(input.a, 'city')", "argument 2 of 'group_by' (position 1) is a string"),
    ("sort_by(input.a, &city) | upper(&x)", "'&' stands only before"),
]


@pytest.mark.parametrize(("expression", "said"), NEVER_RIGHT)
def test_what_can_never_be_right_is_refused_with_its_position_and_the_signature(expression, said):
    assert said in refused(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "input.lines[0].price", "input.lines[-1]", "input.lines[::2]", "input.a[0][1]", "upper(input.a || 'x')",
        "length(input.a || `[]`)", "today(input.zone)", "add(input.a, input.b, input.c)", "max([input.a, input.b])",
        "not_null(input.a, `1`)", "round(max(input.a))", "upper(from_json(input.a))", "input.a[0:1][?n > `5`]",
        "today(`null`)",
    ],
)  # fmt: skip
def test_what_may_be_right_is_not_refused(expression):
    check(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "divide(`1`, input.zero)", "add_days('9999-12-31', `1`)", "add_months('0001-01-01', `-1`)",
        "add_days('2026-01-01', `1.5`)", "add_days('2026-01-01', `1e300`)", "add_hours('2026-01-01', `1`)",
        "add_hours('2026-01-01T00:00:00Z', `1e300`)", "multiply(`1e308`, `1e308`)", "round(`1`, `400`)",
        "add(to_number('nan'), `1`)", "add(to_number('1e999'), `1`)", "from_json('{')", "from_json('NaN')",
        "from_json('\"\\ud800\"')", "index_by(input.list, &n)", "group_by(input.list, &@)", "chunk(input.list, `0`)",
        "pad('x', `1`, 'ab')", "split('a', '')", "replace('a', '', 'b')", "upper(input.none)",
        "format_date('2026-01-01', 'HH:mm')", "add_working_days('2026-01-01', `100000`)", "parse_date('x', 'd/M/y')",
        "parse_date('31/2/2026', 'd/M/y')", "format_date(input.text, input.long)", "matches(input.text, input.long)",
        "today(input.text)", "format_money(`1`, input.text)", "add(input.huge, `1`)", "start_of('2026-01-01', 'hour')",
    ],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_an_expression_error(expression):
    about = {"zero": 0, "list": [{"n": 1}], "text": "x", "long": "d" * 300, "none": None, "huge": 10**5_000}
    with pytest.raises(ExpressionError):
        value(expression, **about)


SLOW = {
    "text": "ab" * 450_000,
    "numbers": list(range(100_000)),
    "texts": ["ab" * 20] * 20_000,
    "json": json.dumps([[{"a": 1}] * 100] * 1_000),
    "nested": [[1] * 1_000] * 500,
    "wide": ",".join(map(str, range(1_000))) + "\n1" * 100_000,
    "sparse": [{str(number): 1} for number in range(5_000)],
}
SECONDS = 10
"""Far more than the budget takes on an idle machine (about two seconds), far less than any of these without it."""


@pytest.mark.parametrize(
    "expression",
    [
        "matches(input.text, '(a|b)*a(a|b){999}c')",
        "input.texts[?matches(@, '(a|b)*a(a|b){900}c')]",
        "matches(input.text, '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)c')",
        "extract(input.text, '(a|b)*a(a|b){900}c')",
        "extract(input.text, '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)c')",
        "input.texts[*].extract(@, '((a|b)*)b$')",
        "input.numbers[*].parse_csv('a,b\n1,2')",
        "parse_csv(input.wide)",
        "to_csv(input.sparse)",
        "input.texts[*].slug(@)",
        "input.numbers[*].[divide(@, `7`), length(input.nested)]",
        "input.numbers[*].{a: divide(`1`, `7`), b: to_array(input.nested)}",
        "input.numbers[*].parse_number('1.234,56')",
        "input.numbers[*].parse_date('1 de març de 2026', 'long')",
        "input.numbers[*].at('2026-03-29', '02:30')",
        "map(&hmac_sha256(input.text, input.text), input.numbers)",
        "replace(input.text, 'a', input.text)",
        "pad('x', `999999999999`)",
        "input.numbers[*].pad('x', `900000`)",
        "input.texts[*].[replace(@, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa')]",
        "input.numbers[*].add_working_days('2026-01-01', `1000`)",
        "input.numbers[*].format_date('2026-01-01', 'EEEE d MMMM yyyy EEEE d MMMM yyyy EEEE d MMMM yyyy')",
        'map(&hash_sha256(`"' + "x" * 900 + '"`), input.numbers)',
        "input.numbers[*].chunk($, `1`)".replace("$", "@ && input || `[]`"),
        "input.nested[*].flatten(@)[]",
        "group_by(input.numbers, &to_string(@))[*].items[]",
        "map(&uuid(), input.numbers)[?matches(@, '(a|b)*a(a|b){90}c')]",
        "from_json(input.json)[]",
        "map(&divide(@, `7`), input.numbers) | sum(@)",
        "to_json([to_json([to_json([to_json([input.texts])])])])",
        "upper(url_encode(url_encode(input.text)))",
        "input.texts[*].escape_html(escape_html(replace(@, 'a', '&&&&&&&&&&&&')))",
        "split(input.text, 'a')[*].split('aaaaaaaaaa', 'a')[]",
    ],
    ids=lambda text: text[:40],
)
def test_an_expression_that_tries_to_be_slow_or_large_ends_within_its_budget(expression):
    begun = time.process_time()
    try:
        found = value(expression, **SLOW)
    except ExpressionError:
        found = None
    assert time.process_time() - begun < SECONDS
    assert len(json.dumps(found)) < 20_000_000


CALLS = st.sampled_from(sorted(FUNCTIONS))
ARGUMENTS = st.sampled_from(
    ["input.a", "input.list", "input.text", "'x'", "'2026-03-02'", "now()", "`1`", "`-1`", "`1e300`", '`[1,"a"]`',
     '`{"a":1}`', "`null`", "`true`", "&a", "&@", "'Europe/Madrid'", "'day'", "'EUR'", "'yyyy'", "''"]
)  # fmt: skip


@examples(400)
@given(st.lists(st.tuples(CALLS, st.lists(ARGUMENTS, max_size=4)), min_size=1, max_size=3))
def test_any_call_is_refused_or_gives_a_value_of_a_type_that_it_declares(calls):
    expression = ""
    for name, arguments in calls:
        expression = f"{name}({', '.join([expression, *arguments] if expression else arguments)})"
    try:
        found = value(expression, a=1, list=[{"a": 1}, {"a": 2}], text="Text")
    except ExpressionError:
        return
    kinds: dict[str, Any] = {"string": str, "number": (int, float), "boolean": bool, "array": list, "object": dict}
    kinds["null"] = type(None)
    result = FUNCTIONS[calls[-1][0]].result
    assert not result or any(isinstance(found, kinds[name]) for name in result)


FENCED = (
    "```json\n{}\n```", "```\n{}```", "  \n```JSON \t\n{}\n  ``` \n", "```\n\n{}\n\n```", "```json\r\n{}\r\n```",
)  # fmt: skip
UNFENCED = ("```json {}\n```", "``` a b\n{}\n```", "```\n{}", "{}\n```", "```é\n{}\n```", "```", "``````")


@pytest.mark.parametrize("text", FENCED)
def test_json_is_read_without_the_fence_around_it(text):
    assert value("from_json(input.text)", text=text) == {}


@pytest.mark.parametrize("text", UNFENCED)
def test_what_is_no_fence_is_no_json(text):
    with pytest.raises(ExpressionError, match="no JSON"):
        value("from_json(input.text)", text=text)


def test_a_fence_that_never_closes_is_refused_in_the_time_of_a_glance():
    """A pattern that backtracks would take half an hour of processor time for this."""
    with pytest.raises(ExpressionError, match="no JSON"):
        value("from_json(input.text)", text="```\n" + " " * 400_000)
