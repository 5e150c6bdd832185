"""Which category of tax an operation can have, by the client's place and number and by what is sold. Pure.

The seller is in the territory of IVA: settings refuse any other. LIVA is Ley 37/1992. A rule with `unless_reason` gives
way to a line that says itself why it is right (`exemption_reason`): the law has cases there that no field of an invoice
tells.
"""

from collections.abc import Iterable
from itertools import product
from typing import Literal, NamedTuple, get_args

from bivelio_core.countries import EU

Place = Literal["iva", "canaries", "ceuta_melilla", "eu", "abroad"]
"""Where the client is: in the territory of IVA, in a part of Spain outside it, in another country of the EU, beyond."""
Number = Literal["nif", "eu_vat", "malformed_vat", "private", "foreign", "none"]
"""The client's number: a Spanish one, a VAT number of another country of the EU in the form of VIES or not, a document
that private persons have, a number of a country outside the EU, none."""
Kind = Literal["goods", "services"]
Unfit = Literal[
    "vat_number_needed",
    "goods_only",
    "export_at_home",
    "export_within_eu",
    "export_of_services",
    "reverse_charge_private",
    "reverse_charge_islands",
    "reverse_charge_goods",
    "rule_of_place_needed",
    "not_simplified",
]

PLACES: tuple[Place, ...] = get_args(Place)
NUMBERS: tuple[Number, ...] = get_args(Number)
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTSIDE_IVA: tuple[Place, ...] = ("canaries", "ceuta_melilla")
"""Parts of Spain where IVA does not apply (article 3.Dos)."""

_PROVINCES: dict[str, Place] = {"35": "canaries", "38": "canaries", "51": "ceuta_melilla", "52": "ceuta_melilla"}
"""By the first two digits of postal codes."""

CAUSES_OF: dict[str, tuple[str, ...]] = {
    "exempt": ("E1", "E2", "E3", "E4", "E5", "E6"),
    "intra_eu": ("E5",),
    "export": ("E2", "E3"),
}
"""The causes that a category may name; the first one of a single cause is its default."""

NEVER_SIMPLIFIED = ("reverse_charge", "intra_eu")
"""What names its recipient by law, so that no simplified invoice can say it (Real Decreto 1619/2012, article 4.4)."""


class Rule(NamedTuple):
    """What refuses an operation: it applies where each of its sets has the operation's value; None has all."""

    code: Unfit
    article: str
    categories: tuple[str, ...]
    causes: tuple[str, ...] | None = None
    kinds: tuple[Kind, ...] | None = None
    places: tuple[Place, ...] | None = None
    numbers: tuple[Number, ...] | None = None
    unless_reason: bool = False

    def applies(self, operation: "Operation", place: Place, number: Number, kind: Kind) -> bool:
        """Tell whether the rule refuses an operation."""
        sets = (self.categories, self.causes, self.kinds, self.places, self.numbers)
        values = (operation.category, operation.cause, kind, place, number)
        fits = all(allowed is None or value in allowed for allowed, value in zip(sets, values, strict=True))
        return fits and not (self.unless_reason and operation.has_reason)


class Operation(NamedTuple):
    """What a line says of its tax."""

    category: str
    cause: str | None = None
    has_reason: bool = False


class Client(NamedTuple):
    """What is known of a client; several values where it is not known which."""

    places: tuple[Place, ...] = PLACES
    numbers: tuple[Number, ...] = NUMBERS


class Refusal(NamedTuple):
    """Why an operation cannot have its category, and the article that says so."""

    code: Unfit
    article: str


WITHIN_EU = "LIVA, art. 25.Uno"
WITHOUT_VAT: tuple[Number, ...] = ("nif", "malformed_vat", "private", "foreign", "none")

RULES = (
    Rule("goods_only", WITHIN_EU, ("intra_eu", "exempt"), causes=("E5",), kinds=("services",)),
    Rule("vat_number_needed", WITHIN_EU, ("intra_eu", "exempt"), causes=("E5",), numbers=WITHOUT_VAT),
    Rule("export_at_home", "LIVA, art. 21.1.º, 21.2.º", ("export",), causes=("E2",), places=("iva",)),
    Rule("export_within_eu", "LIVA, art. 21, 25", ("export",), causes=("E2",), places=("eu",), unless_reason=True),
    Rule(
        "export_of_services",
        "LIVA, art. 21.5.º, 69",
        ("export",),
        causes=("E2",),
        kinds=("services",),
        unless_reason=True,
    ),
    Rule("reverse_charge_private", "LIVA, art. 84.Uno.2.º", ("reverse_charge",), numbers=("private",)),
    Rule(
        "reverse_charge_islands", "LIVA, art. 21, 69, 70", ("reverse_charge",), places=OUTSIDE_IVA, unless_reason=True
    ),
    Rule(
        "reverse_charge_goods",
        "LIVA, art. 21, 25",
        ("reverse_charge",),
        kinds=("goods",),
        places=("eu", "abroad"),
        unless_reason=True,
    ),
    Rule("rule_of_place_needed", "LIVA, art. 68", ("outside_territory",), kinds=("goods",), unless_reason=True),
    Rule("rule_of_place_needed", "LIVA, art. 69, 70", ("outside_territory",), places=("iva",), unless_reason=True),
    Rule("rule_of_place_needed", "LIVA, art. 69, 70", ("outside_territory",), numbers=("private",), unless_reason=True),
    Rule(
        "rule_of_place_needed",
        "LIVA, art. 69, 70",
        ("outside_territory",),
        places=("eu",),
        numbers=("none",),
        unless_reason=True,
    ),
)
"""In their order: the first that applies is told."""


def place_of(country: str | None, postal_code: str | None) -> Place:
    """Return where an address is; one without a country is taken for a Spanish one, as documents do."""
    if country in (None, "ES"):
        return _PROVINCES.get((postal_code or "")[:2], "iva")
    return "eu" if country in EU else "abroad"


def places_of(country: str | None, postal_code: str | None) -> tuple[Place, ...]:
    """Return where an address may be that somebody may still complete."""
    if country is None:
        return PLACES
    if country == "ES" and not postal_code:
        return ("iva", *OUTSIDE_IVA)
    return (place_of(country, postal_code),)


def refusal(operation: Operation, client: Client, kind: Kind | None) -> Refusal | None:
    """Return why an operation cannot be; None when it can, or might with what nobody has said yet."""
    first: Refusal | None = None
    for place, number, each in product(client.places, client.numbers, (kind,) if kind else KINDS):
        rule = next((rule for rule in RULES if rule.applies(operation, place, number, each)), None)
        if rule is None:
            return None
        first = first or Refusal(rule.code, rule.article)
    return first


def refusal_as_simplified(operation: Operation) -> Refusal | None:
    """Return why a simplified invoice cannot have an operation, None when it can."""
    is_named = operation.category in NEVER_SIMPLIFIED or operation.cause == "E5"
    return Refusal("not_simplified", "RD 1619/2012, art. 4.4") if is_named else None


def wrong_cause(category: str, cause: str | None) -> Iterable[str]:
    """Return the causes that a category can have, empty when its own is one of them."""
    allowed = CAUSES_OF.get(category, ())
    return () if cause is None or cause in allowed else allowed


class Treatment(NamedTuple):
    """How AEAT's records state an operation: a qualification (list L9) or a cause of exemption (L10)."""

    qualification: str | None
    cause: str | None = None


QUALIFICATIONS = {
    "standard": "S1",
    "zero": "S1",
    "reverse_charge": "S2",
    "not_subject": "N1",
    "outside_territory": "N2",
}
EXEMPT = frozenset(CAUSES_OF)


def treatment(category: str, cause: str | None, *, is_abroad: bool) -> Treatment:
    """Return how records state a category. Before `outside_territory`, services abroad were `reverse_charge`."""
    if category in EXEMPT:
        return Treatment(None, cause)
    if category == "reverse_charge" and is_abroad:
        return Treatment("N2")
    return Treatment(QUALIFICATIONS[category])
