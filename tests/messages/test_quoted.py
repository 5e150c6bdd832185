"""An answer by mail is cut from the history below it, and kept whole where somebody wrote within."""

import pytest
from bivelio_core.messages.inbound.mail.quoted import answer_of

from tests.for_each import for_each
from tests.messages.world import SAMPLES


@for_each(
    ("text", "answer"),
    [
        ("BAIXA\n\nEl dl., 30 nov. 2026 a les 9:00, Empresa (<info@x.cat>) va escriure:\n> Oferta\n> Mira", "BAIXA"),
        ("Sí, gracias.\n\nEl lun, 30 nov 2026 a las 9:00, Empresa escribió:\n\n> Hola\n>\n> Adiós\n", "Sí, gracias."),
        ("Fine.\n\nOn Mon, Nov 30, 2026 at 9:00 AM Company\n<info@x.cat> wrote:\n> Hi", "Fine."),
        ("D'acord\n\n-----Missatge original-----\nDe: x\nEnviat: avui\nPer a: y\nAssumpte: z\n\nHola", "D'acord"),
        ("Vale\n\n________________________________\nDe: x\nEnviado: hoy\nPara: y\nAsunto: z\n\nHola", "Vale"),
        ("Ok\n\nFrom: x\nSent: today\nTo: y\nSubject: z\n\nHello", "Ok"),
        ("Baixa\n-- \nMaria\nEmpresa", "Baixa"),
        ("> Quan?\nDemà\n> On?\nAquí", "> Quan?\nDemà\n> On?\nAquí"),
        ("Mira\n\n---------- Forwarded message ---------\nFrom: x\nDate: avui\nTo: y\n\nHola", None),
        ("El meu germà va escriure: hola", None),
        ("De: Maria, per a tu", None),
        ("", ""),
    ],
)
def test_an_answer_is_what_stands_above_the_history(text, answer):
    assert answer_of(text) == (text if answer is None else answer)


@pytest.mark.skipif(not (SAMPLES / "emails").is_dir(), reason="the public mails are not here")
def test_public_mails_keep_their_beginning():
    for file in sorted((SAMPLES / "emails").glob("*.eml")):
        text = file.read_bytes().decode("utf-8", "replace")
        assert text.replace("\r", "").strip().startswith(answer_of(text).replace("\r", "")[:200].strip()[:50])


def test_a_long_text_is_read_in_time_in_proportion_to_it():
    assert answer_of("On 1 " * 200_000).startswith("On 1")
    assert answer_of("> a\n" * 5_000)
    assert answer_of("El 1\n" * 5_000 + "x:\n")
