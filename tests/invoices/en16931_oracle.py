"""The amounts of an invoice, computed from EN 16931-1 and Spain's taxes alone, to judge the service by.

Nothing of the service is imported: both sides read the same rules, and a difference is settled by the text of the
standard. All arithmetic is in fractions, so that nothing is rounded but what a rule rounds.

    BT-131  net of a line       = quantity * price, less its percentage, to two decimals
    BT-106  sum of nets         = sum of BT-131                                              BR-CO-10
    BT-92   allowance of a rate = its share of the document's discount, to two decimals; BT-107 is their sum
    BT-109  before taxes        = BT-106 - BT-107                                            BR-CO-13
    BT-116  taxable amount      = nets of a category and rate - their allowance              BR-S-08
    BT-117  tax of a rate       = BT-116 * BT-119 / 100, to two decimals                     BR-CO-17
    BT-110  tax                 = sum of BT-117                                              BR-CO-14
    BT-112  with taxes          = BT-109 + BT-110                                            BR-CO-15
    BT-115  due                 = BT-112 - what was paid (BT-113)                            BR-CO-16

Amounts have two decimals (BR-DEC-*), half a cent is rounded away from zero: the rules compare absolute amounts, so a
credit note has the amounts of its invoice. Beside the standard, by Spain's VAT act (Ley 37/1992, articles 154-161) and
the income tax regulation (RD 439/2007, article 95):

    recargo de equivalencia = taxable amount of the lines that bear it * its rate / 100, to two decimals; added
    IRPF                    = amount before taxes * its rate / 100, to two decimals; withheld from what is due
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

CENT = Fraction(1, 100)


def cents(amount: Fraction) -> Fraction:
    """To two decimals; half a cent goes away from zero."""
    whole, rest = divmod(abs(amount), CENT)
    rounded = (whole + (1 if 2 * rest >= CENT else 0)) * CENT
    return -rounded if amount < 0 else rounded


@dataclass(frozen=True)
class Line:
    """A line as it is entered; numbers are decimals as text, rates are percentages."""

    quantity: str
    unit_price: str
    category: str = "S"
    rate: str = "21"
    recargo_rate: str = "0"
    discount_percent: str = "0"


@dataclass(frozen=True)
class Asked:
    """An invoice as it is entered. The document's discount is an amount or a percentage, at most one of them."""

    lines: tuple[Line, ...]
    discount: str = "0"
    discount_percent: str = "0"
    irpf_rate: str = "0"
    paid: str = "0"


class LineAmounts(NamedTuple):
    """The amounts of one line; its taxes are for information, those of the invoice are not their sum."""

    net: Fraction
    tax: Fraction
    recargo: Fraction
    gross: Fraction


class Rate(NamedTuple):
    """A category and rate of VAT: what EN 16931 breaks the tax down by."""

    category: str
    percent: Fraction


class Part(NamedTuple):
    """The lines of a rate that bear the same recargo, or none."""

    rate: Rate
    recargo_percent: Fraction


class RateAmounts(NamedTuple):
    """The amounts of a rate: its lines, their share of the discount, what is left, and the tax on that."""

    nets: Fraction
    allowance: Fraction
    taxable: Fraction
    tax: Fraction


class Amounts(NamedTuple):
    """The amounts of an invoice."""

    lines: tuple[LineAmounts, ...]
    rates: dict[Rate, RateAmounts]
    recargos: dict[Part, Fraction]
    sum_of_nets: Fraction
    allowance: Fraction
    before_taxes: Fraction
    tax: Fraction
    recargo: Fraction
    irpf: Fraction
    with_taxes: Fraction
    due: Fraction


def amounts(asked: Asked, shares: dict[Part, Fraction] | None = None) -> Amounts:
    """All amounts of an invoice. The standard leaves open how a discount is spread: `shares` says how it was."""
    lines = tuple(_line(line) for line in asked.lines)
    nets: dict[Part, Fraction] = {}
    for line, found in zip(asked.lines, lines, strict=True):
        part = Part(Rate(line.category, Fraction(line.rate)), Fraction(line.recargo_rate))
        nets[part] = nets.get(part, Fraction(0)) + found.net
    allowances = _allowances(nets, asked) if shares is None else shares
    rates = {rate: _taxed(rate, nets, allowances) for rate in dict.fromkeys(part.rate for part in nets)}
    recargos = {part: cents((nets[part] - allowances[part]) * part.recargo_percent / 100) for part in nets}
    before_taxes = total(each.taxable for each in rates.values())
    tax = total(each.tax for each in rates.values())
    recargo = total(recargos.values())
    irpf = cents(before_taxes * Fraction(asked.irpf_rate) / 100)
    with_taxes = before_taxes + tax + recargo
    return Amounts(
        lines=lines,
        rates=rates,
        recargos=recargos,
        sum_of_nets=total(line.net for line in lines),
        allowance=total(allowances.values()),
        before_taxes=before_taxes,
        tax=tax,
        recargo=recargo,
        irpf=irpf,
        with_taxes=with_taxes,
        due=with_taxes - irpf - Fraction(asked.paid),
    )


def total(parts: Iterable[Fraction]) -> Fraction:
    """The sum of fractions."""
    return sum(parts, Fraction(0))


def _line(line: Line) -> LineAmounts:
    share = 1 - Fraction(line.discount_percent) / 100
    net = cents(Fraction(line.quantity) * Fraction(line.unit_price) * share)
    tax = cents(net * Fraction(line.rate) / 100)
    recargo = cents(net * Fraction(line.recargo_rate) / 100)
    return LineAmounts(net, tax, recargo, net + tax + recargo)


def _taxed(rate: Rate, nets: dict[Part, Fraction], allowances: dict[Part, Fraction]) -> RateAmounts:
    of_rate = [part for part in nets if part.rate == rate]
    net, allowance = total(nets[part] for part in of_rate), total(allowances[part] for part in of_rate)
    return RateAmounts(net, allowance, net - allowance, cents((net - allowance) * rate.percent / 100))


def _allowances(nets: dict[Part, Fraction], asked: Asked) -> dict[Part, Fraction]:
    """What each part bears of the document's discount.

    A percentage is an allowance of each part, of its base amount (BT-93 * BT-94 / 100 = BT-92). An amount is spread by
    the nets: each part gets its share without the fraction of a cent, and the cents that are left go to the parts with
    the largest fractions, of equal ones to that which stands first on the invoice.
    """
    if percent := Fraction(asked.discount_percent):
        return {part: cents(net * percent / 100) for part, net in nets.items()}
    discount = Fraction(asked.discount)
    if not discount:
        return dict.fromkeys(nets, Fraction(0))
    shares = {part: discount * net / total(nets.values()) for part, net in nets.items()}
    spread = {part: share // CENT * CENT for part, share in shares.items()}
    left = int((discount - total(spread.values())) / CENT)
    for part in sorted(nets, key=lambda each: spread[each] - shares[each])[:left]:
        spread[part] += CENT
    return spread


RATES = (("S", "21", "5.2"), ("S", "10", "1.4"), ("S", "4", "0.5"))
WITHOUT_TAX = ("Z", "E", "AE", "K", "G")
"""Categories of UNCL 5305 that an invoice with Spanish VAT can have at 0 %."""


def invoices(count: int, seed: int = 16931) -> Iterator[Asked]:
    """So many invoices, the same each time for a seed: short and long, cheap and dear, many at half a cent."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _invoice(chance)


def _invoice(chance: random.Random) -> Asked:
    length = chance.choice((1, 1, 2, 3, 3, 4, 6, 8, 12, chance.randint(13, 60)))
    bears_recargo = chance.random() < 0.2
    lines = tuple(_random_line(chance, bears_recargo=bears_recargo) for _ in range(length))
    irpf_rate = chance.choice(("0", "0", "0", "7", "15", "19", "1", "2"))
    plain = amounts(Asked(lines, irpf_rate=irpf_rate))
    discount, percent = "0", "0"
    match chance.randrange(4):
        case 0 if plain.sum_of_nets >= CENT:
            discount = _decimal(chance.randint(1, int(plain.sum_of_nets / CENT)), 2)
        case 1:
            percent = chance.choice(
                ("1", "2.5", "3", "5", "7.77", "10", "33.33", "100", _decimal(chance.randint(1, 9999), 2))
            )
    asked = Asked(lines, discount, percent, irpf_rate)
    due = amounts(asked).due
    if due >= CENT and chance.random() < 0.3:
        paid = _decimal(chance.choice((1, int(due / CENT), chance.randint(1, int(due / CENT)))), 2)
        return Asked(lines, discount, percent, irpf_rate, paid)
    return asked


def _random_line(chance: random.Random, *, bears_recargo: bool) -> Line:
    quantity, price = chance.choice((_usual, _halves, _fine, _large))(chance)
    if chance.random() < 0.75:
        category, rate, recargo = chance.choice(RATES)
        if not bears_recargo or chance.random() < 0.2:  # services bear none
            recargo = "0"
    else:
        category, rate, recargo = chance.choice(WITHOUT_TAX), "0", "0"
    percent = chance.choice(("0", "0", "0", "5", "10", "12.5", "33.33", "100", _decimal(chance.randint(1, 9999), 2)))
    return Line(quantity, price, category, rate, recargo, percent)


def _usual(chance: random.Random) -> tuple[str, str]:
    return str(chance.randint(1, 40)), _decimal(chance.randint(0, 100_000), 2)


def _halves(chance: random.Random) -> tuple[str, str]:
    """A product that ends in half a cent."""
    return _decimal(2 * chance.randint(0, 50) + 1, 1), _decimal(10 * chance.randint(0, 2_000) + 5, 2)


def _fine(chance: random.Random) -> tuple[str, str]:
    """Eight decimals in both, as electricity is billed."""
    return _decimal(chance.randint(1, 10**10), 8), _decimal(chance.randint(1, 10**10), 8)


def _large(chance: random.Random) -> tuple[str, str]:
    return str(chance.randint(1, 3)), _decimal(chance.randint(1, 10**11), 3)


def _decimal(number: int, places: int) -> str:
    """A whole number of units of the last place, as a decimal."""
    whole, rest = divmod(number, 10**places)
    return f"{whole}.{rest:0{places}}" if rest else str(whole)
