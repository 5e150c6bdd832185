"""Synthetic contacts: Catalan names by Zipf's law, three tags on average, one company in three, the same for a seed."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from bivelio_core import ids
from bivelio_core.store.keys import CONTACT, sequence_sk, tenant_partition
from bivelio_core.tenancy import Tenant

TENANT = Tenant("org_0123456789abcdef", "live")


def _words(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = _words(
    """
    Maria Jordi Anna Marc Laura Pau Marta Joan Núria Pere Carla Josep Laia Albert Clara David Elena
    Oriol Júlia Xavier Irene Arnau Sara Guillem Paula Sergi Mireia Daniel Alba Roger Montserrat Francesc
    Rosa Antoni Carme Miquel Gemma Ferran Sílvia Ramon Cristina Carles Eva Lluís Marina Martina Mariona
    Marcel Màrius Eduard Helena Ricard Judit Bernat
    """
)
SURNAMES = _words(
    """
    Garcia Martínez López Sánchez Rodríguez Fernández Pérez González Gómez Ruiz Martín Jiménez Moreno
    Hernández Muñoz Díaz Romero Navarro Torres Alonso Gutiérrez Ramos Gil Serrano Molina Castro Ortega
    Rubio Marín Soler Vila Serra Puig Roca Ferrer Bosch Vidal Pujol Costa Riera Sala Mas Pons Font
    Rovira Casals Martí Roig Batlle Camps Prat Coll Grau
    """
)
COMPANY_WORDS = _words(
    """
    Empresa Grup Serveis Tecnologia Construccions Logística Consultoria Gestió Indústries Solucions
    Digital Catalana Ibèrica Global Nord Sud Mediterrani Energia Sistemes Dades ABC XYZ Alfa Beta Delta
    Omega Nova Prima
    """
)
TAGS = _words(
    """
    client lead actiu pro inbound starter enterprise vip newsletter partner proveïdor trial churn 2024
    2025 2026 barcelona girona lleida tarragona event web referit outbound demo factura pendent soci
    premium basic
    """
)
COMPANY_SHARE = 0.3


def _zipf(words: Sequence[str], exponent: float) -> list[float]:
    return list(accumulate(1 / rank**exponent for rank in range(1, len(words) + 1)))


FIRST_WEIGHTS, SURNAME_WEIGHTS, COMPANY_WEIGHTS = (_zipf(w, 0.8) for w in (FIRST_NAMES, SURNAMES, COMPANY_WORDS))
TAG_WEIGHTS = _zipf(TAGS, 1.0)


def contacts(count: int, first: int = 1, seed: int = 7) -> Iterator[dict[str, Any]]:
    """The items of the contacts `first`, `first + 1`, ... as the service writes them."""
    source = random.Random(f"{seed}:{first}")
    partition = tenant_partition(TENANT, CONTACT)
    for sequence in range(first, first + count):
        number = source.randrange(10**8)
        yield {
            "PK": partition,
            "SK": sequence_sk(sequence),
            "random": "".join(source.choices(ids.ALPHABET, k=ids.RANDOM_LENGTH)),
            "version": 1,
            **(_company(source) if source.random() < COMPANY_SHARE else _person(source)),
            "phone": f"+346{number:08d}",
            "phone_e164": f"+346{number:08d}",
            "tags": _tags(source),
            "custom_fields": {"sector": "tecnologia", "nif": f"B{source.randrange(10**8):08d}", "source": "website"},
            "created_at": "2026-04-07T12:10:00.000Z",
            "updated_at": "2026-04-07T12:10:00.000Z",
        }


def _person(source: random.Random) -> dict[str, str]:
    first = _one(source, FIRST_NAMES, FIRST_WEIGHTS)
    surnames = [_one(source, SURNAMES, SURNAME_WEIGHTS) for _ in range(2)]
    email = f"{_plain(first)}.{_plain(surnames[0])}{source.randrange(9999)}@exemple.com"
    return {"type": "person", "name": " ".join((first, *surnames)), "email": email}


def _company(source: random.Random) -> dict[str, str]:
    words = [_one(source, COMPANY_WORDS, COMPANY_WEIGHTS) for _ in range(3)]
    email = f"contacte@{_plain(words[0])}{source.randrange(99999)}.com"
    return {"type": "company", "name": f"{' '.join(words)} {source.randrange(5000)} S.L.", "email": email}


def _tags(source: random.Random) -> list[str]:
    return sorted({_one(source, TAGS, TAG_WEIGHTS) for _ in range(min(5, int(source.gammavariate(3, 1))))})


def _one(source: random.Random, words: Sequence[str], weights: Sequence[float]) -> str:
    return source.choices(words, cum_weights=weights)[0]


def _plain(word: str) -> str:
    return word.lower().translate(str.maketrans("àèéíòóúïüçñ", "aeeioouiucn"))
