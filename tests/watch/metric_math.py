"""CloudWatch's metric math, as far as our alarms use it, and when an alarm goes off: on metric data of a test's own.

Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics" and "Configuring how CloudWatch alarms
treat missing data". A metric is one value a period, None where nothing was published. What is computed from a missing
value, or divided by zero, is missing; FILL puts a value there, also when nothing was published at all.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Value = float | None
Data = Mapping[str, Sequence[Value]]

ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
BREACHES = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def goes_off(alarm: Mapping[str, Any], data: Data) -> bool:
    """Whether an alarm on metric math is in the state ALARM after these periods."""
    (returned,) = [each for each in alarm["Metrics"] if each.get("ReturnData", True)]
    periods = len(next(iter(data.values())))
    values = [evaluate(returned["Expression"], data, at) for at in range(periods)]
    evaluated = int(alarm["EvaluationPeriods"])
    breaching = sum(_breaches(alarm, value) for value in values[-evaluated:])
    return breaching >= int(alarm.get("DatapointsToAlarm", evaluated))


def _breaches(alarm: Mapping[str, Any], value: Value) -> bool:
    if value is None:
        return bool(alarm["TreatMissingData"] == "breaching")
    return bool(BREACHES[alarm["ComparisonOperator"]](value, alarm["Threshold"]))


def names(expression: str) -> set[str]:
    """The metrics that an expression names."""
    tree = ast.walk(ast.parse(expression, mode="eval"))
    return {node.id for node in tree if isinstance(node, ast.Name) and node.id.islower()}


def evaluate(expression: str, data: Data, at: int) -> Value:
    """The value of an expression in one period. Raises ValueError for what this module does not know."""
    return _value(ast.parse(expression, mode="eval").body, data, at)


def _value(node: ast.expr, data: Data, at: int) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return data[name][at]
        case ast.BinOp(left=left, op=op, right=right):
            return _computed(ARITHMETIC[type(op)], _value(left, data, at), _value(right, data, at))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _computed(COMPARISONS[type(op)], _value(left, data, at), _value(right, data, at))
        case ast.Call(func=ast.Name(id="IF"), args=[condition, chosen, otherwise]):
            holds = _value(condition, data, at)
            return None if holds is None else _value(chosen if holds else otherwise, data, at)
        case ast.Call(func=ast.Name(id="FILL"), args=[metric, filling]):
            value = _value(metric, data, at)
            return _value(filling, data, at) if value is None else value
    raise ValueError(ast.unparse(node))


def _computed(apply: Callable[[float, float], float], left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    try:
        return float(apply(left, right))
    except ZeroDivisionError:
        return None
