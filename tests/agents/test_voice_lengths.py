"""How long a sound lasts is read from its bytes, which are a stranger's: right for what encoders write, never an error.

The files of tests/agents/sounds are a tone of a second, by FFmpeg (libopus, libmp3lame, aac).
"""

import random
import time

import pytest
from bivelio_core.agents.voice import lengths
from bivelio_core.messages import media

from local import voice_notes
from tests.api import ROOT

SOUNDS = ROOT / "tests" / "agents" / "sounds"
MEGABYTE = 1_048_576


def sound(name):
    content = (SOUNDS / name).read_bytes()
    return content, media.content_type(content, "")


@pytest.mark.parametrize("name", ["opus.ogg", "lame.mp3", "lame2.mp3", "aac.aac", "aac.m4a", "aac.mp4"])
def test_what_encoders_write_lasts_as_long_as_they_say(name):
    assert lengths.seconds_of(*sound(name)) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("seconds", [0.5, 3, 60, 61.4, 700])
def test_a_note_lasts_as_long_as_its_packets(seconds):
    assert lengths.seconds_of(voice_notes.note("Bon dia", seconds), "audio/ogg") == pytest.approx(seconds)
    assert lengths.seconds_of(voice_notes.note("paraula " * 500, seconds), "audio/ogg") == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"", 0),
        (b"\x08", 960),  # SILK, 20 ms
        (b"\x18", 2_880),  # SILK, 60 ms
        (b"\x70", 480),  # hybrid, 10 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\xf9", 1_920),  # CELT, two of 20 ms
        (b"\xfb\x03", 2_880),  # CELT, three of 20 ms
        (b"\xfb", 0),
    ],
)
def test_a_packet_of_opus_says_how_many_samples_it_has(packet, samples):
    assert lengths._opus_samples(packet) == samples


def test_a_vorbis_file_lasts_until_the_place_of_its_last_page():
    head = b"\x01vorbis" + bytes(4) + b"\x01" + (44_100).to_bytes(4, "little")
    pages = voice_notes._page([head], 0, 0, 2) + voice_notes._page([b"\0\0"], 88_200, 1, 4)
    assert lengths.seconds_of(pages, "audio/ogg") == 2


@pytest.mark.parametrize("kind", ["audio/amr", "audio/wav", "application/pdf", ""])
def test_a_type_that_is_not_listened_to_has_no_length(kind):
    assert lengths.seconds_of(voice_notes.note("Bon dia"), kind) is None


def test_a_file_that_says_to_be_shorter_than_its_bytes_can_be_is_not_believed():
    box = (108).to_bytes(4, "big") + b"mvhd" + bytes(12) + (1_000).to_bytes(4, "big") + (1_000).to_bytes(4, "big")
    movie = (len(box) + 84).to_bytes(4, "big") + b"moov" + box + bytes(76)
    assert lengths.seconds_of(movie, "audio/mp4") == 1
    assert lengths.seconds_of(movie + bytes(MEGABYTE), "audio/mp4") is None


@pytest.mark.parametrize("kind", sorted(lengths.READERS))
def test_hostile_bytes_have_no_length_or_one_and_are_read_at_once(kind):
    chance = random.Random(30)
    samples = [content for content, _ in map(sound, ["opus.ogg", "lame.mp3", "aac.aac", "aac.m4a"])]
    for _ in range(300):
        mutated = bytearray(chance.choice(samples))
        for _ in range(chance.randrange(1, 20)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        del mutated[chance.randrange(1, len(mutated)) :]
        assert (lengths.seconds_of(bytes(mutated), kind) or 1) > 0
    began = time.process_time()
    for content in (
        b"OggS" + bytes(22) + b"\0",
        b"\xff\xf1\x50\x00\x00\xe0\x00",
        b"\0\0\0\x08free",
        b"\xff\xf3\x18\x00",
    ):
        lengths.seconds_of(content * (2 * MEGABYTE // len(content)), kind)
    assert time.process_time() - began < 20, "in a single walk"
