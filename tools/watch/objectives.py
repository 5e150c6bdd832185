"""The objectives (docs/slos.md), and the alarms on how fast their budgets of errors are spent.

Source: The Site Reliability Workbook, chapter 5, "Alerting on SLOs", 6: multiwindow, multi-burn-rate alerts. A burn
rate of 1 spends the budget of 30 days in 30 days. An objective's alarm goes off while a long window shows that much
was spent, and a short one that it still is, so it ends soon after the trouble does. A CloudWatch alarm has one
period, so each window is an alarm without actions, and a composite alarm joins them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BUDGET_DAYS = 30


@dataclass(frozen=True)
class Burn:
    """A burn rate that is too high, by its two windows: the name and the seconds of each."""

    rate: float
    long: tuple[str, int]
    short: tuple[str, int]


HOUR = Burn(14.4, ("1h", 3_600), ("5m", 300))
SIX_HOURS = Burn(6, ("6h", 21_600), ("30m", 1_800))
DAY = Burn(3, ("1d", 86_400), ("2h", 7_200))


@dataclass(frozen=True)
class Failures:
    """What is counted as bad by a metric of failures, out of all that another counts."""

    namespace: str
    failures: str
    total: str
    dimensions: str


@dataclass(frozen=True)
class Beyond:
    """What is counted as bad by a metric of times: what took longer than so many milliseconds."""

    namespace: str
    metric: str
    milliseconds: int
    dimensions: str


@dataclass(frozen=True)
class Objective:
    """A share that should be good over 30 days.

    Attributes:
        name: of its alarm, without `Alarm`.
        percent: how many in a hundred should be good.
        promise: what is good, as a sentence without subject: "requests are answered without a 5xx".
        measure: how what is bad is counted.
        least: from how many on a long window counts, so that one failure of a quiet night wakes nobody.
        burns: the burn rates that are too high.
    """

    name: str
    percent: float
    promise: str
    measure: Failures | Beyond
    least: int
    burns: tuple[Burn, ...]

    @property
    def alarm(self) -> str:
        """The logical id of the composite alarm."""
        return f"{self.name}Alarm"

    def threshold(self, burn: Burn) -> float:
        """The percentage of what is bad from which a burn rate is too high."""
        return round(burn.rate * (100 - self.percent), 4)

    def window(self, name: str) -> str:
        """The logical id of the alarm of one window."""
        return f"{self.name}{name}Burn"


OBJECTIVES = (
    Objective(
        "LiveAvailability",
        99.9,
        "live requests are answered without a 5xx",
        Failures("AWS/ApiGateway", "5XXError", "Count", "*live_api"),
        100,
        (HOUR, SIX_HOURS, DAY),
    ),
    Objective(
        "LiveLatency",
        95,
        "live requests are answered within a second",
        Beyond("AWS/ApiGateway", "Latency", 1_000, "*live_api"),
        100,
        (HOUR, SIX_HOURS, DAY),
    ),
    Objective(
        "DeliveriesOnTime",
        99,
        "first attempts at webhooks have ended within a minute after their event",
        Beyond("!Ref Platform", "DeliveryAge", 60_000, "*live"),
        20,
        (HOUR, SIX_HOURS),
    ),
    Objective(
        "RunsOnTime",
        99,
        "scheduled runs have started within a minute after their time",
        Beyond("!Ref Platform", "StartDelay", 60_000, "*live"),
        20,
        (HOUR, SIX_HOURS),
    ),
)


def link_of(alarm: str) -> str:
    """The address of an alarm's runbook, as an argument of `!Sub`."""
    page = "runbooks-queues" if alarm.startswith(("Dead", "Parked", "Sweep")) else "runbooks"
    return f"${{DocsUrl}}/{page}/#{alarm.lower()}"


def objective_section(objectives: Iterable[Objective] = OBJECTIVES) -> str:
    """The alarms of all objectives, as they stand in watch/template.yaml."""
    return "".join(text for each in objectives for text in _alarms(each))


def _alarms(objective: Objective) -> Iterator[str]:
    for burn in objective.burns:
        for name, seconds in (burn.long, burn.short):
            yield _window(objective, burn, name, seconds)
    pairs = (
        f'(ALARM("${{{objective.window(burn.long[0])}}}") AND ALARM("${{{objective.window(burn.short[0])}}}"))'
        for burn in objective.burns
    )
    about = (
        f"Fewer than {objective.percent:g} % of {objective.promise}, and the budget of {BUDGET_DAYS} days goes fast."
    )
    yield (
        f"  {objective.alarm}:\n    Type: AWS::CloudWatch::CompositeAlarm\n    Condition: WatchesFully\n"
        "    Properties:\n"
        f'      AlarmDescription: !Sub "{about} {link_of(objective.alarm)}"\n'
        "      AlarmRule: !Sub >-\n"
        + "".join(f"        {pair}{' OR' if at < len(objective.burns) else ''}\n" for at, pair in enumerate(pairs, 1))
        + "      AlarmActions: *tell\n      OKActions: *tell\n"
    )


def _window(objective: Objective, burn: Burn, name: str, seconds: int) -> str:
    is_long = name == burn.long[0]
    lines = [
        f"  {objective.window(name)}:",
        "    Type: AWS::CloudWatch::Alarm",
        "    Condition: WatchesFully",
        "    Properties:",
        f"      AlarmDescription: A window of {objective.alarm}, which tells.",
        "      Metrics:",
        *_metrics(objective, seconds, objective.least if is_long else 0),
        "      EvaluationPeriods: 1",
        f"      Threshold: {objective.threshold(burn):g}",
        "      ComparisonOperator: GreaterThanThreshold",
        "      TreatMissingData: notBreaching",
    ]
    return "\n".join(lines) + "\n"


def _metrics(objective: Objective, seconds: int, least: int) -> Iterator[str]:
    match objective.measure:
        case Failures(namespace, failures, total, dimensions):
            share, parts = "100 * failures / total", {"failures": (failures, "Sum"), "total": (total, "Sum")}
        case Beyond(namespace, metric, milliseconds, dimensions):
            share, parts = "100 - within", {"within": (metric, f"PR(:{milliseconds})")}
            parts |= {"total": (metric, "SampleCount")} if least else {}
    expression = f"IF(total >= {least}, {share}, 0)" if least else share
    yield f'        - {{Id: bad, Label: Percent that is bad, Expression: "{expression}"}}'
    for each, (metric, stat) in parts.items():
        yield f"        - Id: {each}"
        yield "          ReturnData: false"
        yield "          MetricStat:"
        yield f"            Metric: {{Namespace: {namespace}, MetricName: {metric}, Dimensions: {dimensions}}}"
        yield f"            Period: {seconds}"
        yield f"            Stat: {_quoted(stat)}"


def _quoted(stat: str) -> str:
    return f'"{stat}"' if ":" in stat else stat


def windows() -> dict[str, tuple[Objective, Burn, int]]:
    """Every window's alarm with its objective, its burn rate and its seconds."""
    by_name: dict[str, tuple[Objective, Burn, int]] = {}
    for objective in OBJECTIVES:
        for burn in objective.burns:
            for name, seconds in (burn.long, burn.short):
                by_name[objective.window(name)] = (objective, burn, seconds)
    return by_name
