"""Records of events of other programs are read, and their chains verified as another implementation hashes them."""

from dataclasses import replace

import pytest
import verifactu_sdk.hashing
from bivelio_core.invoices.verifactu import events
from bivelio_core.invoices.verifactu.reading import NotRecords

from tools.verify_chain import file_texts

NAMESPACE = "https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/EventosSIF.xsd"


def hashed(number, previous):
    return verifactu_sdk.hashing.huella_evento(
        nif_sistema="89890001K",
        id_otro_sistema=None,
        id_sistema_informatico="77",
        version="1.0.03",
        numero_instalacion="383",
        nif_obligado="89890002E",
        tipo_evento="01",
        huella_evento_anterior=previous,
        fecha_hora_huso_gen_evento=f"2024-01-01T19:20:{number:02d}+01:00",
    )


def document(count=3):
    """A file of events, each chained to the one before."""
    parts, previous = [], ""
    for number in range(count):
        own = hashed(number, previous)
        before = f"<EventoAnterior><HuellaEvento>{previous}</HuellaEvento></EventoAnterior>"
        parts.append(
            "<RegistroEvento><IDVersion>1.0</IDVersion><Evento><SistemaInformatico><NombreRazon>P</NombreRazon>"
            "<NIF>89890001K</NIF><IdSistemaInformatico>77</IdSistemaInformatico><Version>1.0.03</Version>"
            "<NumeroInstalacion>383</NumeroInstalacion></SistemaInformatico><ObligadoEmision><NIF>89890002E</NIF>"
            f"</ObligadoEmision><FechaHoraHusoGenEvento>2024-01-01T19:20:{number:02d}+01:00</FechaHoraHusoGenEvento>"
            "<TipoEvento>01</TipoEvento><Encadenamiento>"
            f"{before if previous else '<PrimerEvento>S</PrimerEvento>'}</Encadenamiento>"
            f"<TipoHuella>01</TipoHuella><HuellaEvento>{own}</HuellaEvento></Evento></RegistroEvento>"
        )
        previous = own
    return f'<Eventos xmlns="{NAMESPACE}">{"".join(parts)}</Eventos>'.encode()


def test_a_chain_that_another_implementation_hashed_is_unbroken():
    found = events.read(document())
    assert len(found) == 3
    assert events.verify(found) is None
    assert file_texts(document()) == ["3 events, one unbroken chain"]


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("field", ["producer_nif", "system", "version", "installation", "issuer_nif", "event_type"])
def test_a_changed_event_is_named(position, field):
    found = list(events.read(document()))
    found[position] = replace(found[position], **{field: "2"})
    broken = events.verify(found)
    assert broken is not None
    assert (broken.position, broken.reason) == (position, "hash")


def test_an_event_that_was_taken_away_or_put_first_is_missed():
    first, second, third = events.read(document())
    for found, position, reason in (
        ((first, third), 1, "previous_hash"),
        ((second, third), 0, "first"),
        ((first, first), 1, "not_first"),
        ((replace(first, hash_type="02"),), 0, "hash_type"),
    ):
        broken = events.verify(found)
        assert broken is not None
        assert (broken.position, broken.reason) == (position, reason)


def test_a_file_of_a_period_may_follow_events_that_are_not_in_it():
    _, second, third = events.read(document())
    assert events.verify((second, third), is_whole=False) is None


def test_the_published_event_of_another_program_has_the_hash_that_is_computed():
    """From the example of a start of the system in invopop/gobl.verifactu, test/data/out."""
    event = events.EventRecord(
        producer_nif="12345678A",
        producer_id="",
        system="A1",
        version="1.0",
        installation="12345678A",
        issuer_nif="B85905495",
        event_type="01",
        generated_at="2024-11-26T05:00:00+01:00",
        previous_hash="0123456789ABCDEF" * 4,
        is_first=False,
        hash="D6CAD0C806A62E69328922E3C3097FD84635A2AAA9EA8222CE141393B6AC8978",
        hash_type="01",
    )
    assert events.verify((event,), is_whole=False) is None


def test_what_has_no_events_is_told():
    with pytest.raises(NotRecords):
        events.read(b"<a/>")
    with pytest.raises(NotRecords):
        events.read(b"no xml")
    assert file_texts(b"<a/>") == ["the file has no records"]
