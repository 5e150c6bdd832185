"""Which operations are not stable yet, and why; the page that says so in each language: `python -m tools.stability`.

What is not named in `PARTS` is stable. openapi.json has `x-stability-level` from here, the name and the words that
oasdiff reads, and the reference and the guides have their marks.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.endpoints import operations
from tools.generated import write_or_check_all
from tools.template import ROOT

NAME = "stability"
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Operations of one state.

    Attributes:
        state: `beta`, or `simulated`: nobody but a simulation of ours has answered yet.
        operations: their names; `mcp.*` are all of a resource.
        because: why, by language.
        guide: the page of docs/ that shows the state.
        providers: the adapters (`bivelio_core/providers/`) whose other side has not been met yet.
    """

    state: str
    operations: tuple[str, ...]
    because: Texts
    guide: str
    providers: tuple[str, ...] = ()


PARTS = (
    Part(
        "simulated",
        ("messages.send", "messages.templates"),
        {
            "en": "No message has gone out by an account at Meta, Telegram or Amazon SES yet. Their published "
            "clients read what we send, and simulations answer.",
            "ca": "Encara no ha sortit cap missatge per un compte de Meta, de Telegram o d'Amazon SES. Els clients "
            "que publiquen llegeixen el que enviem, i responen simulacions.",
            "es": "Todavía no ha salido ningún mensaje por una cuenta de Meta, de Telegram o de Amazon SES. Los "
            "clientes que publican leen lo que enviamos, y responden simulaciones.",
        },
        "messages",
        ("messaging", "mail"),
    ),
    Part(
        "simulated",
        ("integrations.connect", "integrations.complete", "integrations.test"),
        {
            "en": "No account at Meta, Telegram or Google has been connected yet; simulations of their interfaces "
            "answer.",
            "ca": "Encara no s'ha connectat cap compte de Meta, de Telegram o de Google; responen simulacions de "
            "les seves interfícies.",
            "es": "Todavía no se ha conectado ninguna cuenta de Meta, de Telegram o de Google; responden "
            "simulaciones de sus interfaces.",
        },
        "integrations",
        ("google_calendar", "name_records"),
    ),
    Part(
        "simulated",
        (
            "agents.invoke",
            "agents.tests_run",
            "documents.classify",
            "documents.extract",
            "forms.generate",
            "knowledge.search",
            "workflows.generate",
        ),
        {
            "en": "Gemini has not answered with a real key yet: recordings of the tests are simulated, and no "
            "answer was streamed by AWS.",
            "ca": "Gemini encara no ha respost amb una clau real: els enregistraments de les proves són simulats, i"
            " AWS no ha enviat cap resposta en flux.",
            "es": "Gemini todavía no ha respondido con una clave real: las grabaciones de las pruebas son "
            "simuladas, y AWS no ha enviado ninguna respuesta en flujo.",
        },
        "language-model",
        ("language_model",),
    ),
    Part(
        "simulated",
        ("invoices.deliver", "invoices.deliveries", "invoices.cancel_delivery", "invoices.confirm_delivery"),
        {
            "en": "No invoice has been handed in at FACe or e.FACT yet, and live invoices through Peppol are "
            "refused: no access point is contracted.",
            "ca": "Encara no s'ha lliurat cap factura a FACe o a e.FACT, i les factures de producció per Peppol es "
            "refusen: no hi ha cap punt d'accés contractat.",
            "es": "Todavía no se ha entregado ninguna factura en FACe o en e.FACT, y las facturas de producción por"
            " Peppol se rechazan: no hay ningún punto de acceso contratado.",
        },
        "administrations",
        ("administration", "peppol"),
    ),
    Part(
        "simulated",
        ("invoices.records_list", "invoices.records_correct", "invoices.representation_set"),
        {
            "en": "AEAT has not taken a record from us yet, not even its test service; the records hold against its"
            " schemas and examples.",
            "ca": "L'AEAT encara no ens ha acceptat cap registre, ni el seu servei de proves; els registres "
            "compleixen els seus esquemes i exemples.",
            "es": "La AEAT todavía no nos ha aceptado ningún registro, ni su servicio de pruebas; los registros "
            "cumplen sus esquemas y ejemplos.",
        },
        "invoices",
    ),
    Part(
        "beta",
        ("mcp.*",),
        {
            "en": "Tried with the protocol's conformance suite and servers on our machines, not yet with one that "
            "somebody else operates.",
            "ca": "Provat amb les proves de conformitat del protocol i amb servidors als nostres ordinadors, encara"
            " no amb cap que operi algú altre.",
            "es": "Probado con las pruebas de conformidad del protocolo y con servidores en nuestros ordenadores, "
            "todavía no con ninguno que opere otra persona.",
        },
        "mcp",
        ("mcp_server",),
    ),
    Part(
        "beta",
        ("auth.authorize",),
        {
            "en": "The addresses by which an app finds the sign-in have not been served by AWS yet.",
            "ca": "AWS encara no ha servit les adreces amb què una aplicació troba l'inici de sessió.",
            "es": "AWS todavía no ha servido las direcciones con las que una aplicación encuentra el inicio de sesión.",
        },
        "oauth",
    ),
)

STATES: dict[str, Texts] = {
    "beta": {"en": "Beta", "ca": "Beta", "es": "Beta"},
    "simulated": {"en": "Beta, simulated", "ca": "Beta, simulat", "es": "Beta, simulado"},
}

LANGUAGES = ("en", "ca", "es")
_TABLE = "\n|---|---|---|---|\n"
"""The line above the rows of the last table, which are written; the rest of the page is written by people."""


@cache
def part_of(operation: str) -> Part | None:
    """Return the part that an operation belongs to; None when it is stable."""
    resource = operation.partition(".")[0]
    return next((part for part in PARTS if {operation, f"{resource}.*"} & set(part.operations)), None)


def extensions(operation: str) -> dict[str, str | bool]:
    """Return what openapi.json says of an operation's state: nothing of a stable one."""
    part = part_of(operation)
    if part is None:
        return {}
    simulated = {"x-simulated": True} if part.state == "simulated" else {}
    return {"x-stability-level": "beta", "x-stability-reason": part.because["en"], **simulated}


def page(language: str) -> str:
    """Return the page of a language: as it is, with the table of the parts."""
    paths = {operation.endpoint.operation: operation.endpoint.paths[0] for operation in operations()}

    def row(part: Part) -> str:
        names = [path for name, path in paths.items() if part_of(name) is part]
        cell = ", ".join(f"`{path}`" for path in names)
        state, why = STATES[part.state][language], part.because[language]
        return f"| {cell} | {state} | {why} | [{title(part.guide, language)}]({address(part.guide, language)}) |"

    above = file_of(NAME, language).read_text(encoding="utf-8").partition(_TABLE)[0]
    return above + _TABLE + "\n".join(map(row, PARTS)) + "\n"


def address(guide: str, language: str) -> str:
    """Return the link to a guide from the page of a language: the English one where there is no other."""
    return f"{guide}.md" if file_of(guide, language).exists() else f"../{guide}.md"


def title(guide: str, language: str) -> str:
    """Return the heading of a guide in a language."""
    file = file_of(guide, language)
    text = (file if file.exists() else file_of(guide, "en")).read_text(encoding="utf-8")
    return text.partition("\n")[0].lstrip("# ")


def file_of(name: str, language: str) -> Path:
    """Return where the page of a name is in a language."""
    return ROOT / "docs" / ("" if language == "en" else language) / f"{name}.md"


if __name__ == "__main__":
    write_or_check_all(
        "docs/stability.md", lambda: {file_of(NAME, language): page(language) for language in LANGUAGES}, "stability"
    )
