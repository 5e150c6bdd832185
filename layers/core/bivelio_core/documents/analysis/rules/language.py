"""The language of a text by its commonest words."""

import re
from collections import Counter

COMMON = {
    "ca": """
        el la els les de del dels i a al als amb per que és no un una en entre aquest aquesta són ha seva
        com més o data preu d l n quantitat descripció client número total import venciment pagament lloguer
        contracte dies mesos any
    """,
    "es": """
        el la los las de del y a al con por que es no un una en entre este esta son ha su como más o fecha
        precio para se lo cantidad descripción cliente número total importe vencimiento pago alquiler
        contrato días meses año
    """,
    "en": """
        the of and to in is for with this that by on at as are be or an from which shall it not date price
        invoice quantity description customer number total amount due payment agreement days months year
    """,
    "de": """
        der die das und in den von zu mit ist des im für auf nicht ein eine dem als auch bis wird sind oder
        datum preis rechnung menge beschreibung kunde nummer summe betrag zahlung vertrag tage monate jahr
        bitte wir sie
    """,
    "fr": """
        le la les de des du et à en un une pour que est dans par sur avec ne pas au aux ce cette sont ou
        date prix facture quantité désignation client numéro total montant échéance paiement contrat jours
        mois année
    """,
    "pt": """
        o a os as de do da dos das e em um uma para que é com por não no na ao se data preço fatura
        quantidade descrição cliente valor
    """,
    "it": """
        il lo la i gli le di del della e a in un una per che è con non da al si data prezzo fattura quantità
        descrizione cliente importo
    """,
    "nl": """
        de het een en van in is op te voor met dat niet aan zijn u uw wij bij datum prijs factuur aantal
        omschrijving klant bedrag totaal
    """,
}
WORDS = {language: frozenset(word for word in words.split() if len(word) > 1) for language, words in COMMON.items()}
"""Without single letters: codes and lists are full of them."""
WORD = re.compile(r"[a-zà-ÿ·]+")
LEAST = 5
"""Common words below which a text is in no language one can tell."""
MAXIMUM = 50_000


def language_of(text: str) -> str | None:
    """Return the language of a text (ca, es, en, de, fr, pt, it, nl), None when it has too few common words.

    A word that several languages share counts for each of them a part.
    """
    counts = Counter(WORD.findall(text[:MAXIMUM].lower()))
    points = Counter[str]()
    for word, count in counts.items():
        languages = [language for language, words in WORDS.items() if word in words]
        for language in languages:
            points[language] += count / len(languages)  # type: ignore[assignment]
    if (
        not points
        or sum(count for word, count in counts.items() if any(word in words for words in WORDS.values())) < LEAST
    ):
        return None
    return points.most_common(1)[0][0]
