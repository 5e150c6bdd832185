"""Read the receiving server's verdicts on a sender, from its own `Authentication-Results` (RFC 8601) only.

A clause is `method=result` and properties. Comments and quoted strings are taken out first, the rest is split at `;`,
and a method counts only as the first word of a clause: the sender chooses the envelope's address and the name it greets
with, which stand among the properties, so these are compared and never searched. A contradictory header is ignored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

VERIFIER = "amazonses.com"
"""How SES names itself. It puts its header on top; a sender can write any other one."""
VERDICTS = ("spf", "dkim", "dmarc")
ONCE = ("spf", "dmarc")
"""There is one result of each in a header, while each signature has its own (RFC 8601, section 2.7)."""
_RESULTS = frozenset({"pass", "fail", "none", "neutral", "softfail", "policy", "temperror", "permerror"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A method's result, and the properties it is about."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)


def results_of(value: str) -> list[Clause]:
    """The results of a header of SES; [] for another server's, and for one that is malformed or contradicts itself."""
    clauses = _clauses(value)
    if not clauses or clauses[0].lower().split()[:1] != [VERIFIER] or len(clauses[0].split()) > 2:  # noqa: PLR2004
        return []
    found: list[Clause] = []
    for clause in clauses[1:]:
        pairs = [(name.lower(), text) for name, sign, text in (word.partition("=") for word in clause.split()) if sign]
        if pairs and pairs[0][0] in VERDICTS and pairs[0][1].lower() in _RESULTS:
            found.append(Clause(pairs[0][0], pairs[0][1].lower(), dict(pairs[1:])))
        elif found and pairs:  # SES ends a clause before its properties: `spf=pass ...; envelope-from=...; helo=...`
            last = found.pop()
            found.append(Clause(last.method, last.result, {**dict(pairs), **last.properties}))
    methods = [each.method for each in found]
    return [] if any(methods.count(method) > 1 for method in ONCE) else found


def verdicts_of(results: Sequence[Clause]) -> dict[str, str]:
    """Return the result of each method; if there are several signatures, a passing one counts."""
    verdicts: dict[str, str] = {}
    for each in results:
        if verdicts.get(each.method) != "pass":
            verdicts[each.method] = each.result
    return verdicts


def vouches(results: Sequence[Clause], sender: str) -> bool:
    """Whether the sender's own domain has vouched for the mail: by DMARC, else by a signature or its SPF record."""
    dmarc = verdicts_of(results).get("dmarc")
    if dmarc in ("pass", "fail"):
        return dmarc == "pass"
    domain = sender.rpartition("@")[2].lower()
    vouching = [each for clause in results if clause.result == "pass" for each in _domains(clause)]
    return any("." in each and (domain == each or domain.endswith(f".{each}")) for each in vouching)


def _domains(clause: Clause) -> list[str]:
    """The domains that a signature, or the SPF record of the envelope's sender, stands for."""
    names = {"dkim": ("header.d", "header.i"), "spf": ("envelope-from", "smtp.mailfrom")}.get(clause.method, ())
    return [clause.properties[name].rpartition("@")[2].lower() for name in names if name in clause.properties]


def _clauses(value: str) -> list[str]:
    """The clauses, without their comments; a quoted string is one letter of a word. [] where a mark is not closed."""
    clauses, text, depth, quoted, at = [], [], 0, False, 0
    while at < len(value):
        letter = value[at]
        at += 2 if letter == "\\" and (depth or quoted) else 1
        if quoted:
            quoted = letter != '"'
        elif letter == '"' and not depth:
            quoted = True
            text.append("?")
        elif letter == "(" or (letter == ")" and depth):
            depth += 1 if letter == "(" else -1
        elif depth:
            continue
        elif letter == ";":
            clauses.append("".join(text))
            text = []
        else:
            text.append(letter)
    return [] if depth or quoted else [*clauses, "".join(text)]
