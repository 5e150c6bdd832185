"""People are addressed as `tu`, in words of one language, in catalogues, the dashboard, the reference and guides.

What a button or a title of the dashboard does is said by an imperative, and by the same word everywhere.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.po import fields_of
from tools.site.texts import translations
from tools.template import ROOT

pytestmark = pytest.mark.fix(
    "Write it as docs/translate.md says, or add the text to CLIENTS if clients of companies read it."
)

CORE = ROOT / "layers" / "core" / "bivelio_core"
CLIENTS = ("invoices/paper.", "invoices/mail.", "invoices/books/mail.archive", "providers/reply.")
"""Texts that clients and advisers of a company read, by the beginnings of their names: these say `vós` and `usted`."""

OF_TWO = ("dashboard/pages/conversations: Encara no us heu escrit.",)
"""Texts about the reader and somebody else."""

_ASIDE = re.compile(
    r"```.*?```|`[^`]*`|\{[^}]*\}|\]\([^)]*\)|<[^>]*>|«[^»]*»|\"[^\"]*\"|\*[^*\n]+\*|\S+[/@_]\S+", re.DOTALL
)
"""Code, quotations, links and addresses, which are not our words."""

FORMAL = {
    "ca": r"vost[eè]s?|vosaltres|vós|vostr(?:e|a|es)|si us plau|"
    r"(?:pod|vol|hav|fa|sab|dig|pos|tri|torn|envi|prov|comprov|esper|deman|us|consult|contact|prem)eu|"
    r"(?:indiqu|canvi|revis|desactiv|activ|trob|rebr|guard|tindr|podr)eu|"
    r"teniu|heu|esteu|obriu|afegiu|introduïu|escriviu|rebeu",
    "es": r"usted(?:es)?|vosotr[oa]s|vuestr[oa]s?|[a-zñ]+(?:áis|éis)|"
    r"inténtelo|pruébelo|envíelo|compruébelo|guárdelo|hágalo|"
    r"(?:(?<=^)|(?<=[.:;] ))(?:Haga|Ponga|Escriba|Pulse|Introduzca|Compruebe|Elija|Seleccione|Envíe|Pruebe|Vuelva)|"
    r"(?:(?<=^)|(?<=[.:;] ))(?:Espere|Abra|Añada|Pida|Use|Utilice|Consulte|Indique|Intente|Revise|Descargue|Cambie)",
}
OF_ANOTHER_LANGUAGE = {
    "ca": """
        pero hasta desde también entonces muy después cuando donde usuario contraseña enlace página archivo fichero
        correo borrar bueno tamaño tamany ademés inclús sapiguer barato sello gasto plazo listado envío aunque hay
        suplit suplits
    """,
    "es": """
        amb però també després perquè aquest aquesta això fitxer usuari contrasenya enllaç dades desar esborrar
        llengua avui sense quan només què fichero ficheros
    """,
}
INFINITIVE = {
    "ca": r"[a-zà-ÿ·]+(?:ar|er|ir|re)(?=[-’\s]|$)",
    "es": r"(?:[a-zà-ÿ]+?[aeií]r|ir)(?:se)?(?:l[aeo]s?)?(?=\s|$)",
}
NO_INFINITIVE = {
    "ca": "carrer entre filtre fitxer llibre membre mentre obre per potser primer registre reobre sempre "
    "tauler trimestre",
    "es": "cualquier lugar por primer",
}
"""Words that end as an infinitive does."""

A_KEY_MAY = re.compile(r"dashboard/pages/(?:keys|security): (?:[Ll]legir|administrar)")
"""What a key or an app may do is no button."""

ONE_WORD = {
    "ca": "busca->cerca descarrega->baixa guarda->desa elimina->esborra suprimeix->esborra escull->tria",
    "es": "salva->guarda elimina->borra suprime->borra escoge->elige modifica->cambia detén->para",
}
"""Verbs of buttons that mean the same as another one, which is ours."""


@pytest.mark.parametrize("language", INFINITIVE)
def test_labels_of_the_dashboard_are_imperatives(language):
    pattern = re.compile(
        rf"(?:no )?(?!(?:{'|'.join(NO_INFINITIVE[language].split())})\b){INFINITIVE[language]}", re.IGNORECASE
    )
    labels = [(place, text) for place, text in _all(language) if place.startswith("dashboard/")]
    assert len(labels) > 2000
    assert [f"{place}: {text}" for place, text in labels if pattern.match(text) and not A_KEY_MAY.match(place)] == []


@pytest.mark.parametrize("language", ONE_WORD)
def test_the_same_is_done_by_the_same_word(language):
    ours = dict(pair.split("->") for pair in ONE_WORD[language].split())
    pattern = re.compile(rf"({'|'.join(ours)})(?:['’-]|l[aeo]s?\b|\b)", re.IGNORECASE)
    labels = [(place, text) for place, text in _all(language) if place.startswith("dashboard/")]
    assert [f"{place}: {text}" for place, text in labels if pattern.match(text)] == []


@pytest.mark.parametrize("language", FORMAL)
def test_readers_are_addressed_as_tu(language):
    pattern = re.compile(rf"(?<![\w-])(?:{FORMAL[language]})(?![\w])", re.IGNORECASE if language == "ca" else 0)
    formal = [
        f"{place}: {match[0]}"
        for place, text in texts(language)
        if not place.startswith((*CLIENTS, *OF_TWO))
        for match in pattern.finditer(text)
    ]
    assert formal == []


@pytest.mark.parametrize("language", OF_ANOTHER_LANGUAGE)
def test_no_word_is_of_the_other_language(language):
    words = "|".join(OF_ANOTHER_LANGUAGE[language].split())
    pattern = re.compile(rf"(?<![\w·'’-])(?:{words})(?![\w·-])", re.IGNORECASE)
    assert [f"{place}: {match[0]}" for place, text in texts(language) for match in pattern.finditer(text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ca", "Si no ho heu demanat vosaltres, canvieu la contrasenya."),
        ("es", "Si no lo ha pedido usted, vuelva a intentarlo. Cambie la contraseña."),
    ],
)
def test_the_pattern_sees_what_it_is_for(language, text):
    assert len(re.findall(rf"(?<![\w-])(?:{FORMAL[language]})(?![\w])", text)) >= 2


@pytest.mark.parametrize(
    ("language", "text"), [("ca", "Desar-ho"), ("ca", "crear una clau"), ("es", "Guardarlos"), ("es", "Ir al panel")]
)
def test_the_pattern_sees_infinitives(language, text):
    assert re.match(INFINITIVE[language], text, re.IGNORECASE)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language with its place, without what is not our words."""
    for place, text in _all(language):
        if not place.startswith("invoices/declaration."):  # the words of a law, and of a document that was signed
            yield place, _ASIDE.sub(" ", text)


def _all(language: str) -> Iterator[tuple[str, str]]:
    field = "msgid" if language == "ca" else "msgstr"
    for file in sorted(CORE.rglob("ca.pot" if language == "ca" else "es.po")):
        domain = file.parent.parent.relative_to(CORE).as_posix()
        yield from ((f"{domain}/{entry.get('msgctxt')}", entry[field]) for entry in _entries(file))
    for file in sorted((ROOT / "dashboard" / "src").rglob("es.po")):
        page = file.parent.parent.relative_to(ROOT / "dashboard" / "src").as_posix()
        yield from ((f"dashboard/{page}: {entry['msgid']}", entry[field]) for entry in _entries(file))
    yield from ((f"site/texts: {text}", told) for text, told in translations(language).items())
    for folder in (ROOT / "docs" / language, ROOT / "site" / "home" / language):
        for file in sorted(folder.glob("*.md")):
            if file.stem != "errors":  # made from the catalogues
                yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def _entries(file: Path) -> Iterator[dict[str, str]]:
    blocks = re.split(r"\n\s*\n", file.read_text(encoding="utf-8"))
    for block in blocks[1:]:
        entry = fields_of(block) if "msgid" in block else {}
        if entry.get("msgid"):
            yield {"msgstr": "", **entry}
